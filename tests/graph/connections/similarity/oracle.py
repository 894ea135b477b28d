"""Connections found the long way, from sets of triples: every pair, every basis, every sum."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations

from graph.connections.similarity.rules import Rule, Share
from graph.rdf.terms import Term, Triple, name

Held = dict[str, set[str]]
_ACTORS = ("mai:carriedBy", "mai:initiatedBy", "mai:hasParticipant")


class Oracle:
    """Knows everything about a small graph."""

    def __init__(self, triples: Collection[Triple]) -> None:
        """Read what each initiative has and falls under, and which ones are joined by parts."""
        self._triples = triples
        needs = self._links("mai:answersNeed")
        for need, answering in self._links("mai:needAnsweredBy").items():
            for each in answering:
                needs[each].add(need)
        kinds = self._links("rdf:type")
        told = {name("mai:Initiative").value, name("mai:Circle").value}
        self.initiatives = sorted(thing for thing, types in kinds.items() if types & told)
        countries = {thing for thing, types in kinds.items() if name("igeo:Pays").value in types}
        lessons: Held = defaultdict(set)
        for lesson, sources in self._links("mai:learnedFrom").items():
            for each in sources:
                lessons[each].add(lesson)
        pointed = over(lessons, self._links("mai:pointsToNeed"))
        places = self._links("mai:onTerritory")
        containing = self._links("igeo:subdivisionDirecteDe", "mai:within")
        above = {
            Rule.NEED: over(needs, closed(self._links("skos:broader"))),
            Rule.TERRITORY: over(places, closed(containing)),
            Rule.LESSON: needs,
        }
        own = {
            Rule.NEED: needs,
            Rule.TERRITORY: places,
            Rule.ACTOR: self._links(*_ACTORS),
            Rule.METHOD: self._links("mai:usesMethod"),
            Rule.LESSON: {each: lessons[each] | pointed[each] for each in self.initiatives},
        }
        self.has = {(r, i): own[r].get(i, set()) - countries for r in Rule for i in self.initiatives}
        self.under = {
            key: found | (above.get(key[0], {}).get(key[1], set()) - countries)
            for key, found in self.has.items()
        }
        self.trees = trees(self._links("mai:partOf"))

    def _links(self, *curies: str) -> Held:
        found: Held = defaultdict(set)
        predicates = {name(each) for each in curies}
        for each in self._triples:
            if each.predicate in predicates:
                found[plain(each.subject)].add(plain(each.object))
        return found

    def common(self, one: str, other: str, rule: Rule) -> set[str]:
        """Give what two initiatives share by a rule."""
        if other in self.trees.get(one, {one}):
            return set()
        here, there = (rule, one), (rule, other)
        return (self.has[here] & self.under[there]) | (self.under[here] & self.has[there])

    def weight(self, basis: str, rule: Rule) -> int:
        """Weigh a basis."""
        count = sum(basis in self.under[rule, each] for each in self.initiatives)
        return weigh(count, len(self.initiatives))

    def shares(self, one: str, other: str) -> list[Share]:
        """Give what two initiatives share that weighs something, rule by rule."""
        found = []
        for rule in Rule:
            weighed = {each: self.weight(each, rule) for each in self.common(one, other, rule)}
            bases = tuple(sorted(each for each, weight in weighed.items() if weight))
            if bases:
                found.append(Share(one, other, rule, sum(weighed.values()), bases))
        return found

    def published(self, count: int) -> set[Share]:
        """Give the shares of the strongest connections of each initiative."""
        pairs = {pair: self.shares(*pair) for pair in combinations(self.initiatives, 2)}
        strong = {pair: sum(each.weight for each in told) for pair, told in pairs.items() if told}
        chosen: set[tuple[str, str]] = set()
        for each in self.initiatives:
            mine = [pair for pair in strong if each in pair]
            chosen.update(sorted(mine, key=lambda pair: (-strong[pair], tie(*pair)))[:count])
        return {share for pair in chosen for share in pairs[pair]}


def plain(term: Term) -> str:
    """Write a term without brackets."""
    return str(term).strip("<>")


def stepped(count: int) -> int:
    """Round a count above 100 up to the next step, each a quarter more than the one before, in two digits."""
    step, power = count, 10 ** max(0, len(str(count)) - 2)
    while count > 100 and step not in {
        each * power for each in (10, 13, 16, 20, 25, 32, 40, 50, 64, 80, 100)
    }:
        step += 1
    return step


def weigh(count: int, whole: int) -> int:
    """Weigh what so many of all have: nothing where they are more than three in four."""
    assert whole <= 100, "small graphs alone: larger counts are rounded"
    weight = round(math.log(whole / count) * 10_000)
    return weight if weight >= round(math.log(4 / 3) * 10_000) else 0


def tie(one: str, other: str) -> int:
    """Settle a tie."""
    numbers = [int.from_bytes(hashlib.sha256(each.encode()).digest()[:8], "big") for each in (one, other)]
    return numbers[0] ^ numbers[1]


def over(first: Held, then: Held) -> Held:
    """Follow one kind of link after another."""
    return defaultdict(set, {a: {c for b in bs for c in then.get(b, ())} for a, bs in first.items()})


def closed(links: Held) -> Held:
    """Follow links for as long as there are any, and stay as well."""
    everything = links.keys() | {b for bs in links.values() for b in bs}
    found = {each: {each} for each in everything}
    for _ in everything:
        found = {a: bs | {c for b in bs for c in links.get(b, ())} for a, bs in found.items()}
    return defaultdict(set, found)


def trees(links: Held) -> Held:
    """Give, for each thing, all that it is tied to."""
    both: Held = defaultdict(set)
    for part, wholes in links.items():
        for each in wholes:
            both[part].add(each)
            both[each].add(part)
    return closed(both)


def pairs_of(found: Iterable[Share]) -> set[tuple[str, str, Rule, tuple[str, ...]]]:
    """Leave weights out."""
    return {(each.first, each.second, each.rule, each.bases) for each in found}
