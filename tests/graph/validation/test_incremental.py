"""Judging a change by what it concerns gives what judging everything gives, whatever the graph and the change."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse
from rdflib.namespace import SH

from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Literal, NamedNode, Quad, Term, Triple, name
from graph.resources import shipped_files
from graph.sources.candidate import Candidate
from graph.storage.data_directory import open_directory
from graph.storage.trial_copy import TrialCopy
from graph.storage.trial_effects import ChangeEffects, requested_change, try_change
from graph.validation.dependency_reader import read_dependencies, shape_dependencies
from graph.validation.incremental import is_local, validate_change
from graph.validation.report import result_triples
from graph.validation.shacl import shipped_shapes
from graph.writing.commit import review

BASE = "http://127.0.0.1:8000"
NAMES = Namespaces(BASE)
CONTRIBUTIONS = [NAMES.contribution(each) for each in "abc"]
THINGS = [NAMES.thing("initiative", each) for each in "abcde"] + [
    NAMES.thing("concept", each) for each in "xyz"
]
PLACES = [
    NAMES.thing("territory", each)
    for each in ("commune-01001", "commune-01002", "departement-01", "region-84", "commune-99999")
]
REGISTER = """
@base <http://127.0.0.1:8000/> .
@prefix igeo: <http://rdf.insee.fr/def/geo#> . @prefix mai: <https://w3id.org/maillage/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix void: <http://rdfs.org/ns/void#> .
<graph/ref/r> a void:Dataset .
<id/territory/region-84> a mai:Territory, igeo:Region ; igeo:codeINSEE "84" ; mai:inRegister <graph/ref/r> ;
    skos:prefLabel "R"@fr, "R"@en .
<id/territory/departement-01> a mai:Territory, igeo:Departement ; igeo:codeINSEE "01" ; mai:inRegister <graph/ref/r> ;
    igeo:subdivisionDirecteDe <id/territory/region-84> ; skos:prefLabel "D"@fr .
<id/territory/commune-01001> a mai:Territory, igeo:Commune ; igeo:codeINSEE "01001" ; mai:inRegister <graph/ref/r> ;
    igeo:subdivisionDirecteDe <id/territory/departement-01> ; skos:prefLabel "C"@fr, "C"@en ; mai:formerCode "01003" .
