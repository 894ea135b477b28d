"""A merge in a file, read as a network is read from a store: what is of no interest is passed over without parsing.

In: N-Triples as `bench.generate --merged` writes them, a register. Out: a `Merge` of the classes and links they tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse, serialize

from graph.connections.network.relations import PREDICATES
from graph.connections.network.thing_kinds import CLASSES
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Quad, expand, name
from graph.sources.territory_register import Register, register_graph

_TYPE = name("rdf:type")


class MergedFile:
    """Kinds and links of a file and a register, a scratch file for each class and each predicate."""

    def __init__(self, merged: Path, register: Register, names: Namespaces, folder: Path) -> None:
        """Sort the lines of interest; reads the file once."""
        classes = {f"<{expand(curie)}>".encode() for curie in CLASSES}
        told = {curie.removeprefix("^") for curies in PREDICATES.values() for curie in curies}
        predicates = {f"<{expand(curie)}>".encode() for curie in told}
        self._place = {word: folder / f"{nth}.nt" for nth, word in enumerate(sorted(classes | predicates))}
        opened = {word: path.open("wb") for word, path in self._place.items()}
        typed = f"<{_TYPE.value}>".encode()
        with merged.open("rb") as lines:
            for line in lines:
                _, predicate, value = line.split(b" ", 2)
                word = value.split(b" ", 1)[0] if predicate == typed else predicate
                if word in opened:
                    opened[word].write(line)
        for triple in register_graph(register, names).triples:
            word = str(triple.object if triple.predicate == _TYPE else triple.predicate).encode()
            if word in opened:
                opened[word].write(serialize([triple], format=RdfFormat.N_TRIPLES) or b"")
        for file in opened.values():
            file.close()

    def quads_for_pattern(
        self, subject: Any, predicate: Any, value: Any, graph_name: Any = None, /
    ) -> Iterator[Quad]:
        """Give all of one class, or all of one predicate: no other pattern is known."""
        assert subject is None
        assert graph_name in (None, DefaultGraph())
        assert (value is None) == (predicate != _TYPE)
        return parse(path=str(self._place[str(value or predicate).encode()]), format=RdfFormat.N_TRIPLES)
