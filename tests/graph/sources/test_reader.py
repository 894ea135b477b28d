"""Tests of graph.sources.reader and graph.rdf.skolemization."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from graph.errors import (
    RemoteContext,
    ReservedGraph,
    SourceEmpty,
    SourceEncoding,
    SourceError,
    SourceSyntaxError,
    SourceTooDeep,
    TangledBlankNodes,
)
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Triple
from graph.settings import Settings
from graph.sources.reader import build_candidate, read_candidate
from graph.sources.source_file import SourceFile


def _source(text: str, syntax: RdfFormat = RdfFormat.TURTLE, path: str = "essai.ttl") -> SourceFile:
    return SourceFile(Path(path), syntax, text.encode(), "0" * 64)


def test_relative_iris_are_the_deployments(names: Namespaces) -> None:
    """`<id/need/x>` resolves against the base."""
    (graph,) = build_candidate(_source("<id/need/x> a <id/y> ."), names, naming_timeout_s=5).graphs
    (triple,) = graph.triples
    assert triple.subject == names.thing("need", "x")


def test_a_file_without_graphs_is_the_contribution_of_its_name(names: Namespaces) -> None:
    """`essai.ttl` fills the graph `id/contribution/essai`."""
    (graph,) = build_candidate(_source("<id/a> a <id/b> ."), names, naming_timeout_s=5).graphs
    assert graph.name == names.contribution("essai")


def test_named_graphs_keep_their_names_and_the_rest_goes_home(names: Namespaces) -> None:
    """TriG with a graph and loose statements gives two graphs."""
    source = _source("<id/a> a <id/b> . <http://x.example/g> { <id/a> a <id/b> . }", RdfFormat.TRIG, "t.trig")
    found = {each.name.value for each in build_candidate(source, names, naming_timeout_s=5).graphs}
    assert found == {"http://x.example/g", names.contribution("t").value}


def test_the_same_blank_nodes_get_the_same_names_in_any_order(names: Namespaces) -> None:
    """Labels depend on what is said, not on how the file words it."""
    one = _source("<id/a> <id/p> [ <id/q> 1 ; <id/r> [ <id/q> 2 ] ] .")
    two = _source("_:z <id/q> 2 . _:y <id/r> _:z ; <id/q> 1 . <id/a> <id/p> _:y .")
    assert (
        build_candidate(one, names, naming_timeout_s=20).graphs
        == build_candidate(two, names, naming_timeout_s=20).graphs
    )


def test_blank_nodes_of_two_files_never_share_a_name(names: Namespaces) -> None:
    """The names carry the graph they stand in."""
    text = "[] <id/q> 1 ."
    subjects = {
        triple.subject
        for path in ("one.ttl", "two.ttl")
        for graph in build_candidate(_source(text, path=path), names, naming_timeout_s=20).graphs
        for triple in graph.triples
    }
    assert len(subjects) == 2
    assert all(isinstance(each, NamedNode) and "/.well-known/genid/" in each.value for each in subjects)


def test_a_poison_graph_is_given_up_in_time(names: Namespaces) -> None:
    """A clique of blank nodes, which RDFC-1.0 cannot label in reasonable time, is refused."""
    clique = "".join(f"_:n{i} <id/p> _:n{j} ." for i in range(12) for j in range(12) if i != j)
    with pytest.raises(TangledBlankNodes):
        build_candidate(_source(clique), names, naming_timeout_s=0.5)


@pytest.mark.parametrize(
    ("syntax", "text", "line"),
    [
        (RdfFormat.TURTLE, "<http://a.example/a> a <http://a.example/b> .\n<http://a.example/a> a ;", 2),
        (RdfFormat.N_TRIPLES, "<http://a.example/a> <http://a.example/b> 1 .", 1),
        (RdfFormat.TRIG, "<http://a.example/g> {\n <http://a.example/a> }", 2),
        (RdfFormat.RDF_XML, "<a>\n</b>", 0),
        (RdfFormat.JSON_LD, '{"@id":\n]', 2),
        (RdfFormat.TURTLE, "\x89PNG\r\n\x1a\n", 1),
    ],
)
def test_a_syntax_error_tells_line_and_column(
    names: Namespaces, syntax: RdfFormat, text: str, line: int
) -> None:
    """Every syntax is refused at its place, where the parser tells one."""
    with pytest.raises(SourceSyntaxError) as caught:
        build_candidate(_source(text, syntax), names, naming_timeout_s=5)
    assert caught.value.facts["line"] == line


def test_a_remote_json_ld_context_is_not_fetched(names: Namespaces) -> None:
    """Loading a file never sends a request."""
    source = _source(
        '{"@context": "http://127.0.0.1:9/c", "@id": "http://a.example/a"}', RdfFormat.JSON_LD, "a.jsonld"
    )
    with pytest.raises(RemoteContext, match=r"http://127\.0\.0\.1:9/c"):
        build_candidate(source, names, naming_timeout_s=5)


@pytest.mark.parametrize("text", ["", "# nothing\n", "@prefix a: <http://a.example/> ."])
def test_a_file_that_states_nothing_is_refused(names: Namespaces, text: str) -> None:
    """An empty file is an accident, not a removal."""
    with pytest.raises(SourceEmpty):
        build_candidate(_source(text), names, naming_timeout_s=5)


def test_graphs_that_the_software_keeps_are_closed(names: Namespaces) -> None:
    """A source cannot speak for the catalogue."""
    source = _source("<graph/catalog> { <id/a> a <id/b> . }", RdfFormat.TRIG, "t.trig")
    with pytest.raises(ReservedGraph):
        build_candidate(source, names, naming_timeout_s=5)


def test_all_bad_files_are_reported_at_once(tmp_path: Path, names: Namespaces, settings: Settings) -> None:
    """One error a file, in one group."""
    (tmp_path / "a.ttl").write_text("<a")
    (tmp_path / "b.ttl").write_text("")
    (tmp_path / "good.ttl").write_text("<id/a> a <id/b> .")
    paths = [tmp_path / each for each in ("a.ttl", "good.ttl", "b.ttl", "none.ttl")]
    with pytest.raises(ExceptionGroup) as caught:
        read_candidate(paths, names, settings)
    assert len(caught.value.exceptions) == 3
    assert all(isinstance(each, SourceError) for each in caught.value.exceptions)


def test_one_graph_from_two_files_holds_what_both_say(
    tmp_path: Path, names: Namespaces, settings: Settings
) -> None:
    """Files given together may share a graph."""
    for each in ("a", "b"):
        (tmp_path / f"{each}.ttl").write_text(f"<id/{each}> a <id/t> .")
    graph_name = names.contribution("both")
    candidate = read_candidate([tmp_path / "a.ttl", tmp_path / "b.ttl"], names, settings, graph=graph_name)
    assert [len(each.triples) for each in candidate.graphs] == [2]


@pytest.mark.parametrize(
    "graph",
    [
        f"{{base}}/{path}"
        for path in (
            "graph",
            "graph/../graph/catalog",
            "x/../graph/catalog",
            "/graph/catalog",
            "gr%61ph/catalog",
        )
    ]
    + ["HTTP://127.0.0.1:8000/graph/catalog"],
)
def test_kept_graphs_are_closed_under_any_spelling(names: Namespaces, graph: str) -> None:
    """Case of the scheme, dots, doubled slashes and escapes do not disguise them."""
    text = f"<{graph.format(base=names.base_iri)}> {{ <id/a> a <id/b> . }}"
    with pytest.raises(ReservedGraph):
        build_candidate(_source(text, RdfFormat.TRIG, "t.trig"), names, naming_timeout_s=5)


def test_a_byte_order_mark_is_passed_over(names: Namespaces) -> None:
    """Some editors begin every file with one."""
    assert build_candidate(_source("\ufeff<id/a> a <id/b> ."), names, naming_timeout_s=5).graphs


def test_a_value_beyond_the_parsers_buffer_is_a_syntax_error(names: Namespaces) -> None:
    """No MemoryError escapes."""
    text = '<id/a> <id/p> "' + "a" * (17 << 20) + '" .'
    with pytest.raises(SourceSyntaxError):
        build_candidate(_source(text), names, naming_timeout_s=5)


_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x.example/">{}</rdf:RDF>'


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        (RdfFormat.TURTLE, "<id/a> <id/p> " + "<<( <id/s> <id/p> " * 50_000 + "1" + " )>>" * 50_000 + " ."),
        (
            RdfFormat.RDF_XML,
            '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
            + _XML.format('<rdf:Description rdf:about="http://x.example/"><x:p>&b;</x:p></rdf:Description>'),
        ),
        (
            RdfFormat.RDF_XML,
            f'<!DOCTYPE r [<!ENTITY a "{"a" * 10_000}">]>'
            + _XML.format(
                f'<rdf:Description rdf:about="http://x.example/"><x:p>{"&a;" * 1000}</x:p></rdf:Description>'
            ),
        ),
    ],
)
def test_what_would_kill_the_process_is_refused(names: Namespaces, syntax: RdfFormat, text: str) -> None:
    """Triples nested without end, and entities that expand without end, never reach the parser."""
    with pytest.raises(SourceTooDeep):
        build_candidate(_source(text, syntax), names, naming_timeout_s=5)


def test_nesting_is_not_counted_in_strings_comments_and_names(names: Namespaces) -> None:
    """Text about `<<` is just text, an ordinary XML entity just a prefix, and a shallow triple term is fine."""
    said = "".join(f'<id/a> <id/p> "<< {n}" . # <<\n' for n in range(100))
    term = "<id/a> <id/q> <<( <id/s> <id/p> <<( <id/s> <id/p> 1 )>> )>> ."
    assert build_candidate(_source(said + term), names, naming_timeout_s=5).graphs
    entity = '<!DOCTYPE r [<!ENTITY x "http://x.example/">]>' + _XML.format(
        '<rdf:Description rdf:about="&x;a"><x:p>&x;</x:p></rdf:Description>'
    )
    assert build_candidate(_source(entity, RdfFormat.RDF_XML), names, naming_timeout_s=5).graphs


def test_a_file_that_is_not_utf8_is_refused_by_name(names: Namespaces) -> None:
    """And what to do: the parser would speak of an invalid sequence of bytes."""
    source = SourceFile(
        Path("latin1.ttl"), RdfFormat.TURTLE, '<id/a> <id/b> "é" .'.encode("latin-1"), "0" * 64
    )
    with pytest.raises(SourceEncoding, match=r"latin1\.ttl:1:16"):
        build_candidate(source, names, naming_timeout_s=5)


def test_blank_nodes_inside_quoted_triples_are_named_too(names: Namespaces) -> None:
    """RDF 1.2: a triple term may hold one."""
    source = _source("<id/s> <id/says> <<( _:b <id/p> _:c )>> .")
    (graph,) = build_candidate(source, names, naming_timeout_s=5).graphs
    (triple,) = graph.triples
    assert isinstance(triple.object, Triple)
    assert all(names.genid("") in str(term) for term in (triple.object.subject, triple.object.object))
