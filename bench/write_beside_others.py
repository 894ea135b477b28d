"""What a contribution costs on a commune that nobody named yet, beside one on a used commune, while others write.

    maillage serve --data PLACE          # once, then stopped: the whole register
    python -m bench.write_beside_others PLACE --count 20 --writers 20

36 statements each, by the queue that HTTP writes pass and as `maillage load` commits them, in turn, in one run. A write is
measured alone, however many come before it: from when the writing process has it, or the lock is taken, to its commit. It
writes to the directory: give it a copy.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.terms import NamedNode
from graph.settings import Settings
from graph.sources.payload import Payload
from graph.sources.reader import build_candidate
from graph.sources.source_file import SourceFile, choose_format, digest_bytes
from graph.storage.data_directory import DataDirectory, find_directory
from graph.storage.dataset import open_current
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from graph.writing.requests import GraphWrite, Update, WriteResult
from graph.writing.write_queue import WriteQueue

_TERRITORY = "https://w3id.org/maillage/ns#onTerritory"
_COMMUNE = "/id/territory/commune-"
_HEAD = """@base <{base}/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix mai: <https://w3id.org/maillage/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<id/contribution/{slug}> a mai:Contribution ; skos:prefLabel "Essai {slug}"@fr, "Trial {slug}"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; prov:hadPrimarySource <id/source/{slug}> ;
    prov:wasAttributedTo <id/organisation/bench> ; prov:generatedAtTime "2026-11-21T00:00:00Z"^^xsd:dateTime .
<id/source/{slug}> a mai:Resource ; skos:prefLabel "Un carnet"@fr, "A notebook"@en ;
    dcterms:license <https://w3id.org/maillage/scheme/licence/not-stated> ; schema:url <https://example.org/{slug}> ;
    schema:sha256 "{zeros}" ; mai:accessedOn "2026-11-21"^^xsd:date .
