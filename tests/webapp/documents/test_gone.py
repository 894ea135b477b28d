"""Tests of webapp.documents.gone: tombstones; `pages/test_thing_documents` asks for what is gone."""

from __future__ import annotations

from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.storage.dataset import SnapshotDataset
from webapp.documents.gone import Removal, removal_of, successor_of, tombstone

FOCUS, DOCUMENT = NamedNode("https://x.example/id/need/a"), NamedNode("https://x.example/doc/need/a")


def test_a_tombstone_tells_the_latest_time() -> None:
    """Once; and no time where none is stated."""
    times = frozenset(
        Literal(f"2026-11-{day}T00:00:00Z", datatype=name("xsd:dateTime")) for day in (11, 28, 12)
    )
    told = set(tombstone(Removal(FOCUS, frozenset(), frozenset(), times), DOCUMENT))
    latest = Literal("2026-11-28T00:00:00Z", datatype=name("xsd:dateTime"))
    assert [each.object for each in told if each.predicate == name("prov:invalidatedAtTime")] == [latest]
    timeless = set(
        tombstone(Removal(FOCUS, frozenset([name("mai:Need")]), frozenset(), frozenset()), DOCUMENT)
    )
    assert not [each for each in timeless if isinstance(each.object, Literal)]
    assert Triple(DOCUMENT, name("foaf:primaryTopic"), FOCUS) in timeless


def test_what_is_there_is_neither_gone_nor_replaced(tiny: SnapshotDataset) -> None:
    """And of what never was, nothing is known."""
    for thing in (tiny.names.thing("initiative", "jardin"), tiny.names.thing("need", "never")):
        assert removal_of(tiny, thing) is None
        assert successor_of(tiny, thing) is None
