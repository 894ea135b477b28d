"""Write a realistic graph of any size as N-Quads, contribution by contribution; the same seed gives the same bytes.

`python -m bench.generate --size 10k --output quads.nq --merged merged.nt`
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.describe import Describer
from bench.describe_initiative import initiative_statements
from bench.telling import Statement
from bench.world import BLOCK, World
from graph.i18n import BilingualText
from graph.sources.territory_register import Register, read_register

BASE_IRI = "https://maillage.example.org"
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}
_REPEATED_ONE_IN = 10

Line = tuple[Statement, str, bool]


def generate(describer: Describer) -> Iterator[Line]:
    """Give every statement with the name of its graph, and whether an earlier graph said it; lazy."""
    yield from _vocabulary(describer)
    yield from _agents(describer)
    for block in range(-(-describer.world.size // BLOCK)):
        yield from _block(describer, block)
        if block % 2:
            yield from _overview(describer, block)


def _vocabulary(describer: Describer) -> Iterator[Line]:
    slug = "bench-concepts"
    graph = describer.thing("contribution", slug)
    for statement in describer.collection(slug, BilingualText("Notions d’essai", "Trial concepts")):
        yield statement, graph, False
    for statement in describer.concepts():
        yield statement, graph, False


def _agents(describer: Describer) -> Iterator[Line]:
    slug = "bench-agents"
    graph = describer.thing("contribution", slug)
    for statement in describer.collection(slug, BilingualText("Acteurs d’essai", "Trial actors")):
        yield statement, graph, False
    for number in range(describer.world.organisation_count):
        for statement in describer.organisation(number):
            yield statement, graph, False
    for number in range(describer.world.person_count):
        for statement in describer.person(number, describer.source(slug)):
            yield statement, graph, False


def _block(describer: Describer, block: int) -> Iterator[Line]:
    """Give one contribution: its initiatives, and what it says again of the actors it names."""
    slug = f"bench-{block}"
    graph = describer.thing("contribution", slug)
    for statement in describer.collection(slug, BilingualText(f"Recueil {block}", f"Collection {block}")):
        yield statement, graph, False
    numbers = range(block * BLOCK, min((block + 1) * BLOCK, describer.world.size))
    for number in numbers:
        for statement in initiative_statements(describer, number):
            yield statement, graph, False
    for carrier in sorted({describer.world.initiative(number).carrier for number in numbers}):
        for statement in describer.organisation(carrier):
            yield statement, graph, True


def _overview(describer: Describer, block: int) -> Iterator[Line]:
    """Give a contribution of another reader: it says again the outline of some initiatives of two collections."""
    slug = f"bench-{block}-overview"
    graph = describer.thing("contribution", slug)
    words = BilingualText(f"Panorama jusqu’au recueil {block}", f"Overview up to collection {block}")
    for statement in describer.collection(slug, words):
        yield statement, graph, False
    for number in range(
        (block - 1) * BLOCK, min((block + 1) * BLOCK, describer.world.size), _REPEATED_ONE_IN
    ):
        for statement in describer.outline(describer.world.initiative(number)):
            yield statement, graph, True


def write(describer: Describer, quads: Path, merged: Path | None = None) -> int:
    """Write a world's named graphs, and their merge where asked.

    Returns: the number of quads.
    """
    return write_lines(generate(describer), quads, merged)


def write_lines(lines: Iterable[Line], quads: Path, merged: Path | None = None) -> int:
    """Write named graphs, and their merge where asked: each statement once.

    Returns: the number of quads.
    """
    count = 0
    with (
        quads.open("w", encoding="utf-8") as named,
        (merged or Path("/dev/null")).open("w", encoding="utf-8") as once,
    ):
        for (subject, predicate, value), graph, is_repeated in lines:
            named.write(f"{subject} {predicate} {value} {graph} .\n")
            count += 1
            if merged and not is_repeated:
                once.write(f"{subject} {predicate} {value} .\n")
    return count


def describer_of(size: int, seed: int, *, register: Register | None = None) -> Describer:
    """Measure out a world and the names it is described in."""
    return Describer(World(size, seed, register or read_register()), BASE_IRI)


def read_size(text: str) -> int:
    """Read a size: `10k`, `100k`, `1M`, or a number."""
    return SIZES.get(text) or int(text)


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--size", type=read_size, default=10_000, help="10k, 100k, 1M or a number of initiatives"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True, help="N-Quads: one named graph a contribution")
    parser.add_argument("--merged", type=Path, help="N-Triples: the default graph, each statement once")
    asked = parser.parse_args()
    print(f"{write(describer_of(asked.size, asked.seed), asked.output, asked.merged)} quads")


if __name__ == "__main__":
    main()