<id/organisation/bench> a org:Organization, foaf:Agent ; skos:prefLabel "La ville"@fr, "The town"@en .
"""
_INITIATIVE = """<id/initiative/{slug}-{number}> a mai:Initiative ; mai:carriedBy <id/organisation/bench> ;
    skos:prefLabel "Initiative {slug} {number}"@fr, "Initiative {slug} {number}"@en ;
    mai:onTerritory <id/territory/commune-{code}> ; schema:startDate "2024"^^xsd:gYear .
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one write took: seconds of the processor, and of the clock."""

    processor_s: float
    elapsed_s: float


@dataclass
class Run:
    """What was measured, by way and by kind of commune; and what went wrong for the others."""

    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=lambda: defaultdict(list))
    failures: list[BaseException] = field(default_factory=list)
    others_written: int = 0

    def ratio(self, way: str) -> float:
        """Return how many times the processor time of a used commune an unused one takes, medians compared."""
        used, unused = (
            statistics.median(each.processor_s for each in self.costs[way, kind])
            for kind in ("used", "unused")
        )
        return unused / used


class MeasuredQueue(WriteQueue):
    """A queue that notes what the writing process takes for each write, from when it has it."""

    def __init__(self, settings: Settings) -> None:
        """Begin without any."""
        super().__init__(settings)
        self.costs: dict[int, Cost] = {}

    def _exchange(self, request: Update | GraphWrite) -> object:
        pid = self._started().pid
        began_s, began = thread_seconds(pid), time.perf_counter()
        answer = super()._exchange(request)
        self.costs[id(request)] = Cost(thread_seconds(pid) - began_s, time.perf_counter() - began)
        return answer


def thread_seconds(pid: int) -> float:
    """Return the processor time of a process's main thread, in which a write is judged, to the nanosecond.

    Spec: proc_pid_schedstat(5)
    """
    return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0]) / 1e9


def contribution(base_iri: str, slug: str, code: str) -> bytes:
    """Write a contribution of 36 statements about three initiatives of a commune."""
    parts = (_INITIATIVE.format(slug=slug, number=number, code=code) for number in range(3))
    return (_HEAD.format(base=base_iri, slug=slug, zeros="0" * 64) + "".join(parts)).encode()


def communes(directory: DataDirectory) -> tuple[list[str], list[str]]:
    """Return the codes of communes that initiatives name, and of those that nobody names."""
    store = Store.read_only(str(open_current(directory).snapshot.store_path))
    prefix = directory.names.base_iri + _COMMUNE
    used, known = set[str](), set[str]()
    for quad in store.quads_for_pattern(None, NamedNode(_TERRITORY), None, None):
        used.add(quad.object.value if isinstance(quad.object, NamedNode) else "")
    for quad in store.quads_for_pattern(None, None, NamedNode("http://rdf.insee.fr/def/geo#Commune"), None):
        known.add(quad.subject.value if isinstance(quad.subject, NamedNode) else "")
    found = [
        {each.removeprefix(prefix) for each in some if each.startswith(prefix)} for some in (used, known)
    ]
    return sorted(found[0]), sorted(found[1] - found[0])


def measure(settings: Settings, *, pairs: int, writers: int) -> Run:
    """Write on a used and on an unused commune in turn, by queue and by command, while others write."""
    directory = find_directory(settings.data_dir)
    assert directory is not None, "there is a data directory"
    used, unused = communes(directory)
    base, run, queue = directory.names.base_iri, Run(), MeasuredQueue(settings)
    ways: dict[str, Callable[[bytes, str], Cost]] = {
        "http": lambda body, slug: _by_http(queue, base, body, slug),
        "command": lambda body, slug: _by_command(directory, settings, body, slug),
    }
    _by_http(queue, base, contribution(base, "warm", used[0]), "warm")
    with _others(queue, base, used[0], writers, run):
        for number in range(pairs):
            for way, write in ways.items():
                for kind, codes in (("used", used), ("unused", unused)):
                    slug = f"measured-{way}-{kind}-{number}"
                    body = contribution(base, slug, codes[number % len(codes)])
                    run.costs[way, kind].append(write(body, slug))
                    if kind == "unused":  # so that it is one again
                        queue.write(GraphWrite("delete", f"{base}/id/contribution/{slug}"))
    queue.close()
    return run


def _by_http(queue: MeasuredQueue, base: str, body: bytes, slug: str) -> Cost:
    request = GraphWrite("put", f"{base}/id/contribution/{slug}", (Payload("text/turtle", body),))
    assert queue.write(request).has_changed
    return queue.costs[id(request)]


def _by_command(directory: DataDirectory, settings: Settings, body: bytes, slug: str) -> Cost:
    path = Path(f"{slug}.ttl")
    source = SourceFile(path, choose_format(path), body, digest_bytes(body))
    candidate = build_candidate(source, directory.names, naming_timeout_s=settings.naming_timeout_s)
    with open_writer(directory, settings) as writer:
        began_s, began = time.thread_time(), time.perf_counter()
        assert commit(writer, candidate).changed
        return Cost(time.thread_time() - began_s, time.perf_counter() - began)


@contextmanager
def _others(queue: WriteQueue, base: str, code: str, writers: int, run: Run) -> Iterator[None]:
    """Have others replace a contribution of their own, again and again, each in its order."""
    over = threading.Event()

    def guarded(number: int) -> None:
        try:
            _write_on(over, queue, base, f"other-{number}", code, run)
        except BaseException as error:  # noqa: BLE001  told by the main thread
            run.failures.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(writers)]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join()


def _write_on(over: threading.Event, queue: WriteQueue, base: str, slug: str, code: str, run: Run) -> None:
    last = 0
    for turn in count():
        if over.is_set():
            return
        note = f'<id/initiative/{slug}-0> skos:note "{turn}"@fr .'.encode()
        body = (Payload("text/turtle", contribution(base, slug, code) + note),)
        done: WriteResult = queue.write(GraphWrite("put", f"{base}/id/contribution/{slug}", body))
        assert done.number > last, "the order is kept"
        last = done.number
        run.others_written += 1


def main() -> None:
    """Read the command line, write, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--writers", type=int, default=20)
    asked = parser.parse_args()
    run = measure(
        replace(Settings(), data_dir=asked.directory, lock_wait_s=3600.0),
        pairs=asked.count,
        writers=asked.writers,
    )
    value: Callable[[Cost], float]
    for way in ("http", "command"):
        for name, value in (
            ("processor", lambda each: each.processor_s),
            ("elapsed", lambda each: each.elapsed_s),
        ):
            used, unused = (
                statistics.median(value(each) * 1000 for each in run.costs[way, kind])
                for kind in ("used", "unused")
            )
            print(
                f"{way:8} {name:10} used {used:7.1f} ms  unused {unused:7.1f} ms  ratio {unused / used:.2f}"
            )
    print(f"{run.others_written} writes of {asked.writers} others meanwhile, {len(run.failures)} failed")


if __name__ == "__main__":
    main()
