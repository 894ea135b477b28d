"""The network of a graph: its arrays, whatever the order of loading, and its files."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from pyoxigraph import Quad, Store

from graph.connections.network.adjacency import Network, same
from graph.connections.network.array_files import open_network, save_network
from graph.connections.network.builder import describe_thing, network_of, read_network
from graph.connections.network.iri_table import iri_table
from graph.connections.network.relations import PREDICATES, Relation
from graph.connections.network.thing_kinds import CLASSES, Kind
from graph.rdf.terms import Triple, name
from tests.graph.connections.worlds import random_world, thing


def shuffled(triples: list[Triple], seed: int) -> list[Triple]:
    """Give the same triples in another order, some of them twice."""
    rng = Random(seed)
    return rng.sample([*triples, *triples[::3]], len(triples) + len(triples[::3]))


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_loading_leaves_no_trace(seed: int) -> None:
    """The same triples in another order, repeated, or read from a store, give the same arrays."""
    triples = random_world(Random(seed))
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
    network = network_of(triples)
    assert same(network, network_of(shuffled(triples, seed)))
    assert same(network, read_network(store))


@pytest.mark.parametrize("seed", range(10))
def test_every_link_stands_in_both_rows(seed: int) -> None:
    """Links are the statements that both ends tell, from the subject's side and from the object's."""
    triples = random_world(Random(seed))
    network = network_of(triples)
    told = {
        (each.object, name("mai:answersNeed"), each.subject)
        if each.predicate == name("mai:needAnsweredBy")
        else (each.subject, each.predicate, each.object)
        for each in triples
        if each.predicate != name("rdf:type")
    }
    assert links(network) == {(str(a), relation_of(p), str(b)) for a, p, b in told}
    assert links(network) == {(b, r, a) for a, r, b in links(network, backwards=True)}


def relation_of(predicate: object) -> Relation:
    """Find the relation of a predicate."""
    return next(
        relation
        for relation, curies in PREDICATES.items()
        if predicate in {name(x.strip("^")) for x in curies}
    )


def links(network: Network, *, backwards: bool = False) -> set[tuple[str, int, str]]:
    """Read all rows, in one direction."""
    return {
        (f"<{network.iris[here]}>", relation, f"<{network.iris[there]}>")
        for here in range(len(network))
        for relation in Relation
        for there in network.of(here, relation, backwards=backwards)
    }


def test_the_most_specific_kind_counts() -> None:
    """A circle is a circle, the country a country; an end of a link that is of no kind of ours is kept as other."""
    triples = [
        *random_world(Random(1)),
        Triple(thing("circle", 1), name("mai:partOf"), thing("unknown", 1)),
        Triple(thing("stranger", 1), name("mai:answersNeed"), thing("need", 1)),
    ]
    network = network_of(triples)
    kinds = {network.iris[place].partition("/id/")[2]: kind for place, kind in enumerate(network.kinds)}
    assert (kinds["circle/1"], kinds["territory/0"], kinds["unknown/1"]) == (Kind.CIRCLE, Kind.COUNTRY, 0)
    assert "stranger/1" not in kinds


@pytest.mark.parametrize("seed", range(5))
def test_a_thing_read_alone_reads_the_same(seed: int) -> None:
    """Kind and links of one thing are those that its row of the whole network has."""
    triples = random_world(Random(seed))
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
    network = network_of(triples)
    for place, iri in enumerate(network.iris):
        kind, own = describe_thing(store, thing(*iri.rsplit("/", 2)[1:]))  # type: ignore[arg-type]
        row = {(r, network.iris[end]) for r in Relation for end in network.of(place, r)}
        assert (kind, own) == (network.kinds[place], row)


@pytest.mark.parametrize("triples", [[], random_world(Random(3))], ids=["nothing", "a world"])
def test_what_is_saved_is_opened_again(tmp_path: Path, triples: list[Triple]) -> None:
    """Files give the same arrays back; one that lacks or is torn gives none at all."""
    network = network_of(triples)
    save_network(network, tmp_path)
    opened = open_network(tmp_path)
    assert opened is not None
    assert same(opened, network)
    (tmp_path / "ends.npy").write_bytes(b"")
    assert open_network(tmp_path) is None
    assert open_network(tmp_path / "elsewhere") is None


def test_iris_are_found_and_edited() -> None:
    """The table finds what it holds, and one that was edited equals one made anew."""
    rng = Random(5)
    for _ in range(50):
        held = {f"http://é.example/{rng.randrange(40)}" for _ in range(rng.randrange(30))}
        gone = {each for each in held if rng.random() < 0.3}
        come = {f"http://é.example/{rng.randrange(40)}x" for _ in range(rng.randrange(5))}
        table = iri_table(each.encode() for each in sorted(held))
        assert [table.find(each) for each in sorted(held)] == list(range(len(held)))
        assert table.find("http://a") is None
        leaving = np.array(sorted(table.find(each) or 0 for each in gone), np.int64)
        edited = table.edited(leaving, [each.encode() for each in sorted(come)])
        assert list(edited) == sorted(held - gone | come)


def test_the_tables_are_whole() -> None:
    """Every relation has a predicate and every kind but other a class."""
    assert PREDICATES.keys() == set(Relation)
    assert set(CLASSES.values()) == set(Kind) - {Kind.OTHER}
