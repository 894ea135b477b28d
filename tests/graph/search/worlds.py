"""Small random datasets with names, texts, places and needs in loops, passages, years and origins; random changes; questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

from pyoxigraph import Store

from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Triple, name
from graph.search.index import SearchIndex, open_search_index
from graph.search.model import SearchQuestion, SearchResult
from graph.search.schema import FACETS
from graph.search.update import build_from_store
from tests.graph.connections import worlds
from tests.graph.connections.worlds import thing

WORDS = (
    *(
        "crise",
        "écoute",
        "collectif",
        "œuvre",
        "saint",
        "denis",
        "mer",
        "île",
        "co-développement",
        "l’entraide",
    ),
    *(
        "agents",
        "public",
        "santé",
        "école",
        "jardin",
        "10",
        "2",
        "34000",
        "atelier",
        "élus",
        "retour",
        "pairs",
    ),
)
KINDS = ("initiative", "circle", "need", "method", "territory", "organisation", "person", "lesson")
_GRAPHS = 4
_PLACES = 8
_TOLD = ("initiative", "circle", "need", "lesson")


def random_world(rng: Random) -> set[Triple]:
    """Give a small world, all of whose things have names; some of its places and needs contain each other in loops."""
    world = set(worlds.random_world(rng))
    named = sorted({each.subject.value for each in world if isinstance(each.subject, NamedNode)})
    world |= {_name(rng, NamedNode(each)) for each in named}
    world |= {_said(rng) for _ in range(120)}
    for kind, curie in (("need", "skos:broader"), ("territory", "mai:within")):
        ring = [thing(kind, each) for each in rng.sample(range(1, 7), 3)]
        world |= {Triple(low, name(curie), high) for low, high in pairwise([*ring, ring[0]])}
    return world | set(_origins())


def random_change(rng: Random, world: set[Triple]) -> tuple[set[Triple], set[Triple]]:
    """Give triples to lose and to gain."""
    lost, gained = worlds.random_change(rng, world)
    gained |= {_said(rng) for _ in range(rng.randrange(4))}
    lost |= set(rng.sample(sorted(world, key=str), rng.randrange(4)))
    return lost - gained, gained - world


def quads_of(triples: Iterable[Triple]) -> Iterator[Quad]:
    """Give each triple twice: in the contribution that states it, and in the default graph."""
    for each in triples:
        number = sum(str(each).encode()) % _GRAPHS
        yield Quad(*each, thing("contribution", number))
        yield Quad(*each, DefaultGraph())


def store_of(triples: Iterable[Triple]) -> Store:
    """Hold a world in memory."""
    store = Store()
    store.extend(quads_of(triples))
    return store


def built(triples: Iterable[Triple], folder: Path) -> SearchIndex:
    """Build the index of a world in a new folder, and open it."""
    folder.mkdir()
    build_from_store(store_of(triples), folder)
    return opened(folder)


def opened(folder: Path) -> SearchIndex:
    """Open an index that must be there."""
    index = open_search_index(folder)
    assert index is not None
    return index


def random_question(
    rng: Random, index: SearchIndex, words: Collection[str] = WORDS, **more: object
) -> SearchQuestion:
    """Ask for some words and some values of facets, which the whole index has, all results at once."""
    counts = index.search(SearchQuestion()).counts
    chosen = {
        facet: rng.sample([value for value, _ in counts[facet]], min(len(counts[facet]), rng.randint(1, 2)))
        for facet in rng.sample(FACETS, rng.randrange(4))
        if counts[facet]
    }
    typed = " ".join(rng.sample(sorted(words), rng.randrange(4) if words else 0))
    years = rng.choice([(None, None), (None, None), (2019, None), (None, 2021), (2020, 2022)])
    asked: dict[str, object] = {"words": typed, "chosen": chosen, "years": years, "most": 1_000, **more}
    return SearchQuestion(**asked)  # type: ignore[arg-type]


def counted(result: SearchResult) -> dict[str, dict[str, int]]:
    """Return the counts without their order, which chance decides for equal ones."""
    return {facet: dict(values) for facet, values in result.counts.items()}


def _name(rng: Random, node: NamedNode) -> Triple:
    curie = "foaf:name" if "/person/" in node.value else "skos:prefLabel"
    language = rng.choice(("fr", "en"))
    return Triple(
        node, name(curie), Literal(" ".join(rng.sample(WORDS, rng.randint(1, 3))), language=language)
    )


def _said(rng: Random) -> Triple:
    """Give something said of a thing: a name, a text, a value of a facet, a passage and its words."""
    about = thing(rng.choice(_TOLD), rng.randrange(4))
    place = thing("territory", rng.randrange(_PLACES))
    text = Literal(" ".join(rng.sample(WORDS, 4)), language=rng.choice(("fr", "en")))
    quote, selector = (thing(kind, rng.randrange(5)) for kind in ("quote", "selector"))
    membership, statement = (thing(kind, rng.randrange(3)) for kind in ("membership", "statement"))
    return rng.choice(
        [
            _name(rng, thing(rng.choice(KINDS), rng.randrange(4))),
            Triple(about, name("dcterms:description"), text),
            Triple(about, name("skos:altLabel"), text),
            Triple(about, name("dcterms:subject"), thing("theme", rng.randrange(3))),
            Triple(about, name("adms:status"), thing("status", rng.randrange(3))),
            Triple(about, name("dcterms:type"), thing("type", rng.randrange(3))),
            Triple(about, name("mai:earliestStart"), Literal(f"{rng.randint(2018, 2024)}-03-02")),
            Triple(about, name("mai:evidence"), quote),
            Triple(quote, name("oa:hasSelector"), selector),
            Triple(selector, name("oa:exact"), text),
            Triple(thing("organisation", rng.randrange(5)), name("mai:hasJurisdiction"), place),
            Triple(place, name("igeo:codeINSEE"), Literal(str(rng.choice((34, 34000, 75))))),
            Triple(place, name("mai:formerName"), text),
            Triple(place, name("mai:population"), Literal(rng.randrange(100_000))),
            Triple(place, name("rdf:type"), name(rng.choice(("igeo:Commune", "igeo:Departement")))),
            Triple(membership, name("org:member"), thing("person", rng.randrange(3))),
            Triple(membership, name("org:organization"), thing("organisation", rng.randrange(5))),
            Triple(membership, name("mai:roleTitle"), text),
            Triple(statement, name("rdf:subject"), about),
            Triple(statement, name("mai:evidence"), quote),
        ]
    )


def _origins() -> Iterator[Triple]:
    """Say of the contributions what they are licensed by and made from."""
    for number in range(_GRAPHS):
        graph = thing("contribution", number)
        yield Triple(graph, name("rdf:type"), name("mai:Contribution"))
        yield Triple(graph, name("dcterms:license"), thing("licence", number % 2))
        yield Triple(graph, name("prov:hadPrimarySource"), thing("source", number % 3))
