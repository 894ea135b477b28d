"""Count what the things of each class have: triples of each property, and what these point to (VoID's partitions).

A thing's share of the counts follows from its own triples and the classes of what it points to. So the counts of a
changed store are computed from the change: the old shares of the things concerned are taken away, and the new ones added.
A thing of two classes counts in both: the parts of a dataset do not add up to the whole.

Spec: https://www.w3.org/TR/void/#class-property-partitions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pyoxigraph import Store

from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Term, Triple, name

TRIPLES, SUBJECTS, CLASS, DATATYPE = "triples", "subjects", "class", "datatype"
_KINDS = (TRIPLES, SUBJECTS, CLASS, DATATYPE)
_DEFAULT = DefaultGraph()
_MOST_CONCERNED = 20_000  # things that point to what changed its class; beyond, counting anew takes no longer


class Part(NamedTuple):
    """What is counted: of the things of a class, the triples (or subjects) of a property, by what these point to.

    Attributes:
        kind: `TRIPLES` and `SUBJECTS` of the property; triples whose object is of a `CLASS` or a `DATATYPE`.
        range: That class or datatype; empty for the other kinds.
    """

    class_: str
    property: str
    kind: str
    range: str = ""


Partitions = Mapping[Part, int]


def count_partitions(
    classes: Iterable[str], rows: Callable[[str, str], Iterable[tuple[Term, ...]]]
) -> dict[Part, int]:
    """Count anew what the things of some classes have; one class after the other, so that memory is that of one class.

    Args:
        classes: Their IRIs.
        rows: Runs a query by its name about a class by its IRI, which is the first column.
    """
    found: dict[Part, int] = {}
    for class_ in classes:
        for _, predicate, triples, subjects in rows("serve/class_properties", class_):
            found[Part(class_, _value(predicate), TRIPLES)] = int(_value(triples))
            found[Part(class_, _value(predicate), SUBJECTS)] = int(_value(subjects))
        for kind, query in ((CLASS, "serve/class_ranges"), (DATATYPE, "serve/class_datatypes")):
            for _, predicate, range_, triples in rows(query, class_):
                if isinstance(
                    range_, NamedNode
                ):  # what is stated to be a class may be a blank node or a text
                    found[Part(class_, _value(predicate), kind, range_.value)] = int(_value(triples))
    return found


def followed_partitions(
    before: Partitions, removed: Collection[Quad], added: Collection[Quad], after: Store
) -> tuple[dict[Part, int], int]:
    """Return the counts after a change of the default graph, and how many more subjects it has; fewer where negative.

    Args:
        before: The counts before the change.
        removed: The quads that went; none is among the added ones.
        added: The quads that came.
        after: The store after the change.

    Raises:
        ValueError: The change does not begin at what was counted before, or concerns too many things.
    """
    old, new = _State(after, undone=(removed, added)), _State(after)
    counts, subjects = Counter[Part](), 0
    for subject in _concerned(removed, added, after):
        gone, come = old.share(subject), new.share(subject)
        counts.update(come)
        counts.subtract(gone)
        subjects += bool(new.triples(subject)) - bool(old.triples(subject))
    found = dict(before)
    for part, change in counts.items():
        if change:
            found[part] = found.get(part, 0) + change
            if found[part] < 0:
                raise ValueError(f"{found[part]} of {part}")
            if not found[part]:
                del found[part]
    return found, subjects


def partitions_json(partitions: Partitions) -> dict[str, dict[str, list[Any]]]:
    """Return partitions as JSON: by class and property, triples, subjects, and triples by class and datatype of the object."""
    found: dict[str, dict[str, list[Any]]] = {}
    for part, count in partitions.items():
        row = found.setdefault(part.class_, {}).setdefault(part.property, [0, 0, {}, {}])
        place = _KINDS.index(part.kind)
        if part.range:
            row[place][part.range] = count
        else:
            row[place] = count
    return found


def parse_partitions(content: Mapping[str, Mapping[str, list[Any]]]) -> dict[Part, int]:
    """Read what `partitions_json` wrote.

    Raises:
        AttributeError, TypeError, ValueError: It is something else.
    """
    found: dict[Part, int] = {}
    for class_, properties in content.items():
        for predicate, (triples, subjects, classes, datatypes) in properties.items():
            found[Part(class_, predicate, TRIPLES)] = triples
            found[Part(class_, predicate, SUBJECTS)] = subjects
            for kind, ranges in ((CLASS, classes), (DATATYPE, datatypes)):
                found |= {Part(class_, predicate, kind, range_): count for range_, count in ranges.items()}
    return found


class _State:
    """The default graph after a change, or before it: then what the change did is undone wherever it is looked at."""

    def __init__(self, store: Store, undone: tuple[Collection[Quad], Collection[Quad]] = ((), ())) -> None:
        self._store = store
        self._back, self._away = map(_by_subject, undone)
        self._triples: dict[Term, set[Quad]] = {}
        self._classes: dict[Term, frozenset[str]] = {}

    def triples(self, subject: Term) -> set[Quad]:
        """Return the triples of a subject."""
        if subject not in self._triples:
            self._triples[subject] = self._looked_up(subject, None)
        return self._triples[subject]

    def share(self, subject: Term) -> Counter[Part]:
        """Count what a subject adds to the partitions of its classes."""
        triples = self.triples(subject)
        parts = [part for each in triples for part in self._parts_of(each)]
        parts += [(predicate, SUBJECTS, "") for predicate in {each.predicate.value for each in triples}]
        return Counter(Part(class_, *part) for class_ in _class_names(triples) for part in parts)

    def _parts_of(self, quad: Quad) -> Iterator[tuple[str, str, str]]:
        predicate = quad.predicate.value
        yield predicate, TRIPLES, ""
        if isinstance(quad.object, Literal):
            yield predicate, DATATYPE, quad.object.datatype.value
        elif not isinstance(quad.object, Triple):
            for class_ in self._classes_of(quad.object):
                yield predicate, CLASS, class_

    def _classes_of(self, term: Term) -> frozenset[str]:
        if term not in self._classes:
            self._classes[term] = _class_names(self._looked_up(term, name("rdf:type")))
        return self._classes[term]

    def _looked_up(self, subject: Term, predicate: NamedNode | None) -> set[Quad]:
        found = set(self._store.quads_for_pattern(subject, predicate, None, _DEFAULT))  # type: ignore[arg-type]
        back, away = (
            {each for each in side.get(subject, ()) if predicate in (None, each.predicate)}
            for side in (self._back, self._away)
        )
        return (found - away) | back


def _concerned(removed: Iterable[Quad], added: Iterable[Quad], after: Store) -> set[Term]:
    """Return the subjects of changed triples, and what points to a thing whose class changed."""
    changed = [*removed, *added]
    found: set[Term] = {each.subject for each in changed}
    retyped = {each.subject for each in changed if each.predicate == name("rdf:type")}
    found.update(each.subject for each in removed if each.object in retyped)
    pointing = 0
    for thing in retyped:
        for quad in after.quads_for_pattern(None, None, thing, _DEFAULT):
            found.add(quad.subject)
            pointing += 1
            if pointing > _MOST_CONCERNED:
                raise ValueError(f"{thing} is pointed to by very many")
    return found


def _by_subject(quads: Iterable[Quad]) -> dict[Term, list[Quad]]:
    found: dict[Term, list[Quad]] = {}
    for each in quads:
        found.setdefault(each.subject, []).append(each)
    return found


def _class_names(quads: Iterable[Quad]) -> frozenset[str]:
    """Return the classes that triples state of their subject, without those that are no IRI."""
    typing = name("rdf:type")
    return frozenset(
        each.object.value for each in quads if each.predicate == typing and isinstance(each.object, NamedNode)
    )


def _value(term: Term) -> str:
    assert isinstance(term, NamedNode | Literal), "properties are IRIs, counts literals"
    return term.value
