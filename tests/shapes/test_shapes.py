"""Check the shapes against their cases: what passes, what each constraint refuses, what they say of it."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store
from pyshacl import validate as validate_shapes
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDFS
from rdflib.term import Node

from graph.validation.shacl import shipped_shapes, validate

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BASE = "https://exemple.test/"
MASH = Namespace("https://w3id.org/maillage/shapes#")
TERM = re.compile(r"(?:\bmai:|https://w3id\.org/maillage/ns#)(\w+)")
ELSEWHERE = {"S26", "S35"}  # checked over the dataset; over the ontology

VALID = sorted(HERE.glob("*/valid_*.ttl"))
INVALID = sorted(HERE.glob("*/invalid_*.ttl"))


@cache
def constraints() -> frozenset[URIRef]:
    """List the shapes that can refuse something: those that have a severity."""
    return frozenset(shape for shape in shipped_shapes().subjects(SH.severity) if isinstance(shape, URIRef))


def results(path: Path | None) -> set[tuple[Node | None, Node | None]]:
    """Validate one case and list which constraint spoke, with which severity."""
    store = Store()
    for each in (HERE / "prelude.ttl", path):
        if each is not None:
            store.load(path=str(each), format=RdfFormat.TURTLE, base_iri=BASE)
    return {(URIRef(each.source_shape[1:-1]), SH[each.severity]) for each in validate(store).results}


def expected_constraint(path: Path) -> URIRef:
    """Read from a file's name which constraint it breaks; what follows `__` tells variants apart."""
    return MASH[path.stem.removeprefix("invalid_").split("__")[0]]


def texts(shape: URIRef, *predicates: URIRef) -> dict[str, str]:
    """Collect a shape's texts by language."""
    values = [text for predicate in predicates for text in shipped_shapes().objects(shape, predicate)]
    return {text.language: str(text) for text in values if isinstance(text, Literal) and text.language}


def test_prelude_conforms() -> None:
    """What the cases have in common breaks no constraint."""
    assert results(None) == set()


@pytest.mark.parametrize("path", VALID, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_valid_case_conforms(path: Path) -> None:
    """A valid case breaks no constraint, its own or another's."""
    assert results(path) == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_case_breaks_its_one_constraint(path: Path) -> None:
    """An invalid case breaks the constraint that its name tells, with its severity, and no other."""
    constraint = expected_constraint(path)
    assert results(path) == {(constraint, shipped_shapes().value(constraint, SH.severity))}


def test_every_constraint_has_a_failing_case() -> None:
    """No constraint goes without a case that it refuses, and no case names a constraint that is not there."""
    assert {expected_constraint(path) for path in INVALID} == constraints()


def test_every_shape_has_a_valid_case() -> None:
    """Each folder is named after a shape, holds a valid case, and holds that shape's failing cases."""
    shapes = {str(constraint.removeprefix(str(MASH)).split("-")[0]) for constraint in constraints()}
    assert shapes == {path.parent.name for path in VALID}
    assert all(path.name.startswith(f"invalid_{path.parent.name}-") for path in INVALID)


def test_every_constraint_speaks_both_languages() -> None:
    """Each constraint has a name and a message in French and in English, and one severity."""
    assert len(constraints()) > 100
    for constraint in constraints():
        assert texts(constraint, SH.message).keys() == {"fr", "en"}, constraint
        assert texts(constraint, SH.name, RDFS.label).keys() == {"fr", "en"}, constraint
        assert len(list(shipped_shapes().objects(constraint, SH.severity))) == 1, constraint


def test_no_constraint_speaks_anonymously() -> None:
    """A property shape or a query that reports by itself has an IRI and a severity."""
    shapes = shipped_shapes()
    speaking = {*shapes.objects(None, SH.property), *shapes.subjects(SH.sparql)}
    inside = {shape for shape in speaking if not isinstance(shape, URIRef)}
    nested = {shape for holder in nested_holders() for shape in shapes.objects(holder, SH.property)}
    assert inside <= nested
    assert speaking - inside <= constraints()


def nested_holders() -> set[Node]:
    """List the shapes that only another shape asks: they report through it."""
    shapes = shipped_shapes()
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
    return {
        holder
        for holder in shapes.subjects(SH.property)
        if not any((holder, t, None) in shapes for t in targets)
    }


def test_queries_carry_at_most_no_message() -> None:
    """A query has no message of its own: some engines refuse two, others drop their language."""
    shapes = shipped_shapes()
    assert not [node for node in shapes.objects(None, SH.sparql) if (node, SH.message, None) in shapes]


def test_every_row_of_the_model_is_checked() -> None:
    """Each rule S1 to S35 of the model is named by a constraint, or is checked elsewhere."""
    named = {
        str(row)
        for constraint in constraints()
        for row in shipped_shapes().objects(constraint, DCTERMS.identifier)
    }
    assert {f"S{number}" for number in range(1, 36)} == named | ELSEWHERE


def test_shapes_pass_shacl_shacl() -> None:
    """The shapes are well-formed by the shapes that SHACL itself publishes."""
    shacl_shacl = Graph().parse(data=(files("pyshacl") / "assets" / "shacl-shacl.ttl").read_text("utf-8"))
    conforms, _, text = validate_shapes(shipped_shapes(), shacl_graph=shacl_shacl, max_validation_depth=60)
    assert conforms, text


def test_shacl_shacl_refuses_a_bad_shape() -> None:
    """The check above can fail: a shape with two paths is refused."""
    shacl_shacl = Graph().parse(data=(files("pyshacl") / "assets" / "shacl-shacl.ttl").read_text("utf-8"))
    bad = Graph().add((MASH.Bad, RDF.type, SH.PropertyShape))
    bad.add((MASH.Bad, SH.path, RDFS.label)).add((MASH.Bad, SH.path, RDFS.comment))
    assert not validate_shapes(bad, shacl_graph=shacl_shacl, max_validation_depth=60)[0]


def test_terms_are_those_of_the_contract() -> None:
    """Every term of ours that a shape uses, in a target, a path or a query, is named in docs/modelling.md."""
    terms: set[str] = set()
    for path in (ROOT / "shapes").glob("*.ttl"):
        text = re.sub(r'"[^"\n]*"@\w+', "", path.read_text("utf-8"))
        terms |= set(TERM.findall(re.sub(r"@prefix.*", "", text)))
    named = set(TERM.findall((ROOT / "docs" / "modelling.md").read_text("utf-8")))
    assert len(terms) > 30
    assert terms <= named


# Classes of ours that no data has, and what checks their members.
CHECKED_ELSEWHERE = {"Wording": "entries of ontology/wording: graph.connections.wording.lexicon_checks"}


def test_a_shape_stands_for_each_class_of_ours() -> None:
    """Every class of ours that the contract names as a type is the target of a shape."""
    classes = set(re.findall(r"\bmai:([A-Z]\w+)", (ROOT / "docs" / "modelling.md").read_text("utf-8")))
    targets = {str(target).partition("#")[2] for target in shipped_shapes().objects(None, SH.targetClass)}
    assert classes - targets == CHECKED_ELSEWHERE.keys()
