"""Evaluate an update on a store, after its patterns were rewritten.

Its text is judged on an empty store first, so that errors are about what was written.

Spec: https://www.w3.org/TR/sparql11-update/
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial

from pyoxigraph import Store

from graph.errors import UpdateFailed
from graph.rdf.namespaces import Namespaces
from graph.sparql.evaluation import is_held
from graph.sparql.preparation import prepare_update
from graph.sparql.rewriting.expressions.xpath_functions import FUNCTIONS
from graph.sparql.rewriting.rules import Rewriter
from graph.sparql.syntax_errors import parse_fault, parse_unknown_function
from graph.sparql.update_analysis import with_dataset
from graph.writing.requests import Update
from graph.writing.update_names import check_copied_graphs


def evaluate_update(store: Store, update: Update, names: Namespaces) -> None:
    """Evaluate an update on a store, in one transaction.

    Raises:
        QuerySyntaxError, PrefixUnknown, UnknownFunction: The text is at fault.
        UpdateFailed: An operation cannot be done; then none is.
    """
    text = with_dataset(update.text, update.default_graphs, update.named_graphs)
    try:
        store.update(text, base_iri=names.document_base, custom_functions=dict(FUNCTIONS))
    except SyntaxError as error:
        raise parse_fault(error, text) from error
    except (RuntimeError, ValueError, OSError) as error:
        raise parse_unknown_function(error) or UpdateFailed(found=error) from error


def rewritten_update(store: Store, update: Update, names: Namespaces) -> Update:
    """Rewrite the patterns of an update that the engine accepts.

    Raises:
        QuerySyntaxError, PrefixUnknown, UnknownFunction: The text is at fault.
        GraphAbsent: It copies a graph that is not there.
        UnsupportedSyntax: Its patterns would give wrong solutions.
    """
    check_syntax(update, names)
    check_copied_graphs(update.text, store)
    rewriter = Rewriter(holds_anywhere=partial(is_held, store, None))
    return replace(update, text=prepare_update(update.text, rewriter, names.document_base).text)


def check_syntax(update: Update, names: Namespaces) -> None:
    """Raise an error of syntax before one about the target."""
    with suppress(UpdateFailed):
        evaluate_update(Store(), update, names)
