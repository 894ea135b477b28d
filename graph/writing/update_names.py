"""Refuse names in an update that name nothing: relative ones, for an update is no document, and graphs to copy that are not there.

The engine takes a graph that is not there for an empty one, so that a name with a typing error would empty the target of COPY.

Spec: https://www.w3.org/TR/sparql11-update/#copy
"""

from __future__ import annotations

from pyoxigraph import Store

from graph.errors import GraphAbsent, UpdateNamesDocument
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode
from graph.sources.document import is_document_name
from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.lexer import tokenize
from graph.sparql.syntax.reader import read_update_tree
from graph.sparql.syntax.terms import iri_of
from graph.sparql.syntax.tree import OperationNode
from graph.sparql.update_analysis import read_update_outline


def check_document_names(text: str, names: Namespaces) -> None:
    """Refuse `<>` and `<#me>` in an update, unless it says by BASE what they mean.

    Raises:
        UpdateNamesDocument: With the name as it is written.
    """
    tokens = tokenize(text)
    if any(each.keyword == "base" for each in tokens):
        return
    for each in tokens:
        if each.kind == "iri" and is_document_name(each.text[1:-1]):
            raise UpdateNamesDocument(found=each.text, expected=names.things + "contribution/…")


def check_copied_graphs(text: str, store: Store) -> None:
    """Refuse COPY from a graph that is not there, unless it is SILENT or an operation before it may have made the graph.

    Raises:
        GraphAbsent: With the graph.
    """
    try:
        copies = [each for each in read_update_tree(text) if each.verb == "COPY"]
    except Unread:
        return
    for each in copies:
        source = _source(each, text)
        if (
            source
            and not store.contains_named_graph(NamedNode(source))
            and not _may_be_made(source, each, text)
        ):
            raise GraphAbsent(graph=source)


def _source(copy: OperationNode, text: str) -> str:
    """Return the IRI of the graph that is copied; "" where it is the default one, or where its absence is no error."""
    words = tokenize(text[copy.start : copy.end])
    named = [each for each in words if each.keyword not in ("copy", "graph")]
    if not named or named[0].kind not in ("iri", "pname"):
        return ""
    return iri_of(named[0].text, copy.prologue) or ""


def _may_be_made(name: str, copy: OperationNode, text: str) -> bool:
    outline = read_update_outline(text[: copy.start])
    return outline is None or outline.targets is None or name in outline.targets
