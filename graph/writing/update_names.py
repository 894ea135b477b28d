"""Refuse relative names in an update that would name the document they stand in: an update is no document."""

from __future__ import annotations

from graph.errors import UpdateNamesDocument
from graph.rdf.namespaces import Namespaces
from graph.sources.document import is_document_name
from graph.sparql.syntax.lexer import tokenize


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
