"""What was measured of connections becomes a page: a line a measure, a column a size, the goals beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.present import row

_OPENING = """\
# How connections grow

Written by `make bench-connections` (see [bench/README.md](../bench/README.md)). *dotations*: 24,811 works that the State
funded in 2019, on their real territories, with the bodies that were funded; the others are generated. Each part of each
size ran in a process of its own.
"""
_ORDER = ("10k", "dotations", "100k", "1M")
_MS = 1000
_KINDS = (("initiatives", "initiatives"), ("others", "other things"), ("hubs", "the most linked things"))
_CHANGES = (("new", "new"), ("changed", "with other links"), ("removed", "removed"))

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """What was aimed at for 100,000 initiatives; `figures` gives what counts, each of which must be below the bar."""

    words: str
    unit: str
    bar: float
    figures: Callable[[Result], Sequence[float | None]]


def present(results: Mapping[str, Result]) -> str:
    """Write the whole page."""
    names = sorted(results, key=lambda each: _ORDER.index(each) if each in _ORDER else len(_ORDER))
    held = [results[each] for each in names]
    return "\n".join([_OPENING, *_goals(results), *_tables(names, held), *_notes(names, held)]) + "\n"


def _goals(results: Mapping[str, Result]) -> Iterator[str]:
    result = results.get("100k")
    if result is not None:
        yield "## Against the goals, at 100,000 initiatives\n"
        yield row(["goal", "seen", ""])
        yield row(["---", "---", "---"])
        for goal in GOALS:
            yield row([f"{goal.words}: under {goal.bar:g} {goal.unit}", *_judged(goal, result)])
    largest = results.get("1M")
    if largest is not None:
        peak = max(each["peak_bytes"] for each in largest["parts"].values())
        faults = [each["fault"] for each in largest["parts"].values() if each["fault"]]
        seen = f"{peak / 2**30:.1f} GiB at most" + "".join(f"; {each}" for each in faults)
        partly = " in the parts that ran" if largest["arrays_only"] else ""
        met = "met" if not faults and peak < 16 * 2**30 else "missed"
        yield row(["1,000,000 initiatives inside 16 GiB", seen, met + partly])
    if result is not None or largest is not None:
        yield ""


def _judged(goal: Goal, result: Result) -> tuple[str, str]:
    figures = [each for each in goal.figures(result) if each is not None]
    if not figures:
        return "–", "not measured"
    return f"{max(figures):,.1f} {goal.unit}", "met" if max(figures) < goal.bar else "missed"


def _tables(names: Sequence[str], held: Sequence[Result]) -> Iterator[str]:
    for heading, lines in (
        ("What there is", _COUNTS),
        ("All connections derived", _DERIVING),
        ("One initiative changes", _CHANGING),
        ("Close to this one, p50 / p95 / worst, ms", _asking("close")),
        ("How A and B are connected, p50 / p95 / worst, ms", _asking("path")),
        ("Memory, most at once", _MEMORY),
    ):
        yield f"## {heading}\n"
        yield row(["", *names])
        yield row(["---"] + ["---:"] * len(names))
        for words, figure in lines:
            cells = [figure(each) for each in held]
            if any(cell != "–" for cell in cells):
                yield row([words, *cells])
        yield ""


def _notes(names: Sequence[str], held: Sequence[Result]) -> Iterator[str]:
    yield "## The runs\n"
    for name, result in zip(names, held, strict=True):
        before, after = result["load"]
        part = " From the merged file; no store was written, no server run." if result["arrays_only"] else ""
        yield (
            f"* **{name}**: {result['day']}; {result['machine']}; "
            f"load average {before:.1f} before, {after:.1f} after.{part}"
        )
        for part, told in result["parts"].items():
            if told["fault"]:
                yield f"* **{name}**, {part}: {told['fault']}"


def _told(result: Result, key: str) -> Any:
    return next((part["told"][key] for part in result["parts"].values() if key in part["told"]), None)


def _count(key: str) -> Callable[[Result], str]:
    def figure(result: Result) -> str:
        told = _told(result, key)
        return "–" if told is None else f"{told:,}"

    return figure


def _size(key: str) -> Callable[[Result], str]:
    def figure(result: Result) -> str:
        told = _told(result, key)
        return "–" if told is None else f"{told / 2**20:,.0f} MiB"

    return figure


def _seconds(*keys: str, place: int = 0) -> Callable[[Result], str]:
    def figure(result: Result) -> str:
        total = _sum(result, keys, place)
        return "–" if total is None else f"{total:,.1f}"

    return figure


def _sum(result: Result, keys: Sequence[str], place: int = 0) -> float | None:
    told = [_told(result, each) for each in keys]
    return None if None in told else sum(each[place] for each in told)


def _quantiles(times: Sequence[Sequence[float]], place: int = 0) -> tuple[float, float, float]:
    """Give median, 95th in a hundred, and the worst, in ms; place 1: of processor time."""
    ordered = sorted(each[place] * _MS for each in times)
    last = len(ordered) - 1
    return ordered[last // 2], ordered[min(last, int(len(ordered) * 0.95))], ordered[last]


def _spread(key: str, place: int = 0) -> Callable[[Result], str]:
    def figure(result: Result) -> str:
        told = _told(result, key)
        if told is None:
            return "–"
        shown = " / ".join(f"{each:,.1f}" for each in _quantiles(told["times"], place))
        return shown + (
            f" ({len(told['times'])} of {told['of']})" if len(told["times"]) < told.get("of", 0) else ""
        )

    return figure


def _endings(key: str) -> Callable[[Result], str]:
    def figure(result: Result) -> str:
        told = _told(result, key)
        return (
            "–"
            if told is None
            else ", ".join(f"{count} {word}" for word, count in sorted(told["endings"].items()))
        )

    return figure


def _peak(part: str) -> Callable[[Result], str]:
    def figure(result: Result) -> str:
        told = result["parts"].get(part)
        return f"{told['peak_bytes'] / 2**30:.2f} GiB" if told and told["peak_bytes"] else "–"

    return figure


def _rule(word: str) -> Callable[[Result], str]:
    return lambda result: f"{(_told(result, 'by_rule') or {}).get(word, 0):,}"


def _asking(asked: str) -> list[tuple[str, Callable[[Result], str]]]:
    lines = []
    for key, words in _KINDS:
        lines.append((words, _spread(f"{asked} {key}")))
        lines.append((f"{words}, in processor time", _spread(f"{asked} {key}", 1)))
        if asked == "path":
            lines.append((f"{words}, how the search ended", _endings(f"path {key}")))
    return lines


_COMPUTED = ("read", "find", "tell")
_COUNTS = [
    ("initiatives", _count("initiatives")),
    ("things", _count("things")),
    ("links", _count("links")),
    ("pairs connected", _count("pairs")),
    ("connections published", _count("connections")),
    *(
        (f"… {word}", _rule(word))
        for word in ("shares-need", "shares-territory", "shares-actor", "shares-method", "shares-lesson")
    ),
    ("quads that publish them, with the merge", _count("written_quads")),
    ("arrays on disk", _size("arrays_bytes")),
]
_DERIVING = [
    ("computed, s", _seconds(*_COMPUTED)),
    ("… in processor time, s", _seconds(*_COMPUTED, place=1)),
    ("… the merge read, s", _seconds("read")),
    ("… the strongest found, s", _seconds("find")),
    ("… what they share told, s", _seconds("tell")),
    ("arrays saved, s", _seconds("save")),
    ("written into a store, s", _seconds("write")),
    ("… in processor time, s", _seconds("write", place=1)),
]
_CHANGING = [
    line
    for key, words in _CHANGES
    for line in (
        (f"{words}: followed in the arrays, p50 / p95 / worst, ms", _spread(f"follow {key}")),
        (f"{words}: … in processor time", _spread(f"follow {key}", 1)),
        (f"{words}: the connections’ share of a commit, ms", _spread(f"connect {key}")),
        (f"{words}: a whole commit, checked and published, ms", _spread(f"commit {key}")),
        (f"{words}: over HTTP, ms", _spread(f"http {key}")),
    )
] + [("one more than a round number, which changes every weight, ms", _spread("follow rounded"))]
_MEMORY = [
    ("deriving", _peak("derive")),
    ("asking", _peak("ask")),
    ("following", _peak("follow")),
    ("committing", _peak("commit")),
    ("serving and writing, all processes", _peak("serve")),
]
GOALS = (
    Goal("full derivation, computed", "s", 60, lambda result: [_sum(result, _COMPUTED)]),
    Goal(
        "full derivation, computed and written", "s", 60, lambda result: [_sum(result, (*_COMPUTED, "write"))]
    ),
    Goal(
        "one initiative changed, connections’ share, p95",
        "ms",
        200,
        lambda result: _worst(result, "connect", 1),
    ),
    Goal("one initiative changed, whole commit, p95", "ms", 200, lambda result: _worst(result, "commit", 1)),
    Goal("close to this one, p95", "ms", 20, lambda result: _asked(result, "close")),
    Goal("a path, p95", "ms", 50, lambda result: _asked(result, "path")),
)


def _worst(result: Result, key: str, which: int) -> list[float | None]:
    told = [_told(result, f"{key} {change}") for change, _ in _CHANGES]
    return [_quantiles(each["times"])[which] for each in told if each]


def _asked(result: Result, key: str) -> list[float | None]:
    told = [_told(result, f"{key} {kind}") for kind, _ in _KINDS]
    return [_quantiles(each["times"])[1] for each in told if each]
