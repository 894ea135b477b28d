"""What exists in a generated world, and how unevenly it is used: ranks, not statements.

In: a size, a seed, the register. Out: for each number, the same choices whenever they are asked for, so that a
graph of any size is written as a stream and a later file can repeat what an earlier one said.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

from bench.lexicon import FACETS, METHODS, TOPICS
from graph.sources.territory_register import Record, Register

BLOCK = 100  # initiatives of one contribution
_NEEDED_AGENT_COUNT = 20


class Skewed:
    """Numbers from 0 to n - 1, drawn in proportion to weights."""

    def __init__(self, weights: Sequence[float]) -> None:
        """Keep the running sums."""
        self._sums = list(accumulate(weights))

    def draw(self, rng: Random) -> int:
        """Draw one number."""
        return min(bisect(self._sums, rng.random() * self._sums[-1]), len(self._sums) - 1)


def zipf(count: int, exponent: float = 1.0) -> Skewed:
    """Give the usual skew: the weight of rank r is 1 / (r + 1) ** exponent."""
    return Skewed([1 / (rank + 1) ** exponent for rank in range(count)])


@dataclass(frozen=True, slots=True)
class Initiative:
    """The choices made for one initiative; all numbers are those of things."""

    number: int
    parent: int | None
    carrier: int
    participants: tuple[int, ...]
    needs: tuple[int, ...]
    methods: tuple[int, ...]
    theme: int
    place: str
    place_name: str
    start: str
    end: str
    kind: int
    leads_to: int | None


class World:
    """A world of `size` initiatives."""

    def __init__(self, size: int, seed: int, register: Register) -> None:
        """Measure out the world; costs a moment, for the register's communes."""
        self.size = size
        self.seed = seed
        self.organisation_count = max(_NEEDED_AGENT_COUNT, size // 6)
        self.person_count = max(_NEEDED_AGENT_COUNT, size // 12)
        self.need_count = len(FACETS) * len(TOPICS)
        self.communes = [each for each in register.communes if each["type"] == "commune-actuelle"]
        self._bodies = register.intercommunalites
        self._commune = Skewed([_population(each) for each in self.communes])
        self._organisation = zipf(self.organisation_count, 0.9)
        self._need = zipf(self.need_count)
        self._method = zipf(len(METHODS))
        self._earlier = zipf(size, 0.7)

    def rng(self, kind: str, number: int) -> Random:
        """Give the chances of one thing, the same each time."""
        return Random(f"{self.seed}/{kind}/{number}")  # noqa: S311  chance that can be repeated is the point

    @lru_cache(maxsize=2 * BLOCK)  # noqa: B019  a world lives as long as its run
    def initiative(self, number: int) -> Initiative:
        """Make the choices of an initiative."""
        rng = self.rng("initiative", number)
        parent = self._parent(rng, number)
        place, place_name = self._place(rng)
        start, end = _dates(rng)
        if parent is not None:  # a part lasts as long as its whole
            whole = self.initiative(parent)
            start, end = whole.start, whole.end
        earlier = self._earlier.draw(rng)
        return Initiative(
            number=number,
            parent=parent,
            carrier=self._organisation.draw(rng),
            participants=_several(self._organisation, rng, rng.choice((0, 0, 1, 1, 2, 4))),
            needs=_several(self._need, rng, rng.choice((0, 1, 1, 1, 2, 3))),
            methods=_several(self._method, rng, rng.choice((0, 1, 1, 2))),
            theme=rng.randrange(len(TOPICS)),
            place="" if parent is not None and rng.random() < 0.5 else place,  # noqa: PLR2004  one part in two
            place_name=place_name,
            start=start,
            end=end,
            kind=rng.randrange(100),
            leads_to=earlier if earlier < number and rng.random() < 0.4 else None,  # noqa: PLR2004
        )

    def commune_of(self, organisation: int) -> Record:
        """Give the commune where an organisation is at home."""
        return self.communes[self._commune.draw(self.rng("commune", organisation))]

    def employer(self, rng: Random) -> int:
        """Draw an organisation."""
        return self._organisation.draw(rng)

    def _parent(self, rng: Random, number: int) -> int | None:
        """Give the whole that a part belongs to, among the ten before it of its contribution."""
        within = number % BLOCK
        if rng.random() < 0.3 and within:  # noqa: PLR2004  three in ten are parts
            return number - rng.randint(1, min(within, 10))
        return None

    def _place(self, rng: Random) -> tuple[str, str]:
        commune = self.communes[self._commune.draw(rng)]
        chance = rng.random()
        if chance < 0.05:  # noqa: PLR2004
            return f"departement-{commune['departement']}", str(commune["nom"])
        if chance < 0.15 and self._bodies:  # noqa: PLR2004
            body = self._bodies[rng.randrange(len(self._bodies))]
            return f"epci-{body['code']}", str(body["nom"])
        return f"commune-{commune['code']}", str(commune["nom"])


def _population(commune: Record) -> float:
    told = commune.get("population")
    return float(told) if isinstance(told, int) else 1.0


def _several(skewed: Skewed, rng: Random, count: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(skewed.draw(rng) for _ in range(count)))


def _dates(rng: Random) -> tuple[str, str]:
    """Give a start, as a year, a month or a day, and for one in three an end."""
    year, month, day = rng.randint(2012, 2025), rng.randint(1, 12), rng.randint(1, 28)
    form = rng.choice((4, 7, 7, 10))
    start = f"{year}-{month:02}-{day:02}"[:form]
    return start, str(min(year + rng.randint(0, 3), 2025)) if rng.random() < 1 / 3 else ""
