"""Initiatives that come, change and go, each like one that is there: what a write does to the connections of a network.

In: a network. Out: triples, and the SPARQL updates that put them in and take them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from pyoxigraph import RdfFormat, parse

from bench.generate import BASE_IRI
from bench.telling import Origin, Statement, Telling, dated, term
from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation, predicate
from graph.i18n import BilingualText
from graph.rdf.terms import Triple

_COPIED = (
    Relation.CARRIED_BY,
    Relation.HAS_PARTICIPANT,
    Relation.ANSWERS_NEED,
    Relation.USES_METHOD,
    Relation.ON_TERRITORY,
)
_DESCRIBED = (Relation.EXTENDS, Relation.INSPIRED_BY, Relation.ECHOES)


@dataclass(frozen=True, slots=True)
class Step:
    """One write: the triples that go and come, and all that is said of the initiative afterwards."""

    name: str
    gone: tuple[Statement, ...]
    come: tuple[Statement, ...]
    held: tuple[Statement, ...]


class Trial(Telling):
    """Some initiatives of a contribution of their own."""

    def __init__(self, network: Network, slug: str, seed: int = 1) -> None:
        """Copy the links of initiatives that chance chooses, the same for the same network and seed."""
        super().__init__(BASE_IRI)
        self._network = network
        self._rng = Random(seed)  # noqa: S311  chance that can be repeated is the point
        self._slug = slug
        self._initiatives = network.initiatives()
        self._graph = self.thing("contribution", slug)

    def all_steps(self, rounds: int) -> Iterator[Step]:
        """Give the write by which an initiative of the network leaves, then those of new ones one after the other; lazy.

        The first makes room: where the number of initiatives is round, as that of a generated graph is, one more
        rounds it up, and changes every weight. See `one_more` and docs/decisions/0022.
        """
        yield Step("first", self._leaving(), (), ())
        for number in range(1, rounds + 1):
            yield from self._steps(number)

    def one_more(self) -> tuple[Step, Step]:
        """Give the writes that make good for the first of `all_steps`, and add one more."""
        (back, *_), (more, *_) = self._steps(-1), self._steps(-2)
        return replace(back, name="back"), replace(more, name="rounded")

    def _leaving(self) -> tuple[Statement, ...]:
        """Give what the network knows of an initiative to which nothing points: no link, nor what describes a stated one."""
        place = self._draw()
        while self._is_pointed_to(place):
            place = self._draw()
        iris = self._network.iris
        subject = f"<{iris[place]}>"
        ends, by = self._network.links_of(place)
        links = (
            (subject, term(predicate(code // 2)), f"<{iris[end]}>")
            for end, code in zip(ends.tolist(), by.tolist(), strict=True)
        )
        return (*self.typed(subject, "mai:Initiative", "mai:Circle"), *links)

    def _is_pointed_to(self, place: int) -> bool:
        by = self._network.links_of(place)[1]
        return bool((by % 2).any() or np.isin(by // 2, _DESCRIBED).any())

    def _steps(self, number: int) -> tuple[Step, Step, Step]:
        """Give the writes by which an initiative comes, answers other needs elsewhere, and goes."""
        first, second = self._said(number), self._said(number)
        return (
            Step("new", (), first, first),
            Step("changed", _less(first, second), _less(second, first), second),
            Step("removed", second, (), ()),
        )

    def frame(self) -> Step:
        """Give the write of the contribution itself and its source."""
        origin = Origin(
            source=self.source(self._slug),
            words=BilingualText("Un carnet", "A notebook"),
            type="resource-type:article",
            licence="<https://creativecommons.org/licenses/by/4.0/>",
            source_licence=term("licence:not-stated"),
            url="<https://example.org/x>",
            sha256="0" * 64,
            read_on="2026-11-21",
            by=self.thing("organisation", self._slug),
            at="2026-11-21T00:00:00Z",
        )
        by = (*self.typed(origin.by, "org:Organization", "foaf:Agent"), *self.labels(origin.by, origin.words))
        said = (*self.contribution(self._slug, origin.words, origin), *self.origin(origin), *by)
        return Step("frame", (), said, said)

    def update(self, step: Step) -> str:
        """Write a step as an update: of every graph where one of the network's initiatives leaves."""
        if step.name == "first":
            pattern = f"GRAPH ?graph {{ {step.gone[0][0]} ?predicate ?value }}"
            contributed = f'FILTER(STRSTARTS(STR(?graph), "{BASE_IRI}/id/contribution/"))'
            return f"DELETE {{ {pattern} }} WHERE {{ {pattern} {contributed} }}"
        parts = (("DELETE", step.gone), ("INSERT", step.come))
        texts = (f"{verb} DATA {{ GRAPH {self._graph} {{ {_text(said)} }} }}" for verb, said in parts if said)
        return " ;\n".join(texts)

    def _said(self, number: int) -> tuple[Statement, ...]:
        """Describe an initiative with links like those of another."""
        subject = self.thing("initiative", f"{self._slug}-{number}")
        return tuple(
            dict.fromkeys(
                (
                    *self.typed(subject, "mai:Initiative"),
                    *self.labels(subject, BilingualText(f"Essai {number}", f"Trial {number}")),
                    (subject, term("schema:startDate"), dated("2024-03")),
                    *self._links(subject),
                )
            )
        )

    def _links(self, subject: str) -> Iterator[Statement]:
        like = 0
        while not len(self._network.of(like := self._draw(), Relation.CARRIED_BY)):
            pass
        for relation in _COPIED:
            for end in self._network.of(like, relation).tolist():
                yield subject, term(predicate(relation)), f"<{self._network.iris[end]}>"

    def _draw(self) -> int:
        return int(self._initiatives[self._rng.randrange(len(self._initiatives))])


def triples_of(said: Iterable[Statement]) -> list[Triple]:
    """Read statements as triples."""
    return [quad.triple for quad in parse(_text(said).encode(), format=RdfFormat.N_TRIPLES)]


def _text(said: Iterable[Statement]) -> str:
    return "\n".join(f"{' '.join(each)} ." for each in said)


def _less(these: tuple[Statement, ...], those: tuple[Statement, ...]) -> tuple[Statement, ...]:
    return tuple(each for each in these if each not in those)
