"""The ontology's lints: each takes a graph and gives the faults it found; and the graphs they are run on."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
OWN = "https://w3id.org/maillage/"
MAI = Namespace(OWN + "ns#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SSSOM = Namespace("https://w3id.org/sssom/")
TOPICS = ("core", "agents", "territory", "needs", "learning", "time", "connections", "provenance", "wording")

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
# https://www.w3.org/TR/owl2-syntax/#Datatype_Maps, as far as plain vocabularies go.
OWL_DATATYPES = {XSD.integer, XSD.decimal, XSD.string, XSD.boolean, XSD.dateTime, XSD.anyURI, RDF.langString}


def declared(graph: Graph) -> dict[Node, set[Node]]:
    """Map each declared term to its kinds."""
    kinds: dict[Node, set[Node]] = {}
    for kind in KINDS:
        for term in graph.subjects(RDF.type, kind):
            kinds.setdefault(term, set()).add(kind)
    return kinds


def texts(graph: Graph, language: str) -> Iterator[tuple[Node, Literal]]:
    """Yield every text of one language with its subject."""
    for subject, _, value in graph:
        if isinstance(value, Literal) and value.language == language:
            yield subject, value


# --- Lints: a graph in, faults out


def foreign_subject(graph: Graph) -> Iterator[str]:
    """P40: nothing is said of a term that is not ours."""
    for subject in graph.subjects(unique=True):
        if isinstance(subject, URIRef) and not subject.startswith(OWN):
            yield f"{subject} is not ours to describe"


def forbidden_predicate(graph: Graph) -> Iterator[str]:
    """Nothing is imported, equated or matched by assertion."""
    matches = (SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch, SKOS.broadMatch, SKOS.narrowMatch)
    for predicate in (OWL.sameAs, OWL.equivalentClass, OWL.equivalentProperty, OWL.imports):
        for subject, value in graph.subject_objects(predicate):
            yield f"{subject} {predicate} {value}"
    for predicate in matches:
        for subject in graph.subjects(predicate):
            if (subject, RDF.type, SKOS.Concept) not in graph:
                yield f"{subject} is no concept, so that {predicate} would make it one"


def undefined_term(graph: Graph) -> Iterator[str]:
    """P34, P35: every own term in use is declared."""
    kinds = declared(graph)
    for node in set(chain.from_iterable(graph)):
        if isinstance(node, URIRef) and node.startswith(str(MAI)) and node not in kinds:
            yield f"{node} is used and never declared"


def two_kinds(graph: Graph) -> Iterator[str]:
    """OWL 2 DL: a name stands for one kind of term."""
    return (
        f"{term} is {len(kinds)} kinds of term" for term, kinds in declared(graph).items() if len(kinds) > 1
    )


def several_domains(graph: Graph) -> Iterator[str]:
    """P19: two domains or two ranges mean their intersection, which nobody wants."""
    for predicate in (RDFS.domain, RDFS.range):
        for term in graph.subjects(predicate, unique=True):
            if len(set(graph.objects(term, predicate))) > 1:
                yield f"{term} has several {predicate}"


def wrong_range(graph: Graph) -> Iterator[str]:
    """Object properties range over classes, data properties over datatypes, annotations over nothing."""
    for term, kinds in declared(graph).items():
        for value in graph.objects(term, RDFS.range):
            is_datatype = value in OWL_DATATYPES or str(value).startswith((str(XSD), str(RDF)))
            if is_datatype != (OWL.DatatypeProperty in kinds) or OWL.AnnotationProperty in kinds:
                yield f"{term} may not range over {value}"


def unknown_datatype(graph: Graph) -> Iterator[str]:
    """OWL 2 DL: a range is a datatype that every reasoner knows."""
    for term, value in graph.subject_objects(RDFS.range):
        if str(value).startswith((str(XSD), str(RDF))) and value not in OWL_DATATYPES:
            yield f"{term}: {value} is outside OWL 2 DL; tell it by schema:rangeIncludes"


def non_simple(graph: Graph) -> Iterator[str]:
    """OWL 2 DL: a transitive property is neither functional, asymmetric nor irreflexive."""
    strict = (
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.AsymmetricProperty,
        OWL.IrreflexiveProperty,
    )
    for transitive in graph.subjects(RDF.type, OWL.TransitiveProperty):
        for term in graph.transitive_objects(transitive, RDFS.subPropertyOf):
            if any((term, RDF.type, kind) in graph for kind in strict):
                yield f"{term} is not simple"


def wrong_inverse(graph: Graph) -> Iterator[str]:
    """P5, P25, P26: inverses are pairs of distinct, unsymmetric properties that mirror each other's ends."""
    for term, inverse in graph.subject_objects(OWL.inverseOf):
        pairs = set(graph.objects(term, OWL.inverseOf)) | set(graph.subjects(OWL.inverseOf, term))
        mirrored = all(
            graph.value(term, one) == graph.value(inverse, other)
            for one, other in ((RDFS.domain, RDFS.range), (RDFS.range, RDFS.domain))
        )
        if (
            term == inverse
            or len(pairs) > 1
            or not mirrored
            or (term, RDF.type, OWL.SymmetricProperty) in graph
        ):
            yield f"{term} and {inverse} are not a clean pair"