<id/territory/commune-01002> a mai:Territory, igeo:Commune ; igeo:codeINSEE "1" ; mai:inRegister <graph/ref/r> .
"""
_TOLD_WHOLE = {name("rdfs:subClassOf"), name("mai:shortcut")}  # of which each concerns everything
_VOCABULARY = ("rdfs:subClassOf", "mai:shortcut", "skos:inScheme")


@cache
def base_quads() -> tuple[Quad, ...]:
    """Read what the shapes need of the vocabulary, and a register of which some entries are faulty."""
    wanted = {name(each) for each in _VOCABULARY}
    quads = [
        Quad(each.subject, each.predicate, each.object, NAMES.graph("vocab/ns"))
        for path, file in shipped_files("ontology", ".ttl")
        if not path.startswith("examples/")
        for each in parse(file.read_bytes(), format=RdfFormat.TURTLE, base_iri=BASE + "/")
        if each.predicate in wanted or each.object == name("owl:SymmetricProperty")
    ]
    quads += [
        Quad(each.subject, each.predicate, each.object, NAMES.graph("ref/r"))
        for each in parse(REGISTER, format=RdfFormat.TURTLE)
    ]
    return tuple(quads)


def _predicates() -> list[NamedNode]:
    return sorted(
        (each for each in shape_dependencies().read_by if each is not None), key=lambda each: each.value
    )


def _classes() -> list[NamedNode]:
    return sorted(
        {each for targets in shape_dependencies().targets.values() for each in targets.classes}, key=str
    )


LITERALS = [
    *(Literal(each, language="fr") for each in ("Un", "un!", "Deux")),
    Literal("One", language="en"),
    *(Literal(each) for each in ("01001", "01003", "01", "84", "99", "a" * 64)),
    *(Literal(each, datatype=name("xsd:integer")) for each in ("0", "1", "2", "x")),
    *(
        Literal(each, datatype=name("xsd:date"))
        for each in ("2020-02-30", "2020-01-01", "2019-05-01", "2031-01-01")
    ),
    Literal("2020-02", datatype=name("xsd:gYearMonth")),
    Literal("2020", datatype=name("xsd:gYear")),
]


@cache
def _concepts() -> list[Term]:
    """Give some concept of each scheme: statuses, kinds of connection, roles."""
    first: dict[Term, Term] = {}
    for quad in base_quads():
        if quad.predicate == name("skos:inScheme"):
            first.setdefault(quad.object, quad.subject)
        if quad.predicate == name("mai:shortcut"):
            first[quad.subject] = quad.subject
    return [*first.values(), name("status:ongoing"), name("assertion:derived"), *first]


def nodes() -> st.SearchStrategy[NamedNode]:
    """Draw a thing, often, or a territory."""
    return st.one_of(st.sampled_from(THINGS), st.sampled_from(THINGS), st.sampled_from(PLACES))


@st.composite
def statements(draw: st.DrawFn) -> Triple:
    """Draw a statement in the words of the shapes: types as often as all the rest that is not a favourite."""
    subject = draw(nodes())
    kind = draw(st.sampled_from(["type", "link", "link", "text", "shape", "shape", "any"]))
    if kind == "type":
        return Triple(subject, name("rdf:type"), draw(st.sampled_from(_classes())))
    links = (
        "mai:partOf",
        "mai:extends",
        "skos:broader",
        "mai:onTerritory",
        "mai:answersNeed",
        "mai:connectionFrom",
    )
    if kind == "link":
        return Triple(subject, name(draw(st.sampled_from(links))), draw(nodes()))
    if kind == "text":
        texts = (
            "skos:prefLabel",
            "schema:startDate",
            "schema:endDate",
            "igeo:codeINSEE",
            "mai:declaredPartCount",
        )
        return Triple(subject, name(draw(st.sampled_from(texts))), draw(st.sampled_from(LITERALS)))
    predicate = draw(st.sampled_from(_predicates())) if kind == "shape" else NamedNode("http://x.example/p")
    value = st.one_of(
        nodes(), st.sampled_from(LITERALS), st.sampled_from(_concepts()), st.sampled_from(_classes())
    )
    return Triple(subject, predicate, draw(value))


@st.composite
def quads(draw: st.DrawFn) -> Quad:
    """Draw a statement of some contribution, seldom one about its publication."""
    graph = draw(st.sampled_from(CONTRIBUTIONS))
    about = draw(st.integers(0, 30))
    if about == 0:
        return Quad(graph, name("mai:reviewStatus"), name("review:draft"), graph)
    if about == 1:
        return Quad(graph, name("prov:wasRevisionOf"), draw(st.sampled_from(CONTRIBUTIONS)), graph)
    each = draw(statements())
    return Quad(each.subject, each.predicate, each.object, graph)


@dataclass(slots=True)
class World:
    """A store with its merge and its kept report, and the copy where changes are tried."""

    store: Store
    trial_copy: TrialCopy

    def full(self, candidate: Candidate) -> set[Triple]:
        """Judge everything, and say what was found by the shapes as the kept report does."""
        _, report = review(self.store, candidate, NAMES)
        return _normal(result_triples([each for each in report.results if each.component != "check"], NAMES))

    def kept(self) -> set[Triple]:
        """Give what the kept report says."""
        return {
            quad.triple for quad in self.store.quads_for_pattern(None, None, None, NAMES.graph("validation"))
        }

    def change(self, patch: QuadDelta) -> tuple[ChangeEffects, bool]:
        """Make a change and let the kept report follow; tell whether that could be done from the change alone."""
        candidate = Candidate(patch=patch)
        with self.trial_copy.trying() as attempt:
            outcome = try_change(self.store, attempt, requested_change(self.store, candidate), NAMES)
            is_known = is_local(outcome)
            expected = self.full(candidate)
            if is_known:
                found = validate_change(
                    self.store,
                    attempt.store,
                    outcome,
                    names=NAMES,
                    same_day=True,
                    files_by_iri={},
                )
                report = found.report_change(self.store, NAMES)
                _apply(self.store, report.removed, report.added)
        _apply(self.store, outcome.change.removed, outcome.change.added)
        if not is_known:
            self.report(expected)
        said = expected | {
            Triple(NAMES.graph("validation"), name("sh:result"), each) for each in _roots(expected)
        }
        assert _without_repeats(self.kept()) == _without_repeats(said)
        return outcome, is_known

    def report(self, said: set[Triple]) -> None:
        """Put a whole report in place of the kept one."""
        validation = NAMES.graph("validation")
        self.store.clear_graph(validation)
        self.store.extend(Quad(each.subject, each.predicate, each.object, validation) for each in said)


def _roots(said: set[Triple]) -> set[NamedNode]:
    return {each.subject for each in said if each.predicate == name("sh:focusNode")}  # type: ignore[misc]


def _without_repeats(said: set[Triple]) -> set[Triple]:
    """Leave out the results of the shape of persons: a review drops those that a check tells too, and keeps no such state."""
    shape = NamedNode("https://w3id.org/maillage/shapes#PersonShape-private")
    dropped = {
        each.subject for each in said if each.predicate == name("sh:sourceShape") and each.object == shape
    }
    return {each for each in said if not {each.subject, each.object} & dropped}


def _apply(store: Store, removed: frozenset[Quad], added: frozenset[Quad]) -> None:
    for quad in removed:
        store.remove(quad)
    store.extend(added)


def _normal(said: Iterator[Triple]) -> set[Triple]:
    held = Store()
    held.extend(Quad(each.subject, each.predicate, each.object) for each in said)
    return {quad.triple for quad in held}


@contextmanager
def world(held: set[Quad]) -> Iterator[World]:
    """Make a world that holds some quads."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        directory = open_directory(Path(folder) / "var", BASE)
        store = Store(str(directory.store_path()))
        store.extend(base_quads())
        store.extend(Quad(each.subject, each.predicate, each.object) for each in base_quads())
        made = World(store, TrialCopy(store, directory))
        made.report(made.full(Candidate()))
        made.change(_patch(store, set(), held))
        try:
            yield made
        finally:
            made.trial_copy.close()


