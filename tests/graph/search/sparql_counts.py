"""Count facets and results by SPARQL alone: what the index must agree with."""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import QuerySolutions, Store

from graph.rdf.terms import prefixes
from graph.search.kinds import DOCUMENT_KINDS, TERRITORY_KINDS
from graph.search.model import SearchQuestion

_CONTAINED = "(igeo:subdivisionDirecteDe|mai:within)*"
_RANKS = " ".join(
    f'({curie} {rank} "{kind.key}")' for rank, kind in enumerate(DOCUMENT_KINDS) for curie in kind.classes
)
_KEYS = " ".join(f'({rank} "{kind.key}")' for rank, kind in enumerate(DOCUMENT_KINDS))
_THINGS = f"""
{{ SELECT ?thing (MIN(?rank) AS ?best) WHERE {{ VALUES (?class ?rank ?anyKey) {{ {_RANKS} }} ?thing a ?class }} GROUP BY ?thing }}
VALUES (?best ?key) {{ {_KEYS} }}
"""
_PLACE_KEYS = ", ".join(f'"{each}"' for each in sorted(TERRITORY_KINDS))
_IS_NO_PLACE = f"FILTER(?key NOT IN ({_PLACE_KEYS}))"
# How a thing comes to a value of each facet; `?value` stands for the value.
_PATHS = {
    "kind": "BIND(?key AS ?value)",
    "need": """
        { ?thing (mai:answersNeed|mai:pointsToNeed|mai:expressesNeed)/skos:broader* ?value }
        UNION { ?thing skos:broader* ?value BIND(1 AS ?isItself) }
        UNION { ?thing ^mai:needAnsweredBy/skos:broader* ?value BIND(1 AS ?isAnswer) }
        FILTER(!BOUND(?isItself) || ?key = "need")
        FILTER(!BOUND(?isAnswer) || ?key IN ("initiative", "circle", "resource"))
    """,
    "place": f"?thing (mai:onTerritory|mai:hasJurisdiction)/{_CONTAINED} ?value {_IS_NO_PLACE}",
    "theme": "?thing dcterms:subject/skos:broader* ?value",
    "actor": "?thing mai:carriedBy|mai:initiatedBy|mai:hasParticipant ?value",
    "method": "?thing mai:usesMethod ?value",
    "status": "?thing adms:status ?value",
    "type": "?thing dcterms:type ?value",
    "licence": "GRAPH ?graph { ?thing a ?stated } ?graph dcterms:license ?value",
    "source": "GRAPH ?graph { ?thing a ?stated } ?graph prov:hadPrimarySource|dcterms:source ?value",
    "year": """
        { SELECT ?thing (MIN(?start) AS ?first) WHERE { ?thing mai:earliestStart ?start } GROUP BY ?thing }
        BIND(SUBSTR(?first, 1, 4) AS ?value)
    """,
}


def count_by_sparql(store: Store, question: SearchQuestion, facet: str) -> dict[str, int]:
    """Count the values of a facet under the filters of the others."""
    wanted = f"{_filters(question, but=facet)} {_PATHS[facet]}"
    rows = _rows(
        store, f"SELECT ?value (COUNT(DISTINCT ?thing) AS ?count) {{ {_THINGS} {wanted} }} GROUP BY ?value"
    )
    return {each["value"].value: int(each["count"].value) for each in rows}


def things_by_sparql(store: Store, question: SearchQuestion) -> set[str]:
    """Return the things that pass all filters of a question, whose words are not looked at."""
    rows = _rows(store, f"SELECT DISTINCT ?thing {{ {_THINGS} {_filters(question)} }}")
    return {each["thing"].value for each in rows}


def _filters(question: SearchQuestion, *, but: str = "") -> str:
    found = ""
    for facet, values in question.chosen.items():
        if facet != but:
            path = _PATHS[facet].replace("?value", f"?{facet}").replace("?graph", f"?{facet}Graph")
            found += path.replace("?stated", f"?{facet}Stated")
            found += f" FILTER(?{facet} IN ({_terms(facet, values)}))\n"
    first, last = question.years
    if (first, last) != (None, None) and but != "year":
        path = (
            _PATHS["year"]
            .replace("?value", "?year")
            .replace("?first", "?itsFirst")
            .replace("?start", "?itsStart")
        )
        found += f'{path} FILTER(?year >= "{first or "0000"}" && ?year <= "{last or "9999"}")\n'
    if question.near is not None:
        found += f"?thing mai:onTerritory|mai:hasJurisdiction ?near {_IS_NO_PLACE}"
        found += f" FILTER(?near IN ({_terms('near', question.near)}))\n"
    return found


def _terms(facet: str, values: Collection[str]) -> str:
    return ", ".join(f'"{each}"' if facet == "kind" else f"<{each}>" for each in values)


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query, prefixes=dict(prefixes()))
    assert isinstance(found, QuerySolutions)
    return found
