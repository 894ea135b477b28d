"""What was measured of connections becomes a page: a line a measure, a column a size, the goals beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.figures import (
    NONE,
    Figure,
    Result,
    counted,
    endings,
    of_rule,
    peak,
    quantiles,
    seconds,
    spread,
    told,
    total,
)
from bench.present import row

_OPENING = """\
# How connections grow

Written by `make bench-connections` (see [bench/README.md](../bench/README.md)). *dotations*: 24,811 works that the State
funded in 2019, on their real territories, with the bodies that were funded; the others are generated. Each part of each
size ran in a process of its own.
"""
_MEMORY_GIB = 16
_AT_REST = 1.5  # load average before a run
_ORDER = ("10k", "dotations", "100k", "1M")
_KINDS = (("initiatives", "initiatives"), ("others", "other things"), ("hubs", "the most linked things"))
_CHANGES = (("new", "new"), ("changed", "with other links"), ("removed", "removed"))


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
    seen = [*_goals_of_speed(results.get("100k")), *_goal_of_memory(results.get("1M"))]
    if seen:
        yield from ("## Against the goals, at 100,000 initiatives\n", row(["goal", "seen", ""]))
        yield from (row(["---", "---", "---"]), *seen, "")


def _goals_of_speed(result: Result | None) -> Iterator[str]:
    for goal in GOALS if result is not None else ():
        yield row([f"{goal.words}: under {goal.bar:g} {goal.unit}", *_judged(goal, result or {})])


def _goal_of_memory(result: Result | None) -> Iterator[str]:
    if result is not None:
        parts = result["parts"].values()
        peak_gib = max(each["peak_bytes"] for each in parts) / 2**30
        faults = [each["fault"] for each in parts if each["fault"]]
        met = "met" if not faults and peak_gib < _MEMORY_GIB else "missed"
        partly = " in the parts that ran" if result["arrays_only"] else ""
        seen = "; ".join([f"{peak_gib:.1f} GiB at most", *faults])
        yield row(["1,000,000 initiatives inside 16 GiB", seen, met + partly])


def _judged(goal: Goal, result: Result) -> tuple[str, str]:
    figures = [each for each in goal.figures(result) if each is not None]
    if not figures:
        return NONE, "not measured"
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
            if any(cell != NONE for cell in cells):
                yield row([words, *cells])
        yield ""


def _notes(names: Sequence[str], held: Sequence[Result]) -> Iterator[str]:
    yield "## The runs\n"
    for name, result in zip(names, held, strict=True):
        part = " From the merged file; no store was written, no server run." if result["arrays_only"] else ""
        yield f"* **{name}**: {result['day']}; {result['machine']}; {_loads(result)}.{part}"
        if (sampled := told(result, "sampled")) is not None:
            yield (
                f"* **{name}**: the strongest were found for {sampled:,} initiatives by chance; the time for all is "
                "reckoned from theirs, nothing was told, nothing followed."
            )
        for part, seen in result["parts"].items():
            if seen["fault"]:
                yield f"* **{name}**, {part}: {seen['fault']}"
            if seen.get("remark"):
                yield f"* **{name}**, {part}: {seen['remark']}"


def _loads(result: Result) -> str:
    """Tell how busy the machine was, of each part by itself where they were measured at different times."""
    parts: dict[tuple[float, float], list[str]] = {}
    for part, seen in result["parts"].items():
        parts.setdefault(tuple(seen["load"]), []).append(part)
    return "; ".join(
        f"load average {before:.1f} before, {after:.1f} after"
        + (f" ({', '.join(named)})" if len(parts) > 1 else "")
        + (": **others were at work**, look at processor time" if before > _AT_REST else "")
        for (before, after), named in parts.items()
    )


def _asking(asked: str) -> list[tuple[str, Figure]]:
    lines = []
    for key, words in _KINDS:
        lines.append((words, spread(f"{asked} {key}")))
        lines.append((f"{words}, in processor time", spread(f"{asked} {key}", 1)))
        if asked == "path":
            lines.append((f"{words}, how the search ended", endings(f"path {key}")))
    return lines


_COMPUTED = ("read", "find", "tell")
_COUNTS = [
    ("initiatives", counted("initiatives")),
    ("things", counted("things")),
    ("links", counted("links")),
    ("pairs connected", counted("pairs")),
    ("connections published", counted("connections")),
    *(
        (f"… {word}", of_rule(word))
        for word in ("shares-need", "shares-territory", "shares-actor", "shares-method", "shares-lesson")
    ),
    ("quads that publish them, with the merge", counted("written_quads")),
]
_DERIVING = [
    ("computed, s", seconds(*_COMPUTED)),
    ("… in processor time, s", seconds(*_COMPUTED, place=1)),
    ("… the merge read, s", seconds("read")),
    ("… the strongest found, s", seconds("find")),
    ("… what they share told, s", seconds("tell")),
    ("written into a store, s", seconds("write")),
    ("… in processor time, s", seconds("write", place=1)),
]
_CHANGING = [
    line
    for key, words in _CHANGES
    for line in (
        (f"{words}: followed in the arrays, p50 / p95 / worst, ms", spread(f"follow {key}")),
        (f"{words}: … in processor time", spread(f"follow {key}", 1)),
        (f"{words}: derived after the commit, ms", spread(f"connect {key}")),
        (f"{words}: a whole commit, checked and published, ms", spread(f"commit {key}")),
        (f"{words}: … in processor time", spread(f"commit {key}", 1)),
        (f"{words}: over HTTP, ms", spread(f"http {key}")),
    )
] + [
    (
        "one more than a round number, which changes every weight: followed in the arrays, ms",
        spread("follow rounded"),
    ),
    ("one more than a round number: a whole commit, ms", spread("commit rounded")),
]
_MEMORY = [
    ("loading, deriving and writing, all processes", peak("derive")),
    ("asking", peak("ask")),
    ("following", peak("follow")),
    ("committing", peak("commit")),
    ("serving and writing, all processes", peak("serve")),
]
GOALS = (
    Goal("full derivation, computed", "s", 60, lambda result: [total(result, _COMPUTED)]),
    Goal(
        "full derivation, computed and written",
        "s",
        60,
        lambda result: [total(result, (*_COMPUTED, "write"))],
    ),
    Goal(
        "one initiative changed, derived after the commit, p95",
        "ms",
        200,
        lambda result: _worst(result, "connect", 1),
    ),
    Goal("one initiative changed, whole commit, p95", "ms", 200, lambda result: _worst(result, "commit", 1)),
    Goal("close to this one, p95", "ms", 20, lambda result: _asked(result, "close")),
    Goal("a path, p95", "ms", 50, lambda result: _asked(result, "path")),
)


def _worst(result: Result, key: str, which: int) -> list[float | None]:
    found = [told(result, f"{key} {change}") for change, _ in _CHANGES]
    return [quantiles(each["times"])[which] for each in found if each]


def _asked(result: Result, key: str) -> list[float | None]:
    found = [told(result, f"{key} {kind}") for kind, _ in _KINDS]
    return [quantiles(each["times"])[1] for each in found if each]
