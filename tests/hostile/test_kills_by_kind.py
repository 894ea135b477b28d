"""`kill -9` of each kind of process of a server that is asked and written to, with an account kind by kind.

A few kills each in the suite; the long run, whose table stands in decision 38, is

    MAILLAGE_KILLS=300 python -m pytest -s tests/hostile/test_kills_by_kind.py

The watching process is started again by the test, as a service manager would do; all others by the server itself. A run
that is interrupted prints what it has seen.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from graph.storage.data_directory import find_directory
from graph.storage.dataset import SnapshotDataset, open_current
from tests.hostile.http import get
from tests.hostile.load import COUNT, WRITTEN, Author, copy_of, under_load
from tests.hostile.server import Server, serving
from tests.processes import Process, is_running, kill
from tests.waiting import wait_until

KILLS = int(os.environ.get("MAILLAGE_KILLS", "6"))
DERIVES = {"MAILLAGE_DERIVATION_DELAY_S": "0.1", "MAILLAGE_DERIVATION_WAIT_S": "1"}
LABELS = f"SELECT DISTINCT ?l {{ ?s <{WRITTEN}> ?l }}"
VICTIMS: dict[str, Callable[[Server], list[Process]]] = {
    "watching process": lambda server: [each for each in server.processes() if each.pid == server.main.pid],
    "answering process": lambda server: [server.child()],
    "fork server": Server.zygotes,
    "query worker": Server.workers,
    "writing process": lambda server: server.of_role("writer"),
    "derivation": lambda server: server.of_role("derivation"),
}
_LESS_OFTEN = ("watching process", "answering process")  # a server starts: that takes long
ORDER = [*VICTIMS, *2 * [each for each in VICTIMS if each not in _LESS_OFTEN]]
_TIMES_ASKED = count()


@dataclass
class Account:
    """What the kills of one kind of process did: seconds until reads and writes were back, and writes lost."""

    reads_s: list[float] = field(default_factory=list)
    writes_s: list[float] = field(default_factory=list)
    known: int = 0
    lost: set[str] = field(default_factory=set)


class Run:
    """A server under load that is started again whenever its watching process is killed."""

    def __init__(self, data_dir: Path, opened: ExitStack) -> None:
        """Start the server, and the load."""
        self._data_dir, self._opened = data_dir, opened
        self.server = opened.enter_context(serving(data_dir, **DERIVES))
        self.author = Author(self.server, data_dir)
        opened.enter_context(under_load(self.server, self.author))

    def kill_one(self, kind: str, account: Account, chance: random.Random) -> None:
        """Kill a process of a kind, wait for service, and look for all that was acknowledged before."""
        victim = self._victim(kind, chance)
        acknowledged, family = set(self.author.acknowledged), self.server.processes()
        sent, killed_at = self.author.sent, time.monotonic()
        kill(victim.pid)
        if kind == "watching process":
            self.server.main.wait()
            wait_until(lambda: not any(is_running(each.pid) for each in family), "all have ended")
            self.server.main = self._opened.enter_context(
                serving(self._data_dir, port=self.server.port, **DERIVES)
            ).main
        wait_until(self._reads, "reads are back")
        account.reads_s.append(time.monotonic() - killed_at)
        wait_until(lambda: self.author.newest > sent, "writes are back")
        account.writes_s.append(time.monotonic() - killed_at)
        account.known += len(acknowledged)
        account.lost |= acknowledged - self._labels()

    def _victim(self, kind: str, chance: random.Random) -> Process:
        """Choose a process at any moment of its work; another one where it ended meanwhile."""
        seen: list[Process] = []
        while True:
            seen.clear()
            wait_until(lambda: seen.extend(VICTIMS[kind](self.server)) or seen, f"a {kind} runs")
            victim = chance.choice(seen)
            time.sleep(chance.uniform(0, 0.05))
            if is_running(victim.pid):
                return victim

    def _reads(self) -> bool:
        with suppress(OSError):
            return self.server.ask(get(f"{COUNT} # {next(_TIMES_ASKED)}")).status == 200
        return False

    def _labels(self) -> set[str]:
        found: list[set[str]] = []

        def asked() -> bool:
            with suppress(OSError):
                answer = self.server.ask(get(f"{LABELS} # {next(_TIMES_ASKED)}"))
                if answer.status == 200:
                    rows = json.loads(answer.body)["results"]["bindings"]
                    found.append({row["l"]["value"] for row in rows})
            return bool(found)

        wait_until(asked, "the labels are told")
        return found[0]


def _row(kind: str, account: Account) -> str:
    """Write a row of the table; the number of looked up writes counts each one again after each kill."""
    times = [
        f"{statistics.median(each):.2f} | {max(each):.2f}" for each in (account.reads_s, account.writes_s)
    ]
    return (
        f"| {kind} | {len(account.reads_s)} | {account.known:,} | {len(account.lost)} | {' | '.join(times)} |"
    )


@pytest.mark.slow
def test_no_kind_of_process_takes_an_acknowledged_write_with_it(
    riposte: SnapshotDataset, tmp_path: Path
) -> None:
    """Service is back after each kill, for reads and for writes, and all that was acknowledged is there."""
    data_dir, chance = copy_of(riposte, tmp_path), random.Random(20201130)
    accounts: defaultdict[str, Account] = defaultdict(Account)
    try:
        with ExitStack() as opened:
            run = Run(data_dir, opened)
            for turn in range(KILLS):
                kind = ORDER[turn % len(ORDER)]
                run.kill_one(kind, accounts[kind], chance)
                time.sleep(chance.uniform(0.05, 0.3))
    finally:
        for kind, account in accounts.items():
            print(_row(kind, account))  # noqa: T201  the numbers looked for
    directory = find_directory(data_dir)
    assert directory is not None
    present = {
        quad.object.value for quad in open_current(directory).quads() if quad.predicate.value == WRITTEN
    }
    print(f"{run.author.sent} writes sent, {len(run.author.acknowledged)} acknowledged")  # noqa: T201
    assert run.author.acknowledged <= present
    assert not any(account.lost for account in accounts.values())
    assert set(accounts) == set(VICTIMS)