def _patch(store: Store, gone: set[Quad], come: set[Quad]) -> QuadDelta:
    held = Store()
    held.extend(come)
    return QuadDelta(
        frozenset(each for each in gone - set(held) if each in store),
        frozenset(each for each in held if each not in store),
    )


ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests" / "shapes").glob("*/invalid_*.ttl"))
EXAMPLE = "https://exemple.test/"


def _case(path: Path) -> list[Quad]:
    return [
        Quad(each.subject, each.predicate, each.object, CONTRIBUTIONS[0])
        for each in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=EXAMPLE)
    ]


def _expected(path: Path) -> NamedNode:
    return NamedNode("https://w3id.org/maillage/shapes#" + path.stem.removeprefix("invalid_").split("__")[0])


def _expected_sources(path: Path, made: World) -> set[Term]:
    """Tell which constraint a case breaks; of one about date bounds, a store that computes them breaks others."""
    if path.parent.name == "DatedShape" or re.search("earliestStart|latestEnd", path.read_text("utf-8")):
        return {each.object for each in made.full(Candidate()) if each.predicate == name("sh:sourceShape")}
    return {_expected(path)}


def _spoken(made: World) -> set[Term]:
    return {each.object for each in made.kept() if each.predicate == name("sh:sourceShape")}


def _step(made: World, patch: QuadDelta) -> None:
    """Make a change, and let the kept report follow from the change alone."""
    with made.trial_copy.trying() as attempt:
        outcome = try_change(made.store, attempt, requested_change(made.store, Candidate(patch=patch)), NAMES)
        found = validate_change(
            made.store, attempt.store, outcome, names=NAMES, same_day=True, files_by_iri={}
        )
        report = found.report_change(made.store, NAMES)
    _apply(made.store, report.removed, report.added)
    _apply(made.store, outcome.change.removed, outcome.change.added)


