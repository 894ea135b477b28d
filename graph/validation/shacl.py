"""Validate the default graph of a store with pySHACL: all of it, or some nodes by some shapes.

Data that does not conform gives a report, never an exception. This module and `rdflib_store` are the only ones that
import pySHACL and the graphs of rdflib.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import pyshacl.helper
from pyoxigraph import Store
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.namespace import SH
from rdflib.term import Node

from graph.errors import ShapesError
from graph.i18n import BilingualText
from graph.rdf.terms import DefaultGraph, NamedNode, Term, name
from graph.resources import shipped, shipped_files
from graph.validation.rdflib_store import StoreGraph, to_rdflib
from graph.validation.report import SEVERITIES, Report, Result

logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # the shapes report ill-typed literals
_VOCABULARY_ONLY = "vocabulary.ttl"


_allowed = set[tuple[str, bool, frozenset[str]]]()  # texts of shapes


class _CheckedOnce(SPARQLQueryHelper):
    """What pySHACL prepares queries with; it would search a text for what is not allowed at each node again."""

    def check_invalid_sparql(self, sparql_text: str, valuenode: Any = None, extravars: Any = None) -> bool:
        """Return True, or raise what pySHACL raises."""
        key = (sparql_text, valuenode is None, frozenset(map(str, extravars or ())))
        if key not in _allowed:
            super().check_invalid_sparql(sparql_text, valuenode, extravars)  # type: ignore[no-untyped-call]
            _allowed.add(key)
        return True


vars(pyshacl.helper)["SPARQLQueryHelperCls"] = _CheckedOnce  # where pySHACL keeps the class once it is loaded


@cache
def shipped_shapes() -> Graph:
    """Read the shapes that ship with the software, with the prefixes that their SPARQL uses; once a process."""
    shapes_graph = Graph()
    shapes_graph.parse(data=(shipped("ontology") / "prefixes.ttl").read_bytes(), format="turtle")
    for path, file in shipped_files("shapes", ".ttl"):
        if path != _VOCABULARY_ONLY:
            shapes_graph.parse(data=file.read_bytes(), format="turtle")
    return shapes_graph


def validate(data: Store, files_by_iri: Mapping[str, tuple[str, ...]] | None = None) -> Report:
    """Validate a default graph against the shipped shapes.

    Args:
        data: Holds all that the shapes look at in its default graph.
        files_by_iri: Names of the files that describe or mention an IRI, which the results repeat.

    Raises:
        ShapesError: The shapes themselves are faulty.
    """
    typed = {quad.subject for quad in data.quads_for_pattern(None, name("rdf:type"), None, DefaultGraph())}
    return Report(_run(data, None, files_by_iri or {}), len(typed))


def revalidate(
    data: Store,
    focus_nodes: Mapping[NamedNode, Collection[Term] | None],
    files_by_iri: Mapping[str, tuple[str, ...]] | None = None,
) -> Report:
    """Validate some nodes by some shapes; the results are those that `validate` gives for them.

    Args:
        focus_nodes: By shape, nodes that are targets of it, or suspects where a query finds its targets; None for all
            targets of the shape.
        files_by_iri: As for `validate`.

    Raises:
        ShapesError: The shapes themselves are faulty.
    """
    count = len({node for nodes in focus_nodes.values() for node in nodes or ()})
    return Report(_run(data, focus_nodes, files_by_iri or {}), count)


def _run(
    data: Store,
    focus_nodes: Mapping[NamedNode, Collection[Term] | None] | None,
    files_by_iri: Mapping[str, tuple[str, ...]],
) -> tuple[Result, ...]:
    """Run shapes over some nodes, or every shape over its own targets."""
    data_graph = StoreGraph(data)
    executor = SHACLExecutor(advanced_mode=True, allow_infos=True, allow_warnings=True)
    found = []
    try:
        shapes = _shapes()
        if focus_nodes is None:
            for shape in shapes.shapes:
                found += shape.validate(executor, data_graph)[1]
        else:
            for shape_name, nodes in focus_nodes.items():
                shape = shapes.lookup_shape_from_node(to_rdflib(shape_name))
                focus = None if nodes is None else [to_rdflib(each) for each in nodes]
                found += shape.validate(executor, data_graph, focus=focus)[1]  # type: ignore[arg-type]
    except (ShapeLoadError, ReportableRuntimeError) as error:
        raise ShapesError(found=error) from error
    results_graph, _ = Validator.create_validation_report(shapes, not found, found)
    return _results(results_graph, shapes.graph, files_by_iri)


@cache
def _shapes() -> ShapesGraph:
    """Prepare the shapes for pySHACL; once a process, because it takes longer than a small validation."""
    shapes = ShapesGraph(shipped_shapes())
    for each in shapes.shapes:
        each.set_advanced(True)
    return shapes


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
    def stated(predicate: URIRef) -> str:
        value = results_graph.value(node, predicate)
        return "" if value is None or isinstance(value, BNode) else value.n3()  # a complex path

    severity = str(results_graph.value(node, SH.resultSeverity)).removeprefix(str(SH))
    focus_node = results_graph.value(node, SH.focusNode)
    return Result(
        severity_rank=next(rank for rank, known in enumerate(SEVERITIES) if known == severity),
        focus_node=stated(SH.focusNode),
        source_shape=stated(SH.sourceShape),
        result_path=stated(SH.resultPath),
        value=stated(SH.value),
        component=stated(SH.sourceConstraintComponent),
        messages=_messages(results_graph, shapes_graph, node),
        files=files_by_iri.get(str(focus_node), ()),
    )


def _messages(results_graph: Graph, shapes_graph: Graph, node: Node) -> BilingualText:
    """Return the messages of the shape, because pySHACL drops the language of messages of SPARQL constraints."""
    source_shape = results_graph.value(node, SH.sourceShape)
    messages = [
        *shapes_graph.objects(source_shape, SH.message),
        *results_graph.objects(node, SH.resultMessage),
    ]
    literals = [each for each in messages if isinstance(each, RdflibLiteral)]
    by_language = {each.language: str(each) for each in reversed(literals)}
    fallback = next((str(each) for each in literals), "")
    return BilingualText(by_language.get("fr", fallback), by_language.get("en", fallback))
