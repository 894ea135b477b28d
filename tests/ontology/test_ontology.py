"""The ontology's files, read from disk, against what the README of `ontology/` promises.

The lints are in conftest.py. Every lint and every vocabulary shape has a file in `bad/` that is named after it
and that it must reject, so that no check can pass by looking at nothing.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib import namespace as known
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
BAD = Path(__file__).parent / "bad"
BASE = "https://example.org/"
OWN = "https://w3id.org/maillage/"
MAI = Namespace(OWN + "ns#")
SCHEMA = Namespace("https://schema.org/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SSSOM = Namespace("https://w3id.org/sssom/")

TOPICS = ("core", "agents", "territory", "needs", "learning", "time", "connections", "provenance", "wording")
PUBLISHED = [ONTOLOGY / f"{name}.ttl" for name in ("header", *TOPICS, "axioms", "deprecated")]
SCHEMES = sorted((ONTOLOGY / "schemes").glob("*.ttl"))
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))
WORDING = sorted((ONTOLOGY / "wording").glob("*.ttl"))
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
Lints = dict[str, dict[str, Callable[[Graph], Iterator[str]]]]
EVERY_FILE = sorted([*ONTOLOGY.rglob("*.ttl"), ROOT / "shapes" / "vocabulary.ttl"])


def label(path: Path) -> str:
    """Name a file in a test identifier."""
    return path.relative_to(ROOT).as_posix()


def read(*paths: Path) -> Graph:
    """Read Turtle files into one graph."""
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path, format="turtle", publicID=BASE)
    return graph


def declared(graph: Graph) -> dict[Node, set[Node]]:
    """Map each declared term to its kinds."""
    kinds: dict[Node, set[Node]] = {}
    for kind in KINDS:
        for term in graph.subjects(RDF.type, kind):
            kinds.setdefault(term, set()).add(kind)
    return kinds


def broken_shapes(data_graph: Graph, shapes: Graph) -> set[str]:
    """Name the shapes that a graph breaks."""
    _, report, _ = pyshacl.validate(data_graph, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    return {str(shape).rpartition("#")[2] for shape in report.objects(None, SH.sourceShape)}


def declared_prefixes() -> dict[str, str]:
    """Map each prefix of the project to its namespace."""
    graph = read(ONTOLOGY / "prefixes.ttl")
    return {
        str(graph.value(one, SH.prefix)): str(graph.value(one, SH.namespace))
        for one in graph.objects(None, SH.declare)
    }


# --- Files


def test_no_file_is_forgotten() -> None:
    """Every Turtle file of the ontology is either published, declared as an aid, or in a known folder."""
    aids = [ONTOLOGY / "annotations.ttl", ONTOLOGY / "prefixes.ttl"]
    known_files = {*PUBLISHED, *aids, *SCHEMES, *ALIGNMENTS, *EXAMPLES, *WORDING}
    assert known_files == set(ONTOLOGY.rglob("*.ttl"))
    assert len(SCHEMES) == 11 and len(ALIGNMENTS) >= 9 and len(EXAMPLES) >= 2


@pytest.mark.parametrize("path", EVERY_FILE, ids=label)
def test_both_parsers_agree(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pyoxigraph and rdflib read the same triples in each file, each literal as it is written."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    ours = pyoxigraph.Dataset(pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE, base_iri=BASE))
    theirs = pyoxigraph.Dataset(
        pyoxigraph.parse(read(path).serialize(format="nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    )
    for dataset in (ours, theirs):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert ours == theirs
    assert len(ours) > 0 or path.name == "deprecated.ttl"


@pytest.mark.parametrize("path", EVERY_FILE, ids=label)
def test_prefixes_are_the_project_s(path: Path) -> None:
    """Each prefix of a file is the project's, or a deployment's own type, and is used."""
    text = path.read_text(encoding="utf-8")
    body = re.sub(r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|<[^>\n]*>|#\s.*', "", text)
    for prefix, namespace in re.findall(r"^@prefix ([\w-]*): <([^>]*)> \.$", text, re.MULTILINE):
        local = {"scheme-data": "id/scheme/"}.get(prefix, f"id/{prefix}/")
        assert namespace == declared_prefixes().get(prefix, local), prefix
        assert re.search(rf"(?<![\w-]){prefix}:\w", body), f"{prefix} is never used"


# --- The ontology itself


def test_terms_pass(lints: Lints, ns: Graph) -> None:
    """The published ontology passes every lint."""
    assert len(declared(ns)) > 100
    for name, lint in (lints["terms"] | lints["all"]).items():
        assert list(lint(ns)) == [], name


def test_terms_meet_the_vocabulary_shapes(ns: Graph, shapes: Graph) -> None:
    """Each term is labelled, defined, exemplified and paired as the shapes ask."""
    assert len(declared(ns)) > 100
    assert broken_shapes(ns, shapes) == set()


def test_terms_files_hold_terms_only() -> None:
    """Topic files entail nothing: axioms stand in axioms.ttl."""
    said = {
        RDF.type,
        RDFS.label,
        SKOS.definition,
        SKOS.example,
        MAI.counterExample,
        RDFS.isDefinedBy,
        SKOS.scopeNote,
    }
    for name in TOPICS:
        graph = read(ONTOLOGY / f"{name}.ttl")
        assert set(graph.predicates()) <= said
        assert set(graph.objects(None, RDF.type)) <= set(KINDS)


def test_classes_are_kept_apart(ns: Graph) -> None:
    """P10: the classes that people confuse are disjoint, and a territory or an initiative is no agent."""
    members = ns.value(ns.value(None, RDF.type, OWL.AllDisjointClasses), OWL.members)
    assert members is not None
    named = (
        "Initiative",
        "Event",
        "Territory",
        "Context",
        "Connection",
        "Lesson",
        "Effect",
        "NeedExpression",
    )
    assert {MAI[name] for name in named} <= set(ns.items(members))
    for name in ("Territory", "Initiative"):
        assert (MAI[name], OWL.disjointWith, known.FOAF.Agent) in ns


def test_foreign_terms_are_declared_and_no_more(ns: Graph) -> None:
    """The aid for OWL tools declares the foreign terms in use, and says nothing else of them."""
    aid = read(ONTOLOGY / "annotations.ttl")
    assert set(aid.predicates()) == {RDF.type} and set(aid.objects()) <= set(KINDS)
    assert all(len(kinds) == 1 for kinds in declared(aid).values())
    builtin = tuple(str(one) for one in (OWL, RDF, RDFS, XSD))
    parents = chain.from_iterable(
        ns.objects(None, one)
        for one in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith)
    )
    used = {
        str(node) for node in chain(ns.predicates(), parents) if not str(node).startswith((*builtin, OWN))
    }
    assert used <= {str(term) for term in aid.subjects()}
    assert {str(term) for term in aid.subjects()} - used <= {str(DCTERMS.isReplacedBy), str(SKOS.changeNote)}


@pytest.mark.parametrize("path", [*PUBLISHED, *SCHEMES, *ALIGNMENTS, *EXAMPLES, *WORDING], ids=label)
def test_foreign_terms_exist(path: Path) -> None:
    """P34: each term taken from a vocabulary that rdflib knows is really in it."""
    closed = [known.PROV, known.ORG, known.SDO, known.DCTERMS, known.FOAF, known.SKOS, known.GEO]
    closed += [known.TIME, known.OWL, known.RDFS, known.VANN]
    for node in set(chain.from_iterable(read(path))):
        for namespace in closed:
            if (
                isinstance(node, URIRef)
                and node.startswith(str(namespace))
                and node != URIRef(str(namespace))
            ):
                assert node in namespace, f"{node} does not exist"


# --- Lists, mappings, stories, documents


def test_schemes_pass(lints: Lints, schemes: Graph) -> None:
    """The shared lists pass every lint."""
    assert len(set(schemes.subjects(RDF.type, SKOS.Concept))) > 70
    for name, lint in (lints["schemes"] | lints["all"]).items():
        assert list(lint(schemes)) == [], name


def test_schemes_are_those_of_the_contract(schemes: Graph) -> None:
    """Each list holds the concepts that docs/modelling.md names, and no other."""
    text = (ROOT / "docs" / "modelling.md").read_text(encoding="utf-8").partition("## Shared schemes")[2]
    rows = re.findall(r"^\| `([\w-]+)` \| `([\w-]+):` \| `([^`]+)`", text, re.MULTILINE)
    assert sorted(name for name, _, _ in rows) == [path.stem for path in SCHEMES]
    for name, prefix, concepts in rows:
        iri = declared_prefixes()[prefix]
        assert iri == f"{OWN}scheme/{name}/"
        found = schemes.subjects(SKOS.inScheme, URIRef(iri.rstrip("/")))
        assert {str(one).removeprefix(iri) for one in found} == set(concepts.split())


def test_connection_types_and_shortcuts_correspond(schemes: Graph, ns: Graph) -> None:
    """Each connection type has one shortcut: mai:partOf or a link that only initiatives can have."""
    types = set(schemes.subjects(SKOS.inScheme, URIRef(OWN + "scheme/connection-type")))
    shortcuts = [schemes.value(one, MAI.shortcut) for one in types]
    directed = {MAI.inspires, MAI.extendedBy}
    assert set(shortcuts) == {MAI.partOf, *ns.subjects(RDFS.subPropertyOf, MAI.connectedTo)} - directed
    assert len(shortcuts) == len(set(shortcuts))


def test_roles_are_roles_for_org_and_prov(schemes: Graph) -> None:
    """A role of the shared list serves memberships and associations alike."""
    roles = set(schemes.subjects(SKOS.inScheme, URIRef(OWN + "scheme/role")))
    assert roles
    for kind in (known.ORG.Role, known.PROV.Role):
        assert set(schemes.subjects(RDF.type, kind)) == roles


def test_alignments_pass(lints: Lints, alignments: Graph) -> None:
    """The mappings pass every lint."""
    assert len(set(alignments.subjects(RDF.type, SSSOM.Mapping))) > 80
    for name, lint in (lints["alignments"] | lints["all"]).items():
        assert list(lint(alignments)) == [], name


def test_each_foreign_parent_has_its_reason(ns: Graph, alignments: Graph) -> None:
    """A parent from elsewhere stands in axioms.ttl and, with its reason, in one alignment row."""
    inherits = (RDFS.subClassOf, RDFS.subPropertyOf)
    asserted = {(s, p, o) for p in inherits for s, o in ns.subject_objects(p) if not str(o).startswith(OWN)}
    slots = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
    rows = [
        tuple(alignments.value(one, s) for s in slots) for one in alignments.subjects(RDF.type, SSSOM.Mapping)
    ]
    assert asserted == {row for row in rows if row[1] in inherits}
    assert len(rows) == len({(row[0], row[2]) for row in rows})


def test_each_alignment_speaks_of_declared_terms(ns: Graph, alignments: Graph) -> None:
    """Each mapping starts from a term of ours or one that we use, and leads elsewhere."""
    for source in alignments.objects(None, OWL.annotatedSource):
        assert source in declared(ns) or not str(source).startswith(OWN), source
    for target in alignments.objects(None, OWL.annotatedTarget):
        assert not str(target).startswith(OWN), target


@pytest.mark.parametrize("path", EXAMPLES, ids=label)
def test_stories_use_what_exists(path: Path, lints: Lints, ns: Graph, schemes: Graph) -> None:
    """A story speaks of its own things with terms and concepts that exist."""
    story = read(path)
    assert list(lints["terms"]["undefined_term"](story + ns)) == []
    listed = {node for node in chain.from_iterable(story) if str(node).startswith(OWN + "scheme/")}
    assert listed and listed <= set(schemes.subjects())
    assert all(isinstance(one, BNode) or str(one).startswith(BASE + "id/") for one in story.subjects())
    assert list(lints["all"]["poor_typography"](story)) == []


def test_words_pass(lints: Lints, ns: Graph) -> None:
    """The words of terms are spoken of with declared terms, by names of ours, and set as a printer would."""
    words = read(*WORDING)
    assert len(set(words.subjects(RDF.type, MAI.Wording))) > 200
    assert list(lints["terms"]["undefined_term"](words + ns)) == []
    for name, lint in lints["all"].items():
        assert list(lint(words)) == [], name


def test_the_contract_names_terms_that_exist(ns: Graph) -> None:
    """Each mai: term of docs/modelling.md is declared."""
    text = (ROOT / "docs" / "modelling.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmai:([A-Za-z]+)", text))
    assert len(named) > 50
    assert {name for name in named if MAI[name] not in declared(ns)} == set()


# --- The checks themselves


def constraints(shapes: Graph) -> set[str]:
    """Name every shape that has a message."""
    return {str(shape).rpartition("#")[2] for shape in shapes.subjects(SH.message)}


def test_every_check_has_its_bad_file(lints: Lints, shapes: Graph) -> None:
    """There is one bad file per lint and per shape, and no other."""
    assert {path.stem for path in BAD.glob("*.ttl")} == set(
        chain.from_iterable(lints.values())
    ) | constraints(shapes)


@pytest.mark.parametrize("path", sorted(BAD.glob("[A-Z]*.ttl")), ids=lambda path: path.stem)
def test_each_shape_rejects_its_bad_file(path: Path, shapes: Graph) -> None:
    """A bad term breaks the one shape that its file is named after."""
    assert broken_shapes(read(path), shapes) == {path.stem}


@pytest.mark.parametrize("path", sorted(BAD.glob("[a-z]*.ttl")), ids=lambda path: path.stem)
def test_each_lint_rejects_its_bad_file(path: Path, lints: Lints) -> None:
    """A bad graph is rejected by the lint that its file is named after."""
    by_name = {name: lint for group in lints.values() for name, lint in group.items()}
    assert list(by_name[path.stem](read(path)))


def test_shapes_are_well_formed(shapes: Graph) -> None:
    """The vocabulary shapes pass SHACL-SHACL and speak both languages, severity on the shape."""
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text
    for shape in shapes.subjects(SH.message):
        languages = {text.language for text in shapes.objects(shape, SH.message) if isinstance(text, Literal)}
        assert languages == {"fr", "en"}
        assert (shape, SH.severity, SH.Violation) in shapes
