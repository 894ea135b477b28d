"""How much processor time it takes to read and rewrite each shipped question, before the engine sees it.

`python -m bench.rewriting_times DIRECTORY`, on a data directory that was served once: its statistics decide the order of patterns.
Two checkouts are compared by running it in each in turn (decision 48).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from graph.sparql.named_queries import query_names, read_query
from graph.sparql.preparation import prepare_query
from graph.sparql.rewriting.expressions.xpath_functions import FUNCTIONS
from graph.sparql.rewriting.rules import Rewriter
from graph.storage.dataset import CurrentDataset
from graph.storage.snapshot_parts.statistics import read_statistics

_TIMES = 5


def main() -> None:
    """Read the command line, measure, print a line a question, the slowest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    snapshot = CurrentDataset(parser.parse_args().directory).get().snapshot
    statistics = read_statistics(snapshot.path)
    assert statistics is not None, "serve the directory once: its statistics are made then"
    rewriter = Rewriter(statistics=statistics)
    times = {name: _least_ms(name, rewriter) for name in query_names() if name.startswith("example/")}
    for name, took_ms in sorted(times.items(), key=lambda each: -each[1]):
        print(f"{name:40} {took_ms:6.1f} ms")
    print(f"{'all':40} {sum(times.values()):6.1f} ms")


def _least_ms(name: str, rewriter: Rewriter) -> float:
    text = read_query(name).text()
    taken = []
    for _ in range(_TIMES):
        started = time.process_time()
        prepare_query(text, rewriter, "http://bench.example/", FUNCTIONS)
        taken.append(time.process_time() - started)
    return 1000 * min(taken)


if __name__ == "__main__":
    main()
