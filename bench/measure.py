"""Measure one engine: everything that is asked of it, in the same order as of every other."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.ask import Rate, Told, ask, has_wrk, lookups, replay
from bench.engine import Engine
from bench.workload import Asked

_GIVEN_UP_AFTER = 12  # queries past their limit; the rest would be no better


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, and how often."""

    hot: Path
    cold: Path
    questions: Sequence[Asked]
    large: Sequence[Asked]
    reads: Sequence[str]
    repeats: int
    wrk_s: float
    write_every: int
    clients: int
    limit_s: float


@dataclass(slots=True)
class Measured:
    """What one engine gave; what is absent was not measured, and `notes` says why."""

    engine: str
    load_s: float = 0.0
    memory_bytes: int = 0
    rates: dict[str, Rate] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def measure(engine: Engine, plan: Plan) -> Measured:
    """Load, start, ask, stop."""
    found = Measured(engine.name)
    try:
        found.load_s = engine.load()
        engine.start()
        found.memory_bytes = engine.memory_bytes()
        _lookups(engine, plan, found)
        _questions(engine, plan, found)
        _replay(engine, plan, found)
    finally:
        engine.stop()
    return found


def _lookups(engine: Engine, plan: Plan, found: Measured) -> None:
    if not has_wrk():
        found.notes.append("lookups: no `wrk` on this machine (Debian package wrk)")
        return
    for salt, (name, subjects, connections, is_cold) in enumerate(
        (
            ("hot lookups", plan.hot, plan.clients, False),
            ("cold lookups", plan.cold, plan.clients, True),
            ("cold lookups, one client", plan.cold, 1, True),
        )
    ):
        if not is_cold:
            lookups(engine.url, subjects, seconds=2, connections=connections, is_cold=False, salt=0)
        found.rates[name] = lookups(
            engine.url,
            subjects,
            seconds=plan.wrk_s,
            connections=connections,
            is_cold=is_cold,
            salt=salt * 1_000_000,
        )


def _questions(engine: Engine, plan: Plan, found: Measured) -> None:
    """Ask each question several times; the best counts, and a text is never the same twice."""
    given_up = 0
    for asked in (*plan.questions, *plan.large):
        if asked.names_graphs and not engine.knows_graphs:
            found.told[asked.name] = Told(0, None, "needs graphs")
        elif given_up >= _GIVEN_UP_AFTER:
            found.told[asked.name] = Told(0, None, "not asked")
        else:
            told = _several(engine, asked, plan)
            found.told[asked.name] = told
            if told.rows is None and told.seconds >= plan.limit_s * 0.98:
                given_up += 1
                engine.recover()
    if given_up >= _GIVEN_UP_AFTER:
        found.notes.append(
            f"questions: {given_up} took more than {plan.limit_s:.0f} s, the rest was not asked"
        )


def _several(engine: Engine, asked: Asked, plan: Plan) -> Told:
    times: list[float] = []
    for nth in range(plan.repeats):
        told = ask(engine.url, f"{asked.text}\n# {nth}", plan.limit_s)
        if told.rows is None:
            return told
        times.append(told.seconds)
        if told.seconds > 1:
            break
    return Told(statistics.median(times), told.rows)


def _replay(engine: Engine, plan: Plan, found: Measured) -> None:
    try:
        found.rates["mixed replay"] = replay(
            engine.url, plan.reads, engine.write, write_every=plan.write_every, clients=min(4, plan.clients)
        )
    except Exception as error:  # noqa: BLE001  whatever keeps an engine from its writes is told, the rest stands
        found.notes.append(f"mixed replay: {error!r}"[:200])
