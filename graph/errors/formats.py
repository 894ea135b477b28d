"""Errors of a format that cannot carry what is to be written in it.

Every term of RDF fits Turtle, N-Triples, TriG and N-Quads; XML has names and characters of its own, JSON-LD knows RDF 1.1.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class FormatError(GraphError):
    """A format cannot carry a term; the message names the term and the formats that can."""

    code = "format"


class NameUnwritable(FormatError):
    """A property or a class would have to be an XML name, and the end of its IRI is none."""

    code = "name-unwritable"


class CharacterUnwritable(FormatError):
    """A value has a character that XML 1.0 forbids."""

    code = "character-unwritable"


class StatementUnwritable(FormatError):
    """A statement is of RDF 1.2, which the format does not know."""

    code = "statement-unwritable"
