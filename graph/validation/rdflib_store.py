"""An rdflib store over the default graph of a pyoxigraph store, for pySHACL to read.

Nothing is copied. Queries of shapes are evaluated by pyoxigraph, the engine that also serves readers: two engines would
differ on ill-typed values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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

from graph.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term, Triple, Variable, prefixes
from graph.sources.source_file import digest_bytes
from graph.sparql.rewriting.needs import NOTHING, Look, Needs, read_needs
from graph.sparql.rewriting.rules import FOR_SPEED, Rewriter
from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.reader import read_query_tree
from graph.sparql.syntax.tree import QueryNode

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
            if value is not None and quad.object != value:  # a pattern of 255 finds 256 too, on disk
                continue
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
        asked = shape_query(str(query_object), frozenset(map(str, bindings)))
        if not asked.may_have_rows(lambda look: self._is_held(look, bound)):
            return _no_row(asked.is_ask)
        found = self._oxigraph_store.query(asked.text, prefixes=dict(prefixes()), substitutions=bound)
        asked.is_accepted = True
        if asked.is_ask:
            result = QueryResult("ASK")
            result.askAnswer = bool(found) if isinstance(found, QueryBoolean) else any(True for _ in found)
            return result
        assert isinstance(found, QuerySolutions), "no shape constructs"
        result = QueryResult("SELECT")
        names = [RdflibVariable(each.value) for each in found.variables]
        result.vars = [each for each in names if str(each) not in asked.added]
        result.bindings = [
            {
                key: to_rdflib(value)  # type: ignore[misc]
                for key, value in zip(names, row, strict=True)
                if value is not None and str(key) not in asked.added
            }
            for row in found
        ]
        return result

    def _is_held(self, look: Look, bound: Mapping[Variable, Term]) -> bool:
        """Return whether the store may have a triple of a pattern, of which some variables have values."""
        subject, value = (
            bound.get(each) if isinstance(each, Variable) else each for each in (look[0], look[2])
        )
        if subject is None and value is None:
            return True
        if isinstance(subject, Literal | Triple) or isinstance(value, Literal):
            return True  # the engine compares literals in its own way
        found = self._oxigraph_store.quads_for_pattern(subject, look[1], value, _DEFAULT)
        return next(found, None) is not None


@dataclass(slots=True)
class ShapeQuery:
    """The query of a shape as it is evaluated.

    Attributes:
        needs: What a graph has to hold for it to have rows.
        added: Columns that were not asked for.
        is_accepted: Whether the engine has taken it before.
    """

    text: str
    needs: Needs
    is_ask: bool = False
    added: frozenset[str] = frozenset()
    is_accepted: bool = False

    def may_have_rows(self, is_held: Callable[[Look], bool]) -> bool:
        """Return whether the engine has to be asked; it always is once, so that a faulty text is refused.

        Args:
            is_held: Returns whether the graph may have a triple of a pattern.
        """
        return not self.is_accepted or self.needs.are_met(is_held)


@lru_cache(maxsize=1000)
def shape_query(text: str, bound: frozenset[str]) -> ShapeQuery:
    """Return the query of a shape so that the engine looks up what it can: a shape is asked once for each node."""
    rewritten = Rewriter(FOR_SPEED, substituted=bound).query(text).text
    try:
        query = read_query_tree(rewritten)
    except Unread:
        return ShapeQuery(rewritten, NOTHING)
    columns = {each.variable.name for each in query.select.columns or () if each.variable is not None}
    added = bound - columns if query.select.columns is not None or query.form == "ASK" else frozenset[str]()
    return ShapeQuery(
        _with_columns(rewritten, query, sorted(added)), read_needs(text), query.form == "ASK", added
    )


def _with_columns(text: str, query: QueryNode, added: Sequence[str]) -> str:
    """Return a query with more columns, and SELECT for ASK: the engine gives values to variables that have a column alone."""
    written = " ".join(f"?{each}" for each in added)
    if query.form == "ASK" and added:
        start = query.select.start
        return f"{text[:start]}SELECT {written}{text[start + len('ASK') :]}"
    end = query.select.columns_place[1]
    return f"{text[:end]} {written}{text[end:]}" if added else text


def _no_row(is_ask: bool) -> QueryResult:  # noqa: FBT001  told by the engine
    result = QueryResult("ASK" if is_ask else "SELECT")
    if is_ask:
        result.askAnswer = False
    else:
        result.vars, result.bindings = [], []
    return result


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
