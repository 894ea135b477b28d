"""An answer as a table at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click
from pyoxigraph import QueryBoolean, QuerySolutions
from rich.console import Console
from rich.table import Table

from graph.cli.framework import spoken
from graph.rdf.terms import Literal, NamedNode, Term, compact
from graph.sparql.results import QueryResult


def print_table(answer: QueryResult) -> None:
    """Print solutions as a table, a verdict as yes or no, triples as Turtle."""
    result = answer.result
    if isinstance(result, QueryBoolean):
        click.echo(spoken("oui", "yes") if result else spoken("non", "no"))
    elif isinstance(result, QuerySolutions):
        columns = (each.value for each in result.variables)
        print_rows(columns, ((_cell(value) for value in solution) for solution in result))
    else:
        sys.stdout.buffer.write(answer.serialize("text/turtle"))


def print_rows(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print rows under the names of their columns."""
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
