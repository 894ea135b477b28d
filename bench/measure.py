"""Measure engines: everything is asked of each of them, in the same order."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.ask import Lookups, Rate, Told, ask, has_wrk, lookups, replay
from bench.engine import Engine
from bench.workload import Asked

_GIVEN_UP_AFTER = 12  # queries past their limit; the rest would be no better
_REST_S, _LOOK_S, _IDLE = 900, 4, 0.03
_ROUNDS = 2


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


Step = Callable[[Engine, Plan, Measured], None]


def measure_all(engines: Sequence[Engine], plan: Plan, talk: Callable[[str], None]) -> list[Measured]:
    """Load and start every engine, then go from one to the next measure by measure, so that a busy machine is
    equally busy for all; one that fails is left out from there on, and its notes say why.
    """
    found = {engine: Measured(engine.name) for engine in engines}
    going = list(engines)
    steps: tuple[tuple[str, Step], ...] = (
        ("load", _load),
        ("rest", _rest),
        *((f"lookups, round {nth + 1}", partial(_lookups, nth=nth)) for nth in range(_ROUNDS)),
        ("questions", _questions),
        ("replay", _replay),
    )
    try:
        for label, step in steps:
            for engine in list(going):
                began = time.monotonic()
                try:
                    step(engine, plan, found[engine])
                except (OSError, ValueError, StopIteration, subprocess.SubprocessError) as error:
                    found[engine].notes.append(f"{label}: {error!r}"[:300])
                    going.remove(engine)
                talk(f"{label}, {engine.name}: {time.monotonic() - began:.0f} s")
    finally:
        for engine in engines:
            engine.stop()
    return list(found.values())


def _load(engine: Engine, _: Plan, found: Measured) -> None:
    found.load_s = engine.load()
    engine.start()


def _rest(engine: Engine, _: Plan, found: Measured) -> None:
    """Wait until an engine has done what follows a load; ours derives connections, and copies the graph into memory."""
    ask(engine.url, "ASK { ?s ?p ?o }", _REST_S)
    until = time.monotonic() + _REST_S
    while time.monotonic() < until:
        before_s = engine.cpu_seconds()
        time.sleep(_LOOK_S)
        if engine.cpu_seconds() - before_s < _LOOK_S * _IDLE:
            return
    found.notes.append(f"rest: still at work after {_REST_S} s")


def _lookups(engine: Engine, plan: Plan, found: Measured, *, nth: int) -> None:
    """Keep the better of the rounds: what a busy machine takes away is not the engine's doing."""
    if not has_wrk():
        if not nth:
            found.notes.append("lookups: no `wrk` on this machine (Debian package wrk)")
        return
    lookups(engine.url, Lookups(plan.hot, 2, plan.clients, is_cold=False), engine.cpu_seconds)
    for kind, (name, subjects, connections, is_cold) in enumerate(
        (
            ("hot lookups", plan.hot, plan.clients, False),
            ("cold lookups", plan.cold, plan.clients, True),
            ("cold lookups, one client", plan.cold, 1, True),
        )
    ):
        salt = (kind + nth * 3) * 500_000
        asked = Lookups(subjects, plan.wrk_s, connections, is_cold, salt)
        rate = lookups(engine.url, asked, engine.cpu_seconds)
        if name not in found.rates or rate.per_second > found.rates[name].per_second:
            found.rates[name] = rate


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
    found.memory_bytes = engine.memory_bytes()
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
        engine.write(-1)  # whatever starts with the first write is there, and what that sets off is over
        ask(engine.url, plan.reads[0], plan.limit_s)
        engine.settle()
        found.rates["mixed replay"] = replay(
            engine.url, plan.reads, engine.write, write_every=plan.write_every, clients=min(4, plan.clients)
        )
    except Exception as error:  # noqa: BLE001  whatever keeps an engine from its writes is told, the rest stands
        found.notes.append(f"mixed replay: {error!r}"[:200])