def hierarchy_cycle(graph: Graph) -> Iterator[str]:
    """P6: nothing descends from itself."""
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in graph.subjects(predicate, unique=True):
            parents = graph.objects(term, predicate)
            if any(term in graph.transitive_objects(parent, predicate) for parent in parents):
                yield f"{term} descends from itself"


def disjoint_ancestor(graph: Graph) -> Iterator[str]:
    """A class is not disjoint with what it descends from: it would be empty."""
    for term, other in graph.subject_objects(OWL.disjointWith):
        if other in graph.transitive_objects(term, RDFS.subClassOf):
            yield f"{term} can have no instance"


def wrong_case(graph: Graph) -> Iterator[str]:
    """P22: classes in UpperCamel, properties in lowerCamel, never a bare `has`."""
    for term, kinds in declared(graph).items():
        name = str(term).removeprefix(str(MAI))
        pattern = r"[A-Z][A-Za-z]+" if OWL.Class in kinds else r"(?!has$)[a-z][A-Za-z]+"
        if not re.fullmatch(pattern, name):
            yield f"{term} is misnamed"


def shared_label(graph: Graph) -> Iterator[str]:
    """P32: two terms of one kind do not bear the same label."""
    seen: dict[tuple[str, str], Node] = {}
    for term, kinds in declared(graph).items():
        for value in graph.objects(term, RDFS.label):
            first = seen.setdefault((min(map(str, kinds)), repr(value)), term)
            if first != term:
                yield f"{first} and {term} are both called {value}"


def poor_typography(graph: Graph) -> Iterator[str]:
    """Texts are set as a printer would set them, in both languages."""
    faults = {
        "fr": re.compile(r"'|\"|[^\s\u202f\u00a0][;?!»](?!\w)| [;:?!»]|« "),
        "en": re.compile(r"'|\"| [;:?!,.]"),
    }
    for language, fault in faults.items():
        for subject, text in texts(graph, language):
            if found := fault.search(text):
                yield f"{subject}: {found.group()!r} in {text}"


def poor_concept(graph: Graph) -> Iterator[str]:
    """Each concept of a shared list has its two names, two definitions, its notation and its place."""
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        scheme, _, notation = str(concept).rpartition("/")
        place = all((concept, one, URIRef(scheme)) in graph for one in (SKOS.inScheme, SKOS.topConceptOf))
        languages = [
            sorted(text.language or "" for text in graph.objects(concept, one) if isinstance(text, Literal))
            for one in (SKOS.prefLabel, SKOS.definition)
        ]
        if (
            languages != [["en", "fr"]] * 2
            or graph.value(concept, SKOS.notation) != Literal(notation)
            or not place
        ):
            yield f"{concept} is incomplete"


