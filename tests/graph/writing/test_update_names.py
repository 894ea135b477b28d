"""Tests of graph.writing.update_names: COPY from a graph that is not there."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from graph.errors import GraphAbsent
from graph.writing.update_names import check_copied_graphs


@pytest.fixture(scope="module")
def store() -> Store:
    """Return a store with one named graph."""
    found = Store()
    found.update("INSERT DATA { GRAPH <x:there> { <x:a> <x:b> 1 } }")
    return found


@pytest.mark.parametrize(
    "text",
    [
        "COPY <x:typo> TO <x:there>",
        "PREFIX e: <x:> COPY GRAPH e:typo TO GRAPH e:there",
        "INSERT DATA { GRAPH <x:other> { <x:a> <x:b> 1 } } ; COPY <x:typo> TO <x:there>",
        "COPY <x:typo> TO <x:there> ; INSERT DATA { GRAPH <x:typo> { <x:a> <x:b> 1 } }",
    ],
)
def test_a_graph_that_is_not_there_is_not_copied(store: Store, text: str) -> None:
    """The engine would empty the target without a word."""
    with pytest.raises(GraphAbsent) as caught:
        check_copied_graphs(text, store)
    assert caught.value.facts["graph"] == "x:typo"


@pytest.mark.parametrize(
    "text",
    [
        "COPY <x:there> TO <x:new>",
        "COPY SILENT <x:typo> TO <x:there>",
        "COPY DEFAULT TO <x:there>",
        "ADD <x:typo> TO <x:there>",
        "INSERT DATA { GRAPH <x:made> { <x:a> <x:b> 1 } } ; COPY <x:made> TO <x:there>",
        "COPY <relative> TO <x:there>",
        "INSERT DATA { {",
    ],
)
def test_what_is_there_or_may_be_made_is_copied(store: Store, text: str) -> None:
    """So is what is SILENT; what cannot be read is left to the engine."""
    check_copied_graphs(text, store)
