"""Print query results and lists as tables, for a person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click
from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results
from rich.console import Console
from rich.table import Table

from graph.cli.framework import translated
from graph.rdf.terms import Literal, NamedNode, Term, compact


def print_solutions(content: bytes) -> None:
    """Print a SELECT result as a table, an ASK result as yes or no.

    Args:
        content: The result in SPARQL's JSON format.
    """
    result = parse_query_results(content, format=QueryResultsFormat.JSON)
    if isinstance(result, QueryBoolean):
        click.echo(translated("oui", "yes") if result else translated("non", "no"))
        return
    columns = (each.value for each in result.variables)
    print_rows(columns, ((_cell(value) for value in solution) for solution in result))


def print_rows(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print rows under a header."""
    table = Table(show_lines=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(
        soft_wrap=False, markup=False, highlight=False, width=None if sys.stdout.isatty() else 200
    )
    console.print(table)


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(term.value) or term.value
    return term.value if isinstance(term, Literal) else str(term)
