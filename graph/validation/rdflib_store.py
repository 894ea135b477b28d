"""A pyoxigraph store's default graph, seen through rdflib: nothing is copied, SPARQL is the store's own.

pySHACL walks rdflib graphs; its queries, like all of ours, are evaluated by the engine that also serves readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import QueryBoolean, QuerySolutions, Store
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib import Variable as RdflibVariable
from rdflib.namespace import RDF, XSD
from rdflib.query import Result as QueryResult
from rdflib.store import Store as RdflibStore
from rdflib.term import Node

from graph.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term, Variable, prefixes
from graph.sources.source_file import digest_bytes

_DEFAULT = DefaultGraph()
_CACHED_TERMS = 1 << 16
Pattern = tuple[Node | None, Node | None, Node | None]


class _View(RdflibStore):
    """rdflib's idea of a store, over ours; read-only."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def triples(self, triple_pattern: Any, context: object = None) -> Iterator[Any]:  # noqa: ARG002  one graph
        """Give the triples that match, lazily, as rdflib expects them: each with its contexts, here none."""
        asked = [None if each is None else from_rdflib(each) for each in triple_pattern]
        if isinstance(asked[0], Literal) or not isinstance(asked[1], NamedNode | None):
            return
        for quad in self._store.quads_for_pattern(asked[0], asked[1], asked[2], _DEFAULT):
            yield (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)), iter(())

    def __len__(self, context: object = None) -> int:
        """Count the triples, one by one."""
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, _DEFAULT))


class StoreGraph(Graph):
    """The default graph of a store, for pySHACL to read."""

    def __init__(self, store: Store) -> None:
        """Look at a store; it may change between two validations, never during one."""
        super().__init__(store=_View(store), bind_namespaces="none")
        self._held = store

    def __bool__(self) -> bool:
        """Be there: pySHACL asks at each result, and rdflib would count every triple to answer."""
        return True

    def query(self, query_object: Any, *_: Any, **options: Any) -> QueryResult:
        """Evaluate a query of a shape, its pre-bound variables put in."""
        bindings: Mapping[str, Any] = options.get("initBindings") or {}
        bound: dict[Variable, Term] = {Variable(key): from_rdflib(term) for key, term in bindings.items()}
        found = self._held.query(str(query_object), prefixes=dict(prefixes()), substitutions=bound)
        if isinstance(found, QueryBoolean):
            answer = QueryResult("ASK")
            answer.askAnswer = bool(found)
            return answer
        assert isinstance(found, QuerySolutions), "no shape constructs"
        answer = QueryResult("SELECT")
        names = [RdflibVariable(each.value) for each in found.variables]
        answer.vars = names
        answer.bindings = [
            {
                key: to_rdflib(value)  # type: ignore[misc]
                for key, value in zip(names, row, strict=True)
                if value is not None
            }
            for row in found
        ]
        return answer


@lru_cache(maxsize=_CACHED_TERMS)
def to_rdflib(term: Term) -> Node:
    """Give rdflib's term for one of ours."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        if term.datatype.value == str(XSD.string):  # rdflib holds "76" and "76"^^xsd:string to be two terms
            return RdflibLiteral(term.value)
        return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    # RDF 1.2 triple terms: rdflib has none, no shape looks inside
    return BNode(digest_bytes(str(term).encode()))


@lru_cache(maxsize=_CACHED_TERMS)
def from_rdflib(node: Node) -> NamedNode | BlankNode | Literal:
    """Give our term for one of rdflib's."""
    if isinstance(node, URIRef):
        return NamedNode(str(node))
    if isinstance(node, BNode):
        return BlankNode(str(node))
    assert isinstance(node, RdflibLiteral), f"no term: {node!r}"
    if node.language:
        return Literal(str(node), language=node.language)
    if node.datatype is None or node.datatype == RDF.langString:
        return Literal(str(node))
    return Literal(str(node), datatype=NamedNode(str(node.datatype)))
