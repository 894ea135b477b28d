"""Tests of graph.sparql.rewriting.prologues: declarations after a semicolon."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from graph.sparql.rewriting.prologues import with_prefixes_first

PROLOGUES = {
    "INSERT DATA { <x:a> <x:b> 1 } ; PREFIX e: <http://e/> INSERT DATA { e:a e:b 2 }": 2,
    "PREFIX e: <http://e/> INSERT DATA { e:a e:b 1 } ;\nPREFIX f: <http://f/>\nPREFIX e: <http://e/> DELETE DATA { e:a e:b 1 } ; PREFIX f: <http://f/> INSERT DATA { f:a f:b 2 }": 1,
    "PREFIX e: <http://e/> INSERT DATA { e:a e:b 1 } ; PREFIX e: <http://f/> INSERT DATA { e:a e:b 1 }": 2,
    "PREFIX : <http://e/> PREFIX px: <http://g/> INSERT DATA { :a :b px:o } ; PREFIX : <http://f/> INSERT DATA { :a :b 'px:o', ex:o } ; PREFIX ex: <http://e/> PREFIX : <http://e/> DELETE DATA { :a :b px:o }": 2,
    "PREFIX e: <http://e/> INSERT DATA { e:a e:b 1 } ; PREFIX e: <http://f/> INSERT DATA { e:a e:b 1 } ; DELETE DATA { e:a e:b 1 } ; PREFIX e: <http://e/> DELETE DATA { e:a e:b 1 }": 0,
    "BASE <http://b/> PREFIX e: <e#> INSERT DATA { <a> e:b 1 } ; PREFIX f: <e#> DELETE WHERE { ?s f:b ?o }": 0,
}


@pytest.mark.parametrize("text", PROLOGUES)
def test_each_operation_may_declare_prefixes(text: str) -> None:
    """The grammar lets every operation begin with a prologue, and the engine then understands it."""
    store = Store()
    store.update(with_prefixes_first(text))
    assert len(store) == PROLOGUES[text]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <x:a> <x:b> 'PREFIX e: <http://e/>' }",
        "PREFIX e: <http://e/> INSERT DATA { e:a e:b 1 }",
    ],
)
def test_what_cannot_or_need_not_move_stays(text: str) -> None:
    """Declarations of the first operation, and the word in a string."""
    assert with_prefixes_first(text) == text


def test_the_engine_still_needs_its_prefixes_first() -> None:
    """When this fails, the engine was mended, and `with_prefixes_first` can go."""
    with pytest.raises(SyntaxError):
        Store().update("INSERT DATA { <x:a> <x:b> 1 } ; PREFIX e: <http://e/> INSERT DATA { e:a e:b 2 }")
