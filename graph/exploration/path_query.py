"""Write a path as a SPARQL query, for people who want to vary it.

The pattern is as long as the path, so it cannot be a file in queries/. It is built from the predicates of our own table of
relations; IRIs from the data are filled in as terms, as in any other query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent

from graph.connections.network.relations import PREDICATES, Relation
from graph.connections.paths.model import Path, Relationship, Step
from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import parse_query


def path_query(path: Path) -> str:
    """Return a SELECT query whose one row has the things of a path, and the memberships that it passes through.

    Without the VALUES of the things in between, it finds every path of the same links between the two ends.
    """
    things = {f"thing{place}": NamedNode(each.iri) for place, each in enumerate(path.things, start=1)}
    patterns = [each for place, step in enumerate(path.steps, start=1) for each in _patterns(place, step)]
    records = {
        f"function{place}_{number}": NamedNode(link.record)
        for place, step in enumerate(path.steps, start=1)
        for number, link in enumerate(step.links, start=1)
        if link.record
    }
    return parse_query("path", _select(*(f"  {each} ." for each in patterns))).text(things | records)


def paths_query(paths: Sequence[Path]) -> str:
    """Return a SELECT query that has a row for each of some paths between two things."""
    parts = [parse_query("path", path_query(each)).body for each in paths]
    groups = "\n  UNION\n".join(f"  {{\n{indent(_without_prefixes(each), '    ')}\n  }}" for each in parts)
    return parse_query("paths", _select(groups)).text()


def _select(*parts: str) -> str:
    return "\n".join(("SELECT DISTINCT * WHERE {", *parts, "}"))


def _without_prefixes(text: str) -> str:
    return "\n".join(each for each in text.splitlines() if not each.startswith("PREFIX "))


def _patterns(place: int, step: Step) -> Iterator[str]:
    for number, link in enumerate(step.links, start=1):
        first, last = f"?thing{place}", f"?thing{place + 1}"
        if link.record is None:
            yield (
                _pattern(last, link.relation, first)
                if link.is_backwards
                else _pattern(first, link.relation, last)
            )
        else:
            record = f"?function{place}_{number}"
            yield _pattern(record, link.relation, first)
            yield _pattern(record, _other_side(link), last)


def _pattern(subject: str, relation: Relation, value: str) -> str:
    return f"{subject} {'|'.join(PREDICATES[relation])} {value}"


def _other_side(link: Relationship) -> Relation:
    return Relation.MEMBER_OF_BODY if link.relation == Relation.MEMBER else Relation.MEMBER
