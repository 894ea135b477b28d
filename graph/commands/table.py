"""An answer as a table at a terminal."""

from __future__ import annotations

import sys

import click
from pyoxigraph import QueryBoolean, QuerySolutions
from rich.console import Console
from rich.table import Table

from graph.answer import Answer
from graph.cli import spoken
from graph.terms import Literal, NamedNode, Term, compact


def print_table(answer: Answer) -> None:
    """Print solutions as a table, a verdict as yes or no, triples as Turtle."""
    result = answer.result
    if isinstance(result, QueryBoolean):
        click.echo(spoken("oui", "yes") if result else spoken("non", "no"))
    elif isinstance(result, QuerySolutions):
        _print_solutions(result)
    else:
        sys.stdout.buffer.write(answer.serialize("text/turtle"))


def _print_solutions(solutions: QuerySolutions) -> None:
    table = Table(show_lines=False, header_style="bold")
    for variable in solutions.variables:
        table.add_column(variable.value, overflow="fold")
    for solution in solutions:
        table.add_row(*(_cell(value) for value in solution))
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
