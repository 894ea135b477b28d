"""Random histories of a small network: contributions come, change and go, also drafts, revisions, nested nodes and licences."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse

from graph.derivation.default_graph import published_graphs
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Triple, name
from graph.storage.history.history_file import HistoryFile
from graph.storage.history.reader import HistoryReader

NAMES = Namespaces("http://127.0.0.1:8000")
CONTRIBUTIONS = tuple(NAMES.thing("contribution", each) for each in "abc")
KEPT = tuple(NAMES.graph(each) for each in ("ref/cog", "derived/closeness", "catalog", "validation"))
THINGS = tuple(NAMES.thing("need", each) for each in "xyz")
NODES = tuple(NamedNode(NAMES.genid(each)) for each in ("n1", "n2", "n3"))

World = Mapping[NamedNode, frozenset[Triple]]

_ABOUT_THINGS = st.builds(
    Triple,
    st.sampled_from((*THINGS, *NODES)),
    st.sampled_from((name("skos:prefLabel"), name("dcterms:relation"))),
    st.sampled_from((*THINGS, *NODES, Literal("1"), Literal("2"))),
)
_TYPES = st.builds(
    Triple,
    st.sampled_from(THINGS),
    st.just(name("rdf:type")),
    st.sampled_from((name("mai:Need"), name("mai:Circle"))),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw what each graph holds; empty graphs are not there."""
    found: dict[NamedNode, frozenset[Triple]] = {}
    for graph_name in (*CONTRIBUTIONS, *KEPT):
        triples = set(draw(st.lists(st.one_of(_ABOUT_THINGS, _TYPES), max_size=5)))
        if graph_name in CONTRIBUTIONS:
            triples |= set(draw(st.lists(_about_itself(graph_name), max_size=2)))
        if triples:
            found[graph_name] = frozenset(triples)
    return found


def _about_itself(graph_name: NamedNode) -> st.SearchStrategy[Triple]:
    return st.one_of(
        st.just(Triple(graph_name, name("mai:reviewStatus"), name("review:draft"))),
        st.sampled_from(CONTRIBUTIONS).map(lambda each: Triple(graph_name, name("prov:wasRevisionOf"), each)),
        st.sampled_from("12").map(
            lambda each: Triple(graph_name, name("dcterms:license"), NamedNode(f"x:{each}"))
        ),
    )


def store_of(world: World) -> Store:
    """Build the store of a world, the default graph included."""
    store = Store()
    for graph_name, triples in world.items():
        store.extend(Quad(each.subject, each.predicate, each.object, graph_name) for each in triples)
    for graph_name in published_graphs(store, NAMES):
        for each in world[graph_name]:
            store.add(Quad(each.subject, each.predicate, each.object, DefaultGraph()))
    return store


def delta_between(before: Store, after: Store) -> QuadDelta:
    """Return what differs, quad by quad."""
    old, new = frozenset(before), frozenset(after)
    return QuadDelta(old - new, new - old)


def stated_in(store: Store) -> set[Triple]:
    """Return all that is stated and published, read graph by graph."""
    graphs = (
        each
        for each in published_graphs(store, NAMES)
        if each in CONTRIBUTIONS or each.value.endswith("/ref/cog")
    )
    return {quad.triple for each in graphs for quad in store.quads_for_pattern(None, None, None, each)}


def replayed(history: HistoryReader, until: int | None = None) -> set[Triple]:
    """Return what the versions add up to, as a client that reads them in order would."""
    known: dict[str, str] = {}
    for version in history.versions(1, until or history.count):
        if version.description is None:
            del known[version.head.thing]
        else:
            known[version.head.thing] = version.description.statements
    texts = "".join(known.values())
    return {each.triple for each in parse(texts, format=RdfFormat.N_TRIPLES)}


def places(file: HistoryFile) -> int:
    """Return how many versions a file has."""
    found: int = file._connection.execute("SELECT count(*) FROM version").fetchone()[0]
    return found
