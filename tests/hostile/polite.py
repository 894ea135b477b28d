"""A polite client, in a process of its own: an interpreter that attacks as well would measure its own delays.

`python -m tests.hostile.polite PORT COUNT` asks small questions one after the other until its input ends, `LEAST` at least,
checks each answer, and writes as JSON the times, in seconds, the wrong answers, and how often it was put off.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.hostile.http import HOST, ask, get

LEAST = 60  # as many as a percentile needs
_PAUSE_S = 0.02
_ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Told:
    """What a polite client saw.

    Attributes:
        times: Seconds that each answer took.
        wrong: Answers that are not right, whatever else goes on.
        put_off: How many requests ended by a limit of time or of the queue: on a busy machine they may.
    """

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    put_off: int = 0


class Polite:
    """Asks what was never asked before, from an address that nobody else uses."""

    def __init__(self, port: int, triple_count: int) -> None:
        """Know the right answer."""
        self._port = port
        self._expected = triple_count
        self._asked = random.randrange(10**12)
        self.told = Told()

    def ask(self) -> None:
        """Ask how much there is."""
        self._asked += 1
        answer = ask(self._port, get(f"SELECT (COUNT(*) + {self._asked} AS ?n) {{ ?s ?p ?o }}"), HOST)
        if answer.code in ("time-limit", "queue-full"):
            self.told.put_off += 1
        elif answer.status != 200 or answer.count != self._expected + self._asked:
            self.told.wrong.append(f"{answer.status} {answer.code} after {answer.took_s:.2f} s")
        self.told.times.append(answer.took_s)


@contextmanager
def asking(port: int, triple_count: int) -> Iterator[Told]:
    """Have a polite client ask for as long as this lasts, and `LEAST` times at least; what it saw is there afterwards."""
    told = Told()
    words = [sys.executable, "-m", "tests.hostile.polite", str(port), str(triple_count)]
    with subprocess.Popen(
        words, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        yield told
        said = json.loads(client.communicate()[0])
    assert client.returncode == 0
    told.times += said["times"]
    told.wrong += said["wrong"]
    told.put_off += said["put_off"]


def main() -> None:
    """Ask until the input ends."""
    polite = Polite(int(sys.argv[1]), int(sys.argv[2]))
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while not over.is_set() or len(polite.told.times) < LEAST:
        polite.ask()
        time.sleep(_PAUSE_S)
    sys.stdout.write(json.dumps(asdict(polite.told)))


if __name__ == "__main__":
    main()
