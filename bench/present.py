"""Measurements become a page: ratios to ours, beside the figures they come from."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.ask import Told
from bench.measure import Measured

_OPENING = """\
# How fast it is, beside its peers

Written by `make bench` (see [bench/README.md](../bench/README.md)): generated graphs, every engine on the same data in
the same run, taking turns. Ratios within a run mean something, figures of different runs do not.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured, on what, when, by which command."""

    size: int
    quad_count: int
    triple_count: int
    day: str
    command: str
    load_before: float
    load_after: float
    measured: Sequence[Measured]
    skipped: Sequence[str]


def present(run: Run) -> str:
    """Write the section of one size, in Markdown."""
    return "\n".join(_lines(run)) + "\n"


def put_in_page(page: Path, section: str) -> None:
    """Put a section in the place of the one with the same heading, or at the end; the page need not exist yet."""
    parts = page.read_text("utf-8").split("\n## ") if page.exists() else [_OPENING]
    heading = section.splitlines()[0].removeprefix("## ")
    parts = [each.rstrip("\n") for each in parts if each.splitlines()[0] != heading]
    page.write_text("\n\n## ".join([*parts, section.removeprefix("## ").rstrip("\n")]) + "\n", "utf-8")


def _lines(run: Run) -> Iterator[str]:
    ours, *_ = run.measured
    names = [each.engine for each in run.measured]
    yield f"## {run.size:,} initiatives\n"
    yield f"`{run.command}`, {run.day}; {run.quad_count:,} quads, {run.triple_count:,} triples in the merge."
    yield f"{machine()}; load average {run.load_before:.1f} before, {run.load_after:.1f} after.\n"
    yield row(["", *names])
    yield row(["---"] + ["---:"] * len(names))
    for label in dict.fromkeys(key for each in run.measured for key in each.rates):
        yield row([f"{label}, requests/s", *(_rate(each, ours, label) for each in run.measured)])
    for label in ours.rates:
        yield row([f"{label}, p99 ms", *(_tail(each, label) for each in run.measured)])
    for label in (key for key in ours.rates if ours.rates[key].cpu_us):
        yield row(
            [f"{label}, server’s processor µs each", *(_cpu(each, ours, label) for each in run.measured)]
        )
    yield row(["example questions, geometric mean ms", *(_mean(each, ours) for each in run.measured)])
    yield row(["load, s", *(f"{each.load_s:.1f}" for each in run.measured)])
    counts = {
        each.engine: run.quad_count + run.triple_count if holds_graphs(each) else run.triple_count
        for each in run.measured
    }
    per = [each.memory_bytes / counts[each.engine] for each in run.measured]
    yield row(["memory, bytes per statement held", *(f"{each:.0f}" for each in per)])
    yield "\nIn brackets: ours divided by theirs for rates, theirs divided by ours for times; above 1, ours is ahead.\n"
    yield "### Each query, ms (rows)\n"
    yield row(["", *names])
    yield row(["---"] + ["---:"] * len(names))
    for label in ours.told:
        yield row([label, *(_told(each, ours, label) for each in run.measured)])
    yield ""
    yield from (f"* {each}" for each in (*disagreements(run.measured), *run.skipped))
    yield from (f"* {each.engine}: {note}" for each in run.measured for note in each.notes)


def holds_graphs(measured: Measured) -> bool:
    """Tell whether an engine was given the named graphs beside their merge."""
    return not any(told.fault == "needs graphs" for told in measured.told.values())


def disagreements(measured: Sequence[Measured]) -> Iterator[str]:
    """Name the queries that engines answered with different numbers of rows: their times mean nothing."""
    ours, *peers = measured
    for label, told in ours.told.items():
        for peer in peers:
            other = peer.told.get(label)
            if other and None not in (told.rows, other.rows) and told.rows != other.rows:
                yield f"**{label}**: {ours.engine} gives {told.rows} rows, {peer.engine} {other.rows}"


def outvoted(measured: Sequence[Measured]) -> Iterator[str]:
    """Name the queries to which no peer that answered gives as many rows as ours: ours is likely to be wrong."""
    ours, *peers = measured
    for label, told in ours.told.items():
        others = [peer.told[label].rows for peer in peers if label in peer.told]
        answered = [rows for rows in others if rows is not None]
        if told.rows is not None and answered and told.rows not in answered:
            yield label


def machine() -> str:
    """Describe the machine: processor, cores, memory, system."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory_gb:.0f} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def row(cells: Sequence[str]) -> str:
    """Write a line of a table."""
    return "| " + " | ".join(cells) + " |"


def _rate(measured: Measured, ours: Measured, label: str) -> str:
    rate = measured.rates.get(label)
    if rate is None or not rate.per_second:
        return "–"
    failed = f", {rate.failed} failed" if rate.failed else ""
    own = ours.rates.get(label)
    if measured is ours or own is None:
        return f"{rate.per_second:,.0f}{failed}"
    return f"{rate.per_second:,.0f}{failed} ({own.per_second / rate.per_second:.2f})"


def _tail(measured: Measured, label: str) -> str:
    rate = measured.rates.get(label)
    return f"{rate.p99_ms:.1f}" if rate else "–"


def _cpu(measured: Measured, ours: Measured, label: str) -> str:
    rate = measured.rates.get(label)
    if rate is None or not rate.cpu_us:
        return "–"
    return f"{rate.cpu_us:,.0f}" + (
        "" if measured is ours else f" ({rate.cpu_us / ours.rates[label].cpu_us:.2f})"
    )


def _mean(measured: Measured, ours: Measured) -> str:
    """Give the mean over the queries that both answered alike, and ours over the same ones."""
    shared = [label for label in measured.told if _alike(measured.told[label], ours.told.get(label))]
    if not shared:
        return "–"
    theirs, own = (_geometric([each.told[label].seconds for label in shared]) for each in (measured, ours))
    if measured is ours:
        return f"{own * 1000:.1f} of {len(shared)}"
    return f"{theirs * 1000:.1f} of {len(shared)} ({theirs / own:.2f})"


def _alike(one: Told, other: Told | None) -> bool:
    return other is not None and one.rows is not None and one.rows == other.rows


def _geometric(values: Sequence[float]) -> float:
    return math.exp(sum(map(math.log, values)) / len(values))


def _told(measured: Measured, ours: Measured, label: str) -> str:
    told = measured.told.get(label)
    if told is None:
        return "–"
    if told.rows is None:
        return told.fault
    own = ours.told[label]
    shown = f"{told.seconds * 1000:,.1f} ({told.rows:,})"
    if measured is ours or own.rows is None:
        return shown
    return f"{shown} **{told.seconds / own.seconds:.2f}**" if _alike(told, own) else f"{shown} ≠"