def poor_scheme(graph: Graph) -> Iterator[str]:
    """Each shared list says what it is, who made it, under which licence, in which version."""
    wanted = [
        DCTERMS[name] for name in ("title", "description", "creator", "publisher", "license", "created")
    ]
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        for predicate in (*wanted, DCTERMS.modified, OWL.versionInfo, OWL.versionIRI, SKOS.hasTopConcept):
            if (scheme, predicate, None) not in graph:
                yield f"{scheme} lacks {predicate}"
        if set(graph.objects(scheme, SKOS.hasTopConcept)) != set(graph.subjects(SKOS.topConceptOf, scheme)):
            yield f"{scheme} and its concepts disagree"


def poor_mapping(graph: Graph) -> Iterator[str]:
    """Each mapping has its three ends, a justification, and its reason in both languages."""
    slots = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget, SSSOM.mapping_justification)
    for mapping in graph.subjects(RDF.type, SSSOM.Mapping):
        languages = {
            text.language for text in graph.objects(mapping, RDFS.comment) if isinstance(text, Literal)
        }
        single = all(len(list(graph.objects(mapping, slot))) == 1 for slot in slots)
        if not single or languages != {"fr", "en"} or (None, SSSOM.mappings, mapping) not in graph:
            yield f"{mapping} is incomplete"


def poor_metadata(graph: Graph) -> Iterator[str]:
    """FOOPS! OM1 to OM3: the ontology says what it is, whose, since when, under which name and version."""
    terms = "title description abstract creator publisher license created issued modified language source"
    bibo, vann = Namespace("http://purl.org/ontology/bibo/"), Namespace("http://purl.org/vocab/vann/")
    wanted = [DCTERMS[term] for term in (*terms.split(), "bibliographicCitation", "rights")]
    wanted += [OWL.versionIRI, OWL.versionInfo, bibo.status, URIRef("https://w3id.org/mod#status")]
    for ontology in graph.subjects(RDF.type, OWL.Ontology):
        for predicate in (*wanted, vann.preferredNamespacePrefix, vann.preferredNamespaceUri, RDFS.label):
            if (ontology, predicate, None) not in graph:
                yield f"{ontology} lacks {predicate}"


Lint = Callable[[Graph], Iterator[str]]
ON_TERMS: tuple[Lint, ...] = (
    undefined_term,
    two_kinds,
    several_domains,
    wrong_range,
    unknown_datatype,
    non_simple,
    wrong_inverse,
    hierarchy_cycle,
    disjoint_ancestor,
    wrong_case,
    shared_label,
    poor_metadata,
)
ON_SCHEMES: tuple[Lint, ...] = (poor_concept, poor_scheme)
ON_ALIGNMENTS: tuple[Lint, ...] = (poor_mapping,)
ON_ALL: tuple[Lint, ...] = (foreign_subject, forbidden_predicate, poor_typography)


def read(*paths: Path) -> Graph:
    """Read Turtle files into one graph."""
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path, format="turtle", publicID="https://example.org/")
    return graph


@pytest.fixture(scope="session")
def lints() -> dict[str, dict[str, Lint]]:
    """Every lint by its name, under what it is run on."""
    groups = {"terms": ON_TERMS, "schemes": ON_SCHEMES, "alignments": ON_ALIGNMENTS, "all": ON_ALL}
    return {group: {lint.__name__: lint for lint in found} for group, found in groups.items()}


@pytest.fixture(scope="session")
def ns() -> Graph:
    """The ontology as it is published: header, core, topics, axioms, withdrawn terms."""
    return read(*(ONTOLOGY / f"{name}.ttl" for name in ("header", *TOPICS, "axioms", "deprecated")))


@pytest.fixture(scope="session")
def schemes() -> Graph:
    """The shared lists."""
    return read(*(ONTOLOGY / "schemes").glob("*.ttl"))


@pytest.fixture(scope="session")
def alignments() -> Graph:
    """The mappings."""
    return read(*(ONTOLOGY / "alignments").glob("*.ttl"))


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """The vocabulary shapes."""
    return read(ONTOLOGY.parent / "shapes" / "vocabulary.ttl")
