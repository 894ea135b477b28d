"""An rdflib store over the default graph of a pyoxigraph store, for pySHACL to read.

Nothing is copied. Queries of shapes are evaluated by pyoxigraph, the engine that also serves readers: two engines would
differ on ill-typed values.
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
from graph.sparql.rewriting.rules import FOR_SPEED, Rewriter

_DEFAULT = DefaultGraph()
_CACHED_TERMS = 1 << 16
Pattern = tuple[Node | None, Node | None, Node | None]


class _ReadOnlyStore(RdflibStore):
    """The interface of an rdflib store over a pyoxigraph store."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def triples(self, triple_pattern: Any, context: object = None) -> Iterator[Any]:  # noqa: ARG002  one graph
        """Yield the triples that match a pattern, each with its contexts as rdflib expects, here none."""
        subject, predicate, value = (None if each is None else from_rdflib(each) for each in triple_pattern)
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode | None):
            return
        for quad in self._store.quads_for_pattern(subject, predicate, value, _DEFAULT):
            yield (to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)), iter(())

    def __len__(self, context: object = None) -> int:
        """Return the number of triples, counted one by one."""
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, _DEFAULT))


class StoreGraph(Graph):
    """The default graph of a store as an rdflib graph; the store may change between two validations, never during one."""

    def __init__(self, store: Store) -> None:
        super().__init__(store=_ReadOnlyStore(store), bind_namespaces="none")
        self._oxigraph_store = store

    def __bool__(self) -> bool:
        """Return True without counting: pySHACL asks at each result, and rdflib would count every triple."""
        return True

    def query(self, query_object: Any, *_: Any, **options: Any) -> QueryResult:
        """Evaluate the query of a shape with its pre-bound variables."""
        bindings: Mapping[str, Any] = options.get("initBindings") or {}
        bound: dict[Variable, Term] = {Variable(key): from_rdflib(term) for key, term in bindings.items()}
        text = _rewritten(str(query_object), frozenset(map(str, bindings)))
        found = self._oxigraph_store.query(text, prefixes=dict(prefixes()), substitutions=bound)
        if isinstance(found, QueryBoolean):
            result = QueryResult("ASK")
            result.askAnswer = bool(found)
            return result
        assert isinstance(found, QuerySolutions), "no shape constructs"
        result = QueryResult("SELECT")
        names = [RdflibVariable(each.value) for each in found.variables]
        result.vars = names
        result.bindings = [
            {
                key: to_rdflib(value)  # type: ignore[misc]
                for key, value in zip(names, row, strict=True)
                if value is not None
            }
            for row in found
        ]
        return result


@lru_cache(maxsize=1000)
def _rewritten(text: str, bound: frozenset[str]) -> str:
    """Return the query of a shape so that the engine looks up what it can: a shape is asked once for each node."""
    return Rewriter(FOR_SPEED, substituted=bound).query(text).text


@lru_cache(maxsize=_CACHED_TERMS)
def to_rdflib(term: Term) -> Node:
    """Return the rdflib term for a pyoxigraph term."""
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        if term.datatype.value == str(XSD.string):  # for rdflib, "76" and "76"^^xsd:string are two terms
            return RdflibLiteral(term.value)
        return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    # RDF 1.2 triple terms: rdflib has none, no shape looks inside
    return BNode(digest_bytes(str(term).encode()))


@lru_cache(maxsize=_CACHED_TERMS)
def from_rdflib(node: Node) -> NamedNode | BlankNode | Literal:
    """Return the pyoxigraph term for an rdflib term."""
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
