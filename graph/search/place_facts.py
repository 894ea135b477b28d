"""Read from a store what places territories: points, postcodes, what contains them, how many live there.

Only what is published counts, so the default graph is read. The whole register takes about a second, once a snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from math import isfinite

from pyoxigraph import Store

from graph.rdf.terms import DefaultGraph, Literal, NamedNode, name
from graph.search.nearness import PlaceFacts

_POLE, _HALF_TURN = 90, 180  # degrees
_MOST_DIGITS = 10  # more than people there are


def read_place_facts(store: Store) -> PlaceFacts:
    """Read the facts about all territories."""
    latitudes, longitudes = dict(_numbers(store, "wgs:lat")), dict(_numbers(store, "wgs:long"))
    groups = {
        quad.subject.value
        for quad in store.quads_for_pattern(
            None, name("rdf:type"), name("igeo:Intercommunalite"), DefaultGraph()
        )
        if isinstance(quad.subject, NamedNode)
    }
    containers = defaultdict[str, set[str]](set)
    intercommunalites = defaultdict[str, set[str]](set)
    for curie in ("igeo:subdivisionDirecteDe", "mai:within"):
        for part, whole in _values(store, curie):
            containers[part].add(whole)
            if whole in groups:
                intercommunalites[part].add(whole)
    postcodes = defaultdict[str, set[str]](set)
    for place, postcode in _values(store, "schema:postalCode"):
        postcodes[place].add(postcode)
    return PlaceFacts(
        points={
            place: (latitudes[place], longitudes[place])
            for place in sorted(latitudes.keys() & longitudes.keys())
            if abs(latitudes[place]) <= _POLE and abs(longitudes[place]) <= _HALF_TURN
        },
        postcodes=dict(postcodes),
        intercommunalites=dict(intercommunalites),
        containers=dict(containers),
        inhabitants={
            place: count for place, text in _values(store, "mai:population") if (count := read_count(text))
        },
    )


def read_count(text: str) -> int:
    """Read a number of inhabitants; 0 for what is none: a contribution may state anything."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0


def _numbers(store: Store, curie: str) -> Iterator[tuple[str, float]]:
    for place, text in _values(store, curie):
        with suppress(ValueError):  # a contribution may state anything
            if isfinite(number := float(text)):
                yield place, number


def _values(store: Store, curie: str) -> Iterator[tuple[str, str]]:
    """Yield what has a property and its value, as texts."""
    for quad in store.quads_for_pattern(None, name(curie), None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object.value
