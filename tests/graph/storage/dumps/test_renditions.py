"""Tests of graph.storage.dumps.renditions: each format, parsed back, states what the contributions state."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Triple
from graph.storage.dataset import SnapshotDataset
from graph.storage.dumps.packing import open_unpacked
from graph.storage.dumps.parts import CONTRIBUTIONS, graphs_by_part
from graph.storage.dumps.renditions import write_renditions

FORMATS = {"trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}


def test_every_format_states_the_same(riposte: SnapshotDataset, tmp_path: Path) -> None:
    """TriG with the graphs, Turtle and JSON-LD without them; a prefix is declared once."""
    store = Store.read_only(str(riposte.snapshot.store_path))
    graphs = graphs_by_part(store, riposte.names)[CONTRIBUTIONS]
    expected = {quad for each in graphs for quad in store.quads_for_pattern(None, None, None, each)}
    files = list(write_renditions(store, graphs, tmp_path))
    assert [each.name for each in files] == [
        f"contributions.{suffix}.{packed}" for suffix in FORMATS for packed in ("gz", "zst")
    ]
    for each in files:
        syntax = FORMATS[each.name.split(".")[1]]
        with open_unpacked(tmp_path / each.name) as file:
            content = file.read()
        found = set(parse(content, format=syntax))
        if syntax == RdfFormat.TRIG:
            assert found == expected
        else:
            assert {quad.triple for quad in found} == {quad.triple for quad in expected}
        prefixes = [line for line in content.splitlines() if line.startswith(b"@prefix")]
        assert len(prefixes) == len(set(prefixes))


def test_what_a_format_cannot_carry_leaves_it_out(tmp_path: Path) -> None:
    """The others are there; nothing half written stays."""
    node, store = NamedNode("http://example.org/x"), Store()
    store.add(Quad(node, node, Literal("x"), node))
    store.add(Quad(node, node, BlankNode("b"), node))
    assert len(list(write_renditions(store, [node], tmp_path / "."))) == 6
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    store.add(Quad(node, node, Triple(node, node, node), node))
    names = {each.name for each in write_renditions(store, [node], spoilt)}
    assert not any("jsonld" in each for each in names)
    assert {each.name for each in spoilt.iterdir()} == names
