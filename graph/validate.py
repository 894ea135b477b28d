"""Validate a data graph against the shapes with pySHACL. The only module that imports rdflib or pyshacl.

In: triples with their literals as written. Out: a `Report`. Never raises for bad data.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pyshacl
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.namespace import RDF, SH, XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from graph.errors import ShapesError
from graph.report import SEVERITIES, Report, Result
from graph.shipped import shipped, shipped_files
from graph.source import digest_bytes
from graph.terms import BlankNode, Literal, NamedNode, Term, Triple
from graph.words import Words

logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # ill-typed literals are the shapes' business
_VOCABULARY_ONLY = "vocabulary.ttl"


class RememberingGraph(Graph):
    """A graph that parses each query once: pySHACL asks the same few for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        """Answer a query, from its parsed form if it was asked before."""
        return super().query(_parsed(str(query_object)), *args, **kwargs)


@cache
def _parsed(query_text: str) -> Query:
    return prepareQuery(query_text)


@cache
def shipped_shapes() -> Graph:
    """Read the shapes that data must conform to, with the prefixes that their SPARQL uses."""
    shapes_graph = Graph()
    shapes_graph.parse(data=(shipped("ontology") / "prefixes.ttl").read_bytes(), format="turtle")
    for path, file in shipped_files("shapes", ".ttl"):
        if path != _VOCABULARY_ONLY:
            shapes_graph.parse(data=file.read_bytes(), format="turtle")
    return shapes_graph


def validate(triples: Iterable[Triple], files_by_iri: Mapping[str, tuple[str, ...]] | None = None) -> Report:
    """Report how triples conform to the shipped shapes.

    Args:   triples: all that the shapes need to see: the candidate, what it refers to, the ontology's subclasses
            files_by_iri: names of the files that describe or mention an IRI, to tell people where to look
    Raises: ShapesError.
    """
    data_graph = RememberingGraph()
    for triple in triples:
        data_graph.add(
            (_to_rdflib(triple.subject), URIRef(triple.predicate.value), _to_rdflib(triple.object))
        )
    shapes_graph = shipped_shapes()
    try:
        _, results_graph, _ = pyshacl.validate(
            data_graph,
            shacl_graph=shapes_graph,
            inference="none",
            advanced=True,
            inplace=True,
            allow_warnings=True,
            allow_infos=True,
        )
    except (ShapeLoadError, ReportableRuntimeError) as error:
        raise ShapesError(found=error) from error
    if not isinstance(results_graph, Graph):
        raise ShapesError(found=results_graph)
    gc.collect()  # pyparsing's exceptions keep every caller's frame, and so the writer's store, alive in cycles
    subjects = sum(1 for _ in data_graph.subjects(RDF.type, unique=True))
    return Report(_results(results_graph, shapes_graph, files_by_iri or {}), subjects)


def _results(
    results_graph: Graph, shapes_graph: Graph, files_by_iri: Mapping[str, tuple[str, ...]]
) -> tuple[Result, ...]:
    found = {
        _result(results_graph, shapes_graph, node, files_by_iri)
        for node in results_graph.objects(None, SH.result)
    }
    return tuple(sorted(found))


def _result(
    results_graph: Graph, shapes_graph: Graph, node: Node, files_by_iri: Mapping[str, tuple[str, ...]]
) -> Result:
    def told(predicate: URIRef) -> str:
        value = results_graph.value(node, predicate)
        return "" if value is None or isinstance(value, BNode) else value.n3()  # a path may be a blank node

    severity = str(results_graph.value(node, SH.resultSeverity)).removeprefix(str(SH))
    focus_node = results_graph.value(node, SH.focusNode)
    return Result(
        severity_rank=next(rank for rank, known in enumerate(SEVERITIES) if known == severity),
        focus_node=told(SH.focusNode),
        source_shape=told(SH.sourceShape),
        result_path=told(SH.resultPath),
        value=told(SH.value),
        component=told(SH.sourceConstraintComponent),
        messages=_messages(results_graph, shapes_graph, node),
        files=files_by_iri.get(str(focus_node), ()),
    )


def _messages(results_graph: Graph, shapes_graph: Graph, node: Node) -> Words:
    """Take the messages from the shape: pySHACL drops the language of messages of SPARQL constraints."""
    source_shape = results_graph.value(node, SH.sourceShape)
    told = [
        *shapes_graph.objects(source_shape, SH.message),
        *results_graph.objects(node, SH.resultMessage),
    ]
    literals = [each for each in told if isinstance(each, RdflibLiteral)]
    spoken = {each.language: str(each) for each in reversed(literals)}
    fallback = next((str(each) for each in literals), "")
    return Words(spoken.get("fr", fallback), spoken.get("en", fallback))


def _to_rdflib(term: Term) -> Node:
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
    return BNode(
        digest_bytes(str(term).encode())
    )  # RDF 1.2 triple terms: rdflib has none, no shape looks inside
