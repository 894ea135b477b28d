"""Present the result of a query as a table, or where the query is at fault.

The SPARQL page shows it to people; machines get the formats of the protocol.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.rdf.terms import Literal, NamedNode, Term, compact, parse_term
from graph.sparql.query_requests import ResultTable as Result
from webapp.localization.text import cut, msg
from webapp.presentation.description import MOST_LETTERS, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Link

_OF_A_TRIPLE = (msg("sujet"), msg("prédicat"), msg("objet"))


@dataclass(frozen=True, slots=True)
class Example:
    """An example question: its words, and the address that puts it in the query page."""

    identifier: str
    question: str
    href: str


@dataclass(frozen=True, slots=True)
class ExampleGroup:
    """The example questions of one kind of person."""

    title: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A result in rows; an empty cell is None. `has_more` says that rows were left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Link | None, ...], ...]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a query, and the line where it is, with a caret under the place."""

    title: str
    detail: str
    hint: str = ""
    line: int = 0
    column: int = 0
    excerpt: str = ""
    caret: str = ""


@dataclass(frozen=True, slots=True)
class QueryPage:
    """Everything that the query page shows; `draft` is written where no query was asked yet."""

    query: str
    draft: str
    groups: tuple[ExampleGroup, ...]
    table: TableView | None = None
    verdict: bool | None = None
    fault: Fault | None = None
    downloads: tuple[Link, ...] = ()


def present_table(result: Result, context: PageContext) -> TableView:
    """Present a result table of a worker."""
    columns = result.columns
    if result.form == "graph":
        columns = tuple(context.translate(words) for words in _OF_A_TRIPLE)
    rows = tuple(
        tuple(_cell(parse_term(each), context) if each else None for each in row) for row in result.rows
    )
    return TableView(columns, rows, result.is_cut)


def present_fault(title: str, detail: str, hint: str, query: str, *, line: int = 0, column: int = 0) -> Fault:
    """Show where a query is wrong: the line, and a caret under the column."""
    lines = query.splitlines()
    if not 1 <= line <= len(lines):
        return Fault(title, detail, hint, line, column)
    excerpt = lines[line - 1].replace("\t", " ")
    return Fault(title, detail, hint, line, column, excerpt, " " * max(0, column - 1) + "^")


def _cell(term: Term, context: PageContext) -> Link:
    if isinstance(term, Literal):
        foreign = term.language if term.language and term.language != context.language else ""
        return Link(Text(cut(term.value, MOST_LETTERS), foreign or ""))
    if isinstance(term, NamedNode):
        base = f"{context.links.base_iri}/id/"
        words = compact(term.value) or term.value.removeprefix(base)
        return Link(Text(words), context.links.href(term.value))
    return Link(Text(str(term)))
