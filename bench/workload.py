"""What is asked: lookups of things, the example questions with values of the generated world, large results.

In: a `World`. Out: named query texts. Knows nothing of engines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bench.describe import Describer
from bench.world import Initiative, zipf
from graph.sparql.named_queries import NamedQuery, named_queries, read_query

_LARGE_ROWS = 100_000
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A query under a name; some name graphs, and not every engine was given those."""

    name: str
    text: str
    names_graphs: bool = False


def lookup(subject: str) -> str:
    """Ask what is said of a thing."""
    return f"SELECT ?p ?o WHERE {{ {subject} ?p ?o }} LIMIT 100000"


def subjects(describer: Describer, count: int) -> list[str]:
    """Name initiatives and actors, spread over the whole world; fewer than asked for in a small one."""
    world = describer.world
    spread = range(0, world.size, max(1, world.size // count))
    found = [describer.initiative_iri(number) for number in spread]
    agents = range(0, world.organisation_count, max(1, world.organisation_count // (count // 4 or 1)))
    return found + [describer.thing("organisation", f"o{number}") for number in agents]


def questions(describer: Describer) -> Iterator[Asked]:
    """Give the example questions, about a middling initiative and not about a hub."""
    known = values(describer)
    for query in named_queries():
        given = query.example(_base(describer)) | {
            each.name: known[each.name] for each in query.parameters if each.name in known
        }
        text = query.text(query.bind(given, _base(describer)))
        yield Asked(query.short_name, text, _names_graphs(query))


def large_results() -> Iterator[Asked]:
    """Give queries whose cost is to write down many rows."""
    yield Asked("every statement, 100,000 rows", f"SELECT * WHERE {{ ?s ?p ?o }} LIMIT {_LARGE_ROWS}")
    label = "http://www.w3.org/2004/02/skos/core#prefLabel"
    yield Asked(
        "every French label",
        f"SELECT ?thing ?label WHERE {{ ?thing <{label}> ?label FILTER(LANG(?label) = 'fr') }} LIMIT {_LARGE_ROWS}",
    )


def replayed(describer: Describer, count: int, seed: int) -> Iterator[str]:
    """Give reads as visitors make them: a few things asked for again and again (Zipf), one in ten a portrait."""
    rng = Random(f"{seed}/replay")  # noqa: S311
    things = subjects(describer, 2000)
    rank = zipf(len(things))
    portrait = read_query("example/initiative_portrait")
    for _ in range(count):
        thing = things[rank.draw(rng)]
        if rng.random() < 0.1:  # noqa: PLR2004
            yield portrait.text(portrait.bind({"initiative": thing[1:-1], "lang": "fr"}))
        else:
            yield lookup(thing)


def values(describer: Describer) -> dict[str, str]:
    """Give values for the parameters of questions: a middling initiative, and not a hub."""
    world = describer.world
    middle = range(world.size // 2, min(world.size, world.size // 2 + _LOOKED_AT))
    number = max(middle, key=lambda each: _told_of(world.initiative(each)))
    middling = describer.initiative_iri(number)[1:-1]
    commune = world.initiative(number).place or f"commune-{world.communes[0]['code']}"
    return {
        "initiative": middling,
        "thing": middling,
        "territory": describer.thing("territory", commune)[1:-1],
        "need": describer.thing("need", "g3")[1:-1],
        "person": describer.thing("person", "p7")[1:-1],
        "status": "assertion:stated",
        "words": "mobilité rurale",
    }


def _told_of(chosen: Initiative) -> int:
    """Count what a question may ask about: the middling initiative is one about which there is something to tell."""
    told = (
        chosen.leads_to is not None,
        chosen.needs,
        chosen.methods,
        chosen.participants,
        chosen.place,
        chosen.kind < 30,  # noqa: PLR2004  it has an event
        chosen.kind % 5 == 0,  # a lesson
    )
    return sum(map(bool, told))


def _base(describer: Describer) -> str:
    return describer.thing("", "")[1:-1].removesuffix("/id//")


def _names_graphs(query: NamedQuery) -> bool:
    return "GRAPH " in query.body or "FROM " in query.body
