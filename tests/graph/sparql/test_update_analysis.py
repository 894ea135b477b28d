"""Tests of graph.sparql.update_analysis: what the words of an update tell."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from graph.sparql.rewriting.prologues import with_prefixes_first
from graph.sparql.update_analysis import (
    UpdateOutline,
    read_update_outline,
    with_dataset,
    without_silent_loads,
)

G = "GRAPH <x:g> { ?s ?p ?o }"


def outline(text: str) -> UpdateOutline:
    """Read an outline that is not ambiguous."""
    found = read_update_outline(text)
    assert found is not None
    return found


TARGETS: dict[str, set[str] | None] = {
    "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 1 } GRAPH <x:h> {} }": {"x:g", "x:h"},
    "PREFIX e: <http://e/> DELETE DATA { GRAPH e:g { <x:a> <x:b> 'GRAPH <x:no>' } }": {"http://e/g"},
    "PREFIX e: <http://e/> INSERT DATA{GRAPH e:a\\-b{<x:a> <x:b> 1}}": {"http://e/a-b"},
    "PREFIX e: <x:i> INSERT DATA {} ; PREFIX f: <x:j> INSERT DATA { GRAPH f:g {} }": {"x:jg"},
    f"INSERT {{ {G} }} WHERE {{ GRAPH <x:other> {{ ?s ?p ?o }} }}": {"x:g"},
    f"WITH <x:w> DELETE {{ ?s ?p ?o }} INSERT {{ {G} }} USING <x:u> WHERE {{ ?s ?p ?o }}": {"x:w", "x:g"},
    "DELETE WHERE { GRAPH ?any { ?s ?p ?o } }": None,
    "INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }": None,
    "INSERT DATA { GRAPH <relative> { <x:a> <x:b> 1 } }": None,
    "INSERT DATA { GRAPH undeclared:g { <x:a> <x:b> 1 } }": None,
    "CREATE SILENT GRAPH <x:g>": {"x:g"},
    "DROP GRAPH <x:g> ; CLEAR GRAPH <x:h>": {"x:g", "x:h"},
    "COPY <x:g> TO <x:h>": {"x:g", "x:h"},
    "CLEAR NAMED": None,
    "DROP ALL": None,
    "# GRAPH <x:no>\nCLEAR GRAPH <x:g>": {"x:g"},
}
WRITES_DEFAULT = {
    "INSERT DATA { <x:a> <x:b> 1 }": True,
    f"INSERT DATA {{ {G.replace('?', 'x:')} . <x:a> <x:b> 1 }}": True,
    "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 1 } }": False,
    "DELETE WHERE { ?s ?p ?o }": True,
    f"DELETE {{ ?s ?p ?o }} INSERT {{ {G} }} WHERE {{ ?s ?p ?o }}": True,
    f"INSERT {{ {G} }} WHERE {{ ?s ?p ?o }}": False,
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }": False,
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }": True,
    "CLEAR DEFAULT": True,
    "DROP ALL": True,
    "COPY <x:g> TO DEFAULT": True,
    "COPY DEFAULT TO <x:g>": False,
    "MOVE DEFAULT TO <x:g>": True,
    "ADD <x:g> TO DEFAULT": True,
    "CLEAR NAMED": False,
}


@pytest.mark.parametrize("text", TARGETS)
def test_targets_are_the_graphs_that_may_change(text: str) -> None:
    """None means any; what stands in strings, comments and patterns does not count."""
    targets = outline(text).targets
    assert targets == TARGETS[text]


@pytest.mark.parametrize("text", WRITES_DEFAULT)
def test_writes_to_the_default_graph_are_seen(text: str) -> None:
    """A template outside GRAPH writes to the default graph unless WITH names another."""
    assert outline(text).writes_default is WRITES_DEFAULT[text]


@pytest.mark.parametrize("text", [text for text, expected in TARGETS.items() if expected is not None])
def test_targets_cover_what_the_engine_changes(text: str) -> None:
    """Evaluated by the engine, no graph changes that the outline did not name."""
    store = Store()
    store.update(
        "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 1 } GRAPH <x:h> { <x:c> <x:d> 2 } GRAPH <x:w> {<x:e> <x:f> 3} }"
    )
    before = set(store)
    store.update(with_prefixes_first(text))
    changed = {str(getattr(quad.graph_name, "value", "")) for quad in before ^ set(store)} - {""}
    assert changed <= (outline(text).targets or set())


@pytest.mark.parametrize(
    ("text", "fetches"),
    [
        ("LOAD <http://x/>", "LOAD"),
        ("load silent <http://x/> into graph <x:g>", "LOAD"),
        ("INSERT DATA {} ;\nLOAD<http://x/>", "LOAD"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE<http://x/>{ ?s ?p ?o } }", "SERVICE"),
        ("INSERT { ?s ?p ?o } WHERE { #\nseRVice SILENT ?x { ?s ?p ?o } }", "SERVICE"),
        ("INSERT DATA { <x:load> <x:service> 'LOAD SERVICE' } # LOAD", ""),
    ],
)
def test_what_would_send_requests_is_seen(text: str, fetches: str) -> None:
    """Whatever the case and the spacing; never in names, strings or comments."""
    assert outline(text).fetches == fetches


@pytest.mark.parametrize(
    "text",
    [
        'INSERT DATA { GRAPH <x:g> { <x:a> <x:b> "\\u0022 } } ; LOAD <http://x/> ; INSERT DATA { <x:a> <x:b> \\u0022" } }',
        "L\\u004FAD <http://x/>",
    ],
)
def test_escapes_that_change_the_reading_are_refused(text: str) -> None:
    """Two readings, no outline."""
    assert read_update_outline(text) is None


def test_harmless_escapes_are_read() -> None:
    """A letter may be written as an escape."""
    assert outline("INSERT DATA { GRAPH <x:\\u0067> { <x:a> <x:b> 'caf\\u00E9' } }").targets == {"x:g"}


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { GRAPH <x:r> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "DELETE { GRAPH <x:none> { ?s ?p ?o } } INSERT { GRAPH <x:r> { ?s ?p ?o } } WHERE { { ?s ?p ?o } UNION { ?s ?p ?o } }",
        "INSERT DATA { } ; INSERT { GRAPH <x:r> { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(?o < 9) }",
    ],
)
def test_the_protocols_dataset_is_the_patterns_dataset(text: str) -> None:
    """`using-graph-uri` has the effect of USING in each operation."""
    store = Store()
    store.update("INSERT DATA { <x:a> <x:b> 0 GRAPH <x:g> { <x:a> <x:b> 1 } GRAPH <x:h> { <x:a> <x:b> 2 } }")
    store.update(with_dataset(text, ["x:g"], ["x:h"]))
    assert [quad.object.value for quad in store if str(quad.graph_name) == "<x:r>"] == ["1"]


def test_the_short_form_of_delete_takes_a_dataset_too() -> None:
    """DELETE WHERE has no USING of its own: it is written out."""
    store = Store()
    store.update("INSERT DATA { <x:a> <x:b> 1 GRAPH <x:g> { <x:c> <x:d> 2 } }")
    store.update(with_dataset("DELETE WHERE { ?s ?p ?o }", ["x:g"], []))
    assert len(store) == 2
    assert with_dataset("DELETE WHERE { ?s ?p ?o }", [], []) == "DELETE WHERE { ?s ?p ?o }"


def test_silent_loads_become_nothing_and_others_stay() -> None:
    """A load that fails in silence changes nothing; the operations around it stay as they are."""
    text = "PREFIX e: <x:> INSERT DATA { e:a e:b 1 } ; LOAD SILENT <http://x/> INTO GRAPH <x:g> ; INSERT DATA { <x:a> <x:b> 2 }"
    store = Store()
    store.update(without_silent_loads(text))
    assert len(store) == 2
    assert without_silent_loads("LOAD <http://x/>") == "LOAD <http://x/>"