@pytest.fixture(scope="module")
def prelude_world() -> Iterator[World]:
    """Make a world that holds what the cases of the shapes have in common, which conforms."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        directory = open_directory(Path(folder) / "var", BASE)
        store = Store(str(directory.store_path()))
        quads = _case(ROOT / "tests" / "shapes" / "prelude.ttl")
        store.extend(Quad(each.subject, each.predicate, each.object, CONTRIBUTIONS[1]) for each in quads)
        store.extend(Quad(each.subject, each.predicate, each.object) for each in quads)
        made = World(store, TrialCopy(store, directory))
        yield made
        made.trial_copy.close()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_constraint_is_found_piece_by_piece(path: Path, prelude_world: World) -> None:
    """Stated a few triples at a time, an invalid case breaks in the end its constraint alone; taken away, none."""
    chance = random.Random(path.stem)
    quads = [each for each in set(_case(path)) if each.predicate not in _TOLD_WHOLE]
    whole = [each for each in set(_case(path)) if each.predicate in _TOLD_WHOLE]
    _step(prelude_world, _patch(prelude_world.store, set(), set(whole)))
    for order in (True, False):
        chance.shuffle(quads)
        for start in range(0, len(quads), 4):
            some = set(quads[start : start + 4])
            come, gone = (some, set[Quad]()) if order else (set[Quad](), some)
            _step(prelude_world, _patch(prelude_world.store, gone, come))
        if order:
            assert _spoken(prelude_world) == _expected_sources(path, prelude_world)
    _step(prelude_world, _patch(prelude_world.store, set(whole), set()))
    assert _spoken(prelude_world) == set()


def test_every_shape_is_understood() -> None:
    """No shipped shape has to be run over the whole graph; every result bears the name of one shape with a target."""
    known = shape_dependencies()
    assert known.not_understood == set()
    sources = [source for shape in known.targets for source in known.sources[shape]]
    assert len(sources) == len(set(sources)) > 100
    speaking = {NamedNode(str(each)) for each in shipped_shapes().subjects(SH.severity)}
    assert speaking <= set(sources)


@pytest.mark.parametrize(
    "text",
    [
        "sh:targetClass mai:Need ; sh:closed true",
        "sh:targetClass mai:Need ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o }' ]",
        "sh:target [ sh:select 'SELECT ?this WHERE { ?this ?p ?o }' ] ; sh:property [ sh:path mai:x ; sh:minCount 1 ]",
    ],
)
def test_what_is_not_understood_is_judged_whole(text: str) -> None:
    """An unknown constraint, a query that declares nothing, a target that alone decides: any change concerns all."""
    shapes = Store()
    prefixes = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX mai: <https://w3id.org/maillage/ns#> "
    shapes.load(f"{prefixes}<http://x.example/s> a sh:NodeShape ; {text} .".encode(), format=RdfFormat.TURTLE)
    assert read_dependencies(shapes).is_global([])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sets(quads(), min_size=20, max_size=60),
    st.lists(st.tuples(st.sets(quads(), max_size=5), st.randoms()), min_size=1, max_size=4),
)
def test_judging_what_is_concerned_is_judging_everything(
    held: set[Quad], steps: list[tuple[set[Quad], object]]
) -> None:
    """After any change the kept report is that of a full validation, and the copy's default graph what is shown."""
    with world(held) as made:
        for come, chance in steps:
            present = sorted((each for each in made.store if each.graph_name in CONTRIBUTIONS), key=str)
            gone = set(chance.sample(present, min(len(present), 3)))  # type: ignore[attr-defined]
            _, is_known = made.change(_patch(made.store, gone, come))
            event(f"from the change alone: {is_known}")
            event(f"results: {min(len(_roots(made.kept())), 40) // 10}0")


def test_what_a_register_says_already_brings_its_entry_in_sight() -> None:
    """And out of it again, with all that is wrong with it, though the merge never changes."""
    told = Quad(PLACES[1], name("rdf:type"), name("igeo:Commune"), CONTRIBUTIONS[0])
    with world({told}) as made:
        seen = _roots(made.kept())
        made.change(_patch(made.store, {told}, set()))
        assert len(_roots(made.kept())) < len(seen)
        made.change(_patch(made.store, set(), {told}))
        assert _roots(made.kept()) == seen


def test_a_draft_that_is_published_brings_entries_in_sight() -> None:
    """And out of it again when it is taken back, though the merge never changes."""
    told = Quad(PLACES[1], name("rdf:type"), name("igeo:Commune"), CONTRIBUTIONS[0])
    with world({told}) as made:
        seen = _roots(made.kept())
        state = Quad(CONTRIBUTIONS[0], name("mai:reviewStatus"), name("review:draft"), CONTRIBUTIONS[0])
        made.change(_patch(made.store, set(), {state}))
        assert len(_roots(made.kept())) < len(seen)
        made.change(_patch(made.store, {state}, set()))
        assert _roots(made.kept()) == seen


def test_what_is_forgotten_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison above sees a shape that does not tell what it reads."""
    aim, carrier = Quad(THINGS[0], name("rdf:type"), name("mai:Aim"), CONTRIBUTIONS[0]), THINGS[1]
    aimed = Quad(carrier, name("mai:aimsAt"), THINGS[0], CONTRIBUTIONS[0])
    with world({aim, aimed}) as made:
        made.change(_patch(made.store, {aimed}, set()))
        made.change(_patch(made.store, set(), {aimed}))
        forgetful = replace(shape_dependencies(), read_by=dict(shape_dependencies().read_by))
        del forgetful.read_by[name("mai:aimsAt")]
        monkeypatch.setattr("graph.validation.incremental.shape_dependencies", lambda: forgetful)
        with pytest.raises(AssertionError):
            made.change(_patch(made.store, {aimed}, set()))
