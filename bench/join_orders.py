"""How much the order in which a query writes its patterns matters, as written and with all rules.

`python -m bench.join_orders DIRECTORY`, on a data directory with the register of territories: six joins of two things of one kind,
each in all orders of its patterns, processor time on the snapshot in memory, stopped after `--limit` seconds (decision 48).
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from itertools import permutations
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.terms import prefixes
from graph.sparql.evaluation import evaluate
from graph.sparql.preparation import Preparation
from graph.sparql.rewriting.rules import Rewriter
from graph.sparql.statistics import Statistics
from graph.storage.dataset import CurrentDataset
from graph.storage.snapshot_parts.statistics import read_statistics

SHAPES = {
    "share two values": ("?a mai:within ?e", "?b mai:within ?e", "?a schema:postalCode ?p", "?b schema:postalCode ?p"),
    "share a value, one is known": ("?a igeo:codeINSEE '34172'", "?a mai:within ?e", "?b mai:within ?e", "?b skos:prefLabel ?l"),
    "share a value, of two classes": ("?a a igeo:Commune", "?a schema:postalCode ?p", "?b schema:postalCode ?p", "?b a igeo:Intercommunalite"),
    "share a name, of one class": ("?a a igeo:Departement", "?a igeo:nom ?n", "?b igeo:nom ?n", "?b a igeo:Commune"),
    "one above the other": ("?a mai:within ?b", "?a schema:postalCode ?p", "?b a igeo:Intercommunalite", "?b skos:prefLabel ?l"),
    "siblings of a known one": ("?c igeo:codeINSEE '75056'", "?c igeo:subdivisionDirecteDe ?d", "?a igeo:subdivisionDirecteDe ?d", "?b mai:within ?a"),
}  # fmt: skip


def main() -> None:
    """Read the command line, measure, print a line a shape."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds after which a query is stopped")
    given = parser.parse_args()
    snapshot = CurrentDataset(given.directory).get().snapshot
    store, statistics = Store(), read_statistics(snapshot.path)
    assert statistics is not None, "serve the directory once: its statistics are made then"
    store.bulk_extend(Store.read_only(str(snapshot.store_path)))
    print(
        f"{'processor s, best and worst order':36} {'as written':>18} {'with rules':>18}  worst with rules / best as written"
    )
    for name, patterns in SHAPES.items():
        times = [_times(store, statistics, order, given.limit) for order in permutations(patterns)]
        written, ruled = ([each[place] for each in times] for place in (0, 1))
        told = " ".join(f"{min(each):8.3f} /{max(each):8.3f}" for each in (written, ruled))
        print(f"{name:36} {told}  {max(ruled) / max(min(written), 0.001):6.1f}")


def _times(
    store: Store, statistics: Statistics, patterns: Sequence[str], limit_s: float
) -> tuple[float, float]:
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes().items())
    text = f"{declared}SELECT (COUNT(*) AS ?n) {{ {' . '.join(patterns)} }}"
    first, second = (
        _time(store, text, rewriter, limit_s) for rewriter in (Rewriter(()), Rewriter(statistics=statistics))
    )
    return first, second


def _time(store: Store, text: str, rewriter: Rewriter, limit_s: float) -> float:
    """Return the least processor time of three, in processes of their own; infinite for one that is stopped."""
    context, times = get_context("fork"), list[float]()
    for _ in range(3):
        here, there = context.Pipe()
        process = context.Process(target=_evaluate, args=(store, text, rewriter, there))
        process.start()
        if not here.poll(limit_s):
            process.kill()
            return math.inf
        times.append(here.recv())
        process.join()
        if times[0] > 1:
            break
    return min(times)


def _evaluate(store: Store, text: str, rewriter: Rewriter, channel: Connection) -> None:
    started = time.process_time()
    found = evaluate(store, text, base_iri="http://bench.example/", preparation=Preparation(rewriter)).result
    _ = list(found)  # type: ignore[arg-type]
    channel.send(time.process_time() - started)


if __name__ == "__main__":
    main()
