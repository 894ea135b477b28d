"""What is close to what, found the slow way: from statements, by sets and sums, without arrays. An oracle for the tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import ceil, log

from graph.rdf.terms import Triple, name

Links = dict[str, dict[str, set[str]]]
# By rule: from who shares to what it has, and to what it falls under besides.
Shared = dict[str, tuple[dict[str, set[str]], dict[str, set[str]]]]
_TAKES_PART = ("mai:carriedBy", "mai:initiatedBy", "mai:hasParticipant")


class Oracle:
    """Knows a small world by heart."""

    def __init__(self, world: Iterable[Triple]) -> None:
        """Learn the statements of a world."""
        self._links: Links = defaultdict(lambda: defaultdict(set))
        for each in world:
            self._tell(str(each.predicate), str(each.subject), str(each.object))

    def _tell(self, predicate: str, subject: str, value: str) -> None:
        if predicate == str(name("mai:needAnsweredBy")):
            predicate, subject, value = str(name("mai:answersNeed")), value, subject
        self._links[predicate][subject].add(value)
        self._links["^" + predicate][value].add(subject)

    def of_class(self, curie: str) -> set[str]:
        """Give the things of a class."""
        return set(self._links["^" + str(name("rdf:type"))][str(name(curie))])

    def go(self, thing: str, *curies: str) -> set[str]:
        """Follow properties one after another; `^` goes back, a list of several is any of them."""
        reached = {thing}
        for curie in curies:
            keys = [each.replace("^", "") for each in curie.split("|")]
            back = "^" if curie.startswith("^") else ""
            reached = {x for y in reached for each in keys for x in self._links[back + str(name(each))][y]}
        return reached

    def above(self, things: set[str], curie: str) -> set[str]:
        """Give all that is above things, at any height."""
        found: set[str] = set()
        fresh = set(things)
        while fresh:
            fresh = {x for each in fresh for x in self.go(each, curie)} - found
            found |= fresh
        return found

    def tree(self, thing: str) -> set[str]:
        """Give the part-of tree of a thing."""
        tree, size = {thing}, 0
        while size < len(tree):
            size = len(tree)
            tree |= {x for y in tree for way in ("mai:partOf", "^mai:partOf") for x in self.go(y, way)}
        return tree

    def initiatives(self) -> Shared:
        """Tell what initiatives share."""
        whole = self.of_class("mai:Initiative")
        country = self.of_class("igeo:Pays")
        needs = {x: self.go(x, "mai:answersNeed") for x in whole}
        places = {x: self.go(x, "mai:onTerritory") - country for x in whole}
        lessons = {x: self.go(x, "^mai:learnedFrom") for x in whole}
        return {
            "shares-need": (needs, {x: self.above(needs[x], "skos:broader") for x in whole}),
            "shares-territory": (
                places,
                {x: self.above(places[x], "igeo:subdivisionDirecteDe|mai:within") - country for x in whole},
            ),
            "shares-actor": ({x: self.go(x, "|".join(_TAKES_PART)) for x in whole}, {}),
            "shares-method": ({x: self.go(x, "mai:usesMethod") for x in whole}, {}),
            "shares-lesson": (
                {x: lessons[x] | self.go(x, "^mai:learnedFrom", "mai:pointsToNeed") for x in whole},
                needs,
            ),
            "shares-whole": ({x: self.go(x, "mai:partOf") & whole for x in whole}, {}),
        }

    def needs(self) -> Shared:
        """Tell what needs share."""
        whole = self.of_class("mai:Need")
        return {
            "shares-initiative": (
                {x: self.go(x, "^mai:answersNeed") & self.of_class("mai:Initiative") for x in whole},
                {},
            ),
            "shares-lesson": ({x: self.go(x, "^mai:pointsToNeed") for x in whole}, {}),
            "shares-broader": ({x: self.go(x, "skos:broader") for x in whole}, {}),
        }

    def actors(self) -> Shared:
        """Tell what actors share."""
        initiatives = self.of_class("mai:Initiative")
        way = "|".join("^" + each for each in _TAKES_PART)
        return {
            "shares-initiative": ({x: self.go(x, way) & initiatives for x in self.of_class("foaf:Agent")}, {})
        }

    def territories(self) -> Shared:
        """Tell what territories share."""
        whole, country = self.of_class("mai:Territory"), self.of_class("igeo:Pays")
        within = "igeo:subdivisionDirecteDe|mai:within"
        return {
            "shares-initiative": ({x: self.go(x, "^mai:onTerritory") for x in whole}, {}),
            "shares-container": ({x: self.go(x, within) - country for x in whole}, {}),
            "shares-need": ({x: self.go(x, "^mai:onTerritory", "mai:answersNeed") for x in whole}, {}),
        }


def weigh(count: int, size: int) -> int:
    """Weigh a basis that some of a family share, in units of 1e-4."""
    return round(log(_up(size) / _up(count)) * 10_000)


def _up(count: int) -> int:
    step = 1
    while count > 100 * step:
        step *= 10
    return ceil(count / step) * step


def reasons(shared: Shared, thing: str, other: str) -> set[tuple[str, str, int, int]]:
    """Tell what two share: rule, basis, weight and how many share it; nothing that weighs nothing."""
    found = set()
    for rule, (has, under) in shared.items():
        here, there = (has[each] | under.get(each, set()) for each in (thing, other))
        for basis in (has[thing] & there) | (here & has[other]):
            count = sum(basis in has[each] | under.get(each, set()) for each in has)
            weight = weigh(count, len(has))
            if weight:
                found.add((rule, basis, weight, count))
    return found
