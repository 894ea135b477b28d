"""Property paths by section 18.4 of the specification: bags for `/`, `|`, links and negated sets, sets for `* + ?`.

An end of a path that is a term is not the same as a variable that turns out to be that term: `:z :p* ?x` has `:z` itself
even if no triple names it, `?y :p* ?x` has the nodes of the graph only. So there are three questions: all pairs, what is
reached from a term, and how often one term is reached from another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.fuzzing.language.syntax import PathStep
from tests.fuzzing.worlds import Triple

Pair = tuple[str, str]
Path = str | PathStep


def inverse(path: Path) -> Path:
    """Return the path that leads back."""
    if isinstance(path, str):
        return PathStep("^", (path,))
    if path.operator == "^":
        return path.parts[0]
    if path.operator == "/":
        return PathStep("/", tuple(inverse(each) for each in reversed(path.parts)))
    if path.operator == "!":
        return PathStep("^", (path,))
    return PathStep(path.operator, tuple(inverse(each) for each in path.parts))


class GraphIndex:
    """One graph with its triples by predicate, and the paths that were asked of it."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        """Index the triples, which are distinct."""
        self.triples = triples
        self.by_predicate: dict[str, list[Triple]] = defaultdict(list)
        for each in triples:
            self.by_predicate[each[1]].append(each)
        self.nodes = {each for triple in triples for each in (triple[0], triple[2])}
        self._relations: dict[Path, list[Pair]] = {}

    def relation(self, path: Path) -> list[Pair]:
        """Return the solutions of `?x path ?y` as a bag of pairs."""
        found = self._relations.get(path)
        if found is None:
            found = self._relations[path] = self._relation(path)
        return found

    def _relation(self, path: Path) -> list[Pair]:
        if isinstance(path, str):
            return [(each[0], each[2]) for each in self.by_predicate.get(path, ())]
        first = path.parts[0]
        match path.operator:
            case "^":
                return [(end, start) for start, end in self.relation(first)]
            case "/":
                return self._sequence(path.parts)
            case "|":
                return [pair for part in path.parts for pair in self.relation(part)]
            case "!":
                return self._negated(path.parts)
        return [(start, end) for start in self.nodes for end in self.reached(start, path)]

    def _sequence(self, parts: Sequence[Path]) -> list[Pair]:
        pairs = self.relation(parts[0])
        for part in parts[1:]:
            ends = _ends(self.relation(part))
            pairs = [(start, end) for start, middle in pairs for end in ends.get(middle, ())]
        return pairs

    def _negated(self, parts: Sequence[Path]) -> list[Pair]:
        """Return forward pairs if a plain IRI is among the parts, and backward pairs if an inverse one is."""
        forward = {each for each in parts if isinstance(each, str)}
        backward = {each.parts[0] for each in parts if not isinstance(each, str)}
        pairs = [(s, o) for s, p, o in self.triples if forward and p not in forward]
        return pairs + [(o, s) for s, p, o in self.triples if backward and p not in backward]

    def reached(self, start: str, path: Path) -> list[str]:
        """Return the solutions of `start path ?y`, a bag, where `start` is a term."""
        if isinstance(path, str) or path.operator in "^!":
            return self._from_term(start, path)
        first = path.parts[0]
        match path.operator:
            case "|":
                return [end for part in path.parts for end in self.reached(start, part)]
            case "?":
                return list({start, *self.reached(start, first)})
            case "*":
                return list(self._closure([start], first))
            case "+":
                return list(self._closure(self.reached(start, first), first))
        found = self.reached(start, first)
        for part in path.parts[1:]:
            ends = _ends(self.relation(part))
            found = [end for middle in found for end in ends.get(middle, ())]
        return found

    def _from_term(self, start: str, path: Path) -> list[str]:
        if isinstance(path, PathStep) and path.operator == "^" and not isinstance(path.parts[0], str):
            turned = inverse(path.parts[0])
            if not (isinstance(turned, PathStep) and turned.operator == "^"):
                return self.reached(start, turned)
        return [end for begin, end in self.relation(path) if begin == start]

    def _closure(self, starts: Sequence[str], path: Path) -> set[str]:
        """Return what is reached from some terms, which count as reached (ALP)."""
        found: set[str] = set()
        waiting = list(starts)
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting.extend(self.reached(each, path))
        return found

    def count(self, start: str, path: Path, end: str) -> int:
        """Return the number of solutions of `start path end`, where both are terms."""
        if isinstance(path, str) or path.operator in "^!":
            return sum(each == end for each in self._from_term(start, path))
        match path.operator:
            case "|":
                return sum(self.count(start, part, end) for part in path.parts)
            case "/":
                middles = Counter(self.reached(start, _joined(path.parts[:-1])))
                back = Counter(self.reached(end, inverse(path.parts[-1])))
                return sum(count * back[each] for each, count in middles.items())
            case "?":
                return int(start == end or self.count(start, path.parts[0], end) > 0)
        return int(end in self.reached(start, path))


def _joined(parts: tuple[Path, ...]) -> Path:
    return parts[0] if len(parts) == 1 else PathStep("/", parts)


def _ends(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for start, end in pairs:
        found[start].append(end)
    return found
