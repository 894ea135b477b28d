"""Tests of graph.sparql.syntax.reader: what is read, what is left to the engine, and the places of nodes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.rdf.terms import prefixes
from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.reader import read_query_tree, read_update_tree
from graph.sparql.syntax.traversal import visit_groups
from graph.sparql.syntax.tree import BlockNode

ROOT = Path(__file__).resolve().parents[4]
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))
SUITE = ROOT.parent / "shared" / "conformance" / "data" / "rdf-tests" / "sparql" / "sparql11"
# Drafts of SPARQL 1.1 that never became it.
DRAFTS = {
    "path-2-1",
    "path-2-3",
    "path-3-1",
    "path-3-2",
    "path-3-4",
    "pp04",
    "pp05",
    "pp13",
    "pp15",
    "syntax-bindings-09",
}


@pytest.mark.parametrize("path", QUERIES, ids=lambda each: each.stem)
def test_our_own_queries_are_read(path: Path) -> None:
    """Each file in queries/ is understood."""
    assert read_query_tree(path.read_text("utf-8")).select is not None


@pytest.mark.skipif(not SUITE.is_dir(), reason="the third-party suites are expected in ../shared/conformance")
def test_what_is_sparql_is_read() -> None:
    """Of the texts of the W3C suite the engine accepts none that is not read, but for old drafts."""
    unread, count = set[str](), 0
    for path in sorted(SUITE.rglob("*.rq")):
        text = path.read_text("utf-8", errors="replace")
        try:
            Store().query(text, base_iri="http://a.example/")
        except (SyntaxError, RuntimeError, OSError):
            continue
        count += 1
        try:
            read_query_tree(text)
        except Unread:
            unread.add(path.stem)
    assert count > 300
    assert unread <= DRAFTS


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(?a<?b&&?c>?d) }",  # an IRI, or two comparisons
        "SELECT * { << ?s ?p ?o >> ?q ?r }",
        "SELECT * { ?s ?p ?o } LIMIT ten",
        "SELECT (COUNT(DISTINCTNOW()) AS ?n) {}",
        "SELECT \\u002A { ?s ?p ?o }",
        "INSERT DATA {}",
        "",
        "{" * 2000,
        "SELECT * " + "{" * 2000 + "}" * 2000,
        "ASK { FILTER(" + "(" * 2000 + "1" + ")" * 2000 + ") }",
    ],
)
def test_what_is_not_understood_is_left_to_the_engine(text: str) -> None:
    """Texts with two readings, of SPARQL 1.2, too deep, or none at all raise Unread."""
    with pytest.raises(Unread):
        read_query_tree(text)


def test_nodes_know_their_places() -> None:
    """The text between start and end of a node is what it was read from."""
    text = "# c\nSELECT ?a { ?a a <x:b> ; <x:p>/<x:q>* [ <x:r> 5.0 ] . { ?a ?p 'é' } UNION { } } ORDER BY ?a"
    where = read_query_tree(text).select.where
    assert where is not None
    assert text[where.start : where.end].startswith("{ ?a a") and text[where.end - 1] == "}"
    block = where.elements[0]
    assert isinstance(block, BlockNode)
    assert text[block.start : block.end] == "?a a <x:b> ; <x:p>/<x:q>* [ <x:r> 5.0 ]"
    path = block.patterns[-1].path
    assert text[path.start : path.end] == "<x:p>/<x:q>*" and path.parts[1].operator == "*"
    assert [text[each.group.start : each.group.end] for each in visit_groups(read_query_tree(text).select)][
        1:
    ] == [
        "{ ?a ?p 'é' }",
        "{ }",
    ]


def test_an_update_is_read_into_operations() -> None:
    """Each operation has its pattern, and the declarations that hold for it."""
    first, second, third = read_update_tree(
        "PREFIX a: <x:a> INSERT { ?s a:p 1 } USING <x:g> WHERE { ?s ?p ?o } ;"
        "PREFIX b: <x:b> DELETE WHERE { ?s b:p ?o } ; DROP ALL"
    )
    assert first.where is not None and first.verb == "INSERT" and len(first.graphs) == 1
    assert second.verb == "DELETE WHERE" and dict(second.prologue.prefixes) == {"a": "x:a", "b": "x:b"}
    assert third.where is None


def test_prefixes_are_kept_as_declared() -> None:
    """The last declaration of a prefix counts; our own are absolute IRIs."""
    declared = "".join(f"PREFIX {key}: <{value}>\n" for key, value in prefixes().items())
    assert dict(read_query_tree(declared + "ASK {}").prologue.prefixes) == dict(prefixes())
