"""Compare what small writes cost in two checkouts of Maillage, over HTTP, as a contributor's program sends them.

Each checkout builds a data directory from the same generated quads with its own `bench.bulk`, then serves it. Measured:
the time to build, the quads that are stored, the memory of all processes, the write that passes a round number of
initiatives (which changes the weight of every connection), the ten writes sent right behind it, forty small writes,
and how long after the last write the derived connections of its initiative can be queried.

    python -m bench.generate --size 10k --output quads.nq
    python -m bench.write_times quads.nq PLACE before=../before after=.

PLACE is a folder that is not there yet; the machine should do nothing else meanwhile. Only addresses and commands that
both checkouts have are used, and the modules of this one that start processes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bench import processes
from bench.generate import BASE_IRI

_SETTLE_S = 5.0
_LIMIT_S = 900.0
_SMALL = 40
_BEHIND = 10
_PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX mai: <https://w3id.org/maillage/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
_CONTRIBUTION = f"""
<{BASE_IRI}/id/contribution/trial> a mai:Contribution ; skos:prefLabel "Essai"@fr, "Trial"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:hadPrimarySource <{BASE_IRI}/id/source/trial> ; prov:wasAttributedTo <{BASE_IRI}/id/organisation/trial> ;
    prov:generatedAtTime "2026-11-21T00:00:00Z"^^xsd:dateTime .
<{BASE_IRI}/id/source/trial> a mai:Resource ; skos:prefLabel "Un carnet"@fr, "A notebook"@en ;
    dcterms:license <https://w3id.org/maillage/scheme/licence/not-stated> ; schema:url <https://example.org/x> ;
    schema:sha256 "{"0" * 64}" ; mai:accessedOn "2026-11-21"^^xsd:date .
<{BASE_IRI}/id/organisation/trial> a org:Organization, foaf:Agent ; skos:prefLabel "La ville"@fr, "The town"@en .
"""


class Served:
    """A data directory that one checkout serves."""

    def __init__(self, checkout: Path, directory: Path) -> None:
        """Serve it, and wait until it answers."""
        maillage = checkout / ".venv" / "bin" / "maillage"
        words = ["token", "create", "bench", "--scope", "contribute", "--data", str(directory)]
        made = subprocess.run([maillage, *words], check=True, capture_output=True, text=True, cwd=checkout)
        self._token = made.stdout.split()[-1]
        port = processes.free_port()
        self._address = f"http://127.0.0.1:{port}/sparql"
        options: list[str | Path] = ["--data", directory, "--base-iri", BASE_IRI, "--port", str(port)]
        environ = {"MAILLAGE_CONNECTIONS_PER_INITIATIVE": "3", "MAILLAGE_WRITE_TIMEOUT_S": "600"}
        log = directory.with_suffix(".log")
        self.process = processes.start([maillage, "serve", *options], log, environ)
        processes.wait_for(f"{self._address}?{urlencode({'query': 'ASK {}'})}", self.process)
        time.sleep(_SETTLE_S)

    def write(self, statements: str) -> float:
        """Insert statements into the contribution of this trial and return the seconds it took."""
        text = f"{_PREFIXES} INSERT DATA {{ GRAPH <{BASE_IRI}/id/contribution/trial> {{ {statements} }} }}"
        headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {self._token}"}
        started = time.perf_counter()
        urlopen(Request(self._address, text.encode(), headers), timeout=_LIMIT_S).close()  # noqa: S310  always http
        return time.perf_counter() - started

    def ask(self, query: str) -> dict[str, object]:
        """Return the JSON result of a query."""
        address = f"{self._address}?{urlencode({'query': _PREFIXES + query})}"
        with urlopen(Request(address, headers={"Accept": "application/sparql-results+json"})) as answer:  # noqa: S310
            result: dict[str, object] = json.load(answer)
            return result

    def stored_quads(self) -> int:
        """Return how many quads the snapshot in force holds, those of the default graph included."""
        query = f"SELECT ?n {{ <{BASE_IRI}/dataset> mai:quadCount|<http://rdfs.org/ns/void#triples> ?n }}"
        rows = self.ask(query)["results"]["bindings"]  # type: ignore[index]
        return sum(int(each["n"]["value"]) for each in rows)

    def derived_lag(self, number: int) -> float:
        """Wait until an initiative has derived connections and return the seconds it took."""
        started, wanted = time.perf_counter(), f"{BASE_IRI}/graph/derived/shares-"
        query = (
            f"ASK {{ GRAPH ?g {{ {{ <{initiative(number)}> ?p ?o }} UNION {{ ?s ?p <{initiative(number)}> }} }}"
            f' FILTER(STRSTARTS(STR(?g), "{wanted}")) }}'
        )
        while not self.ask(query)["boolean"]:
            if time.perf_counter() - started > _LIMIT_S:
                raise TimeoutError(initiative(number))
            time.sleep(0.1)
        return time.perf_counter() - started


def initiative(number: int) -> str:
    """Return the IRI of an initiative of this trial."""
    return f"{BASE_IRI}/id/initiative/trial-{number}"


def described(number: int) -> str:
    """Describe an initiative that shares needs, a method, a territory and an actor with others."""
    return f"""<{initiative(number)}> a mai:Initiative ; mai:carriedBy <{BASE_IRI}/id/organisation/trial> ;
    skos:prefLabel "Essai {number}"@fr, "Trial {number}"@en ; schema:startDate "2024-03"^^xsd:gYearMonth ;
    mai:onTerritory <{BASE_IRI}/id/territory/commune-76540> ; mai:usesMethod <{BASE_IRI}/id/method/m4> ;
    mai:answersNeed <{BASE_IRI}/id/need/n{number % 200 + 7}>, <{BASE_IRI}/id/need/n90> ;
    mai:hasParticipant <{BASE_IRI}/id/organisation/o11> ."""


def measure(checkout: Path, quads: Path, directory: Path, report: Callable[[str, float], None]) -> None:
    """Build, serve and write to a data directory of one checkout, reporting each figure by its name."""
    started = time.perf_counter()
    words = [
        checkout / ".venv" / "bin" / "python",
        "-m",
        "bench.bulk",
        quads,
        directory,
        "--connections",
        "3",
    ]
    subprocess.run([str(each) for each in words], check=True, cwd=checkout, stdout=subprocess.DEVNULL)
    report("build, s", time.perf_counter() - started)
    served = Served(checkout, directory)
    try:
        report("quads stored", served.stored_quads())
        served.write(_CONTRIBUTION)
        report("memory, MiB", processes.resident_bytes(served.process.pid) / 2**20)
        report("write that passes a round number, ms", served.write(described(0)) * 1000)
        behind = [served.write(described(number)) * 1000 for number in range(1, _BEHIND + 1)]
        report("ten writes behind it, median, ms", statistics.median(behind))
        report("ten writes behind it, worst, ms", max(behind))
        report("derived connections follow after, s", served.derived_lag(_BEHIND))
        time.sleep(_SETTLE_S)
        small = [served.write(described(100 + number)) * 1000 for number in range(_SMALL)]
        report("small write, p50, ms", statistics.median(small))
        report("small write, p95, ms", statistics.quantiles(small, n=20)[-1])
        report("small write, worst, ms", max(small))
        report("derived connections follow after small writes, s", served.derived_lag(100 + _SMALL - 1))
        report("memory after writes, MiB", processes.resident_bytes(served.process.pid) / 2**20)
    finally:
        processes.stop(served.process)


def main() -> None:
    """Measure each checkout that the command line names and print the figures side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("quads", type=Path)
    parser.add_argument("place", type=Path)
    parser.add_argument("checkouts", nargs="+", metavar="NAME=FOLDER")
    options = parser.parse_args()
    os.environ.pop("PYTHONPATH", None)  # else each checkout would run the code of this one
    options.place.mkdir(parents=True)
    table: dict[str, dict[str, float]] = {}
    for each in options.checkouts:
        name, _, folder = each.partition("=")

        def report(figure: str, value: float, name: str = name) -> None:
            table.setdefault(figure, {})[name] = value
            print(f"{name}: {figure}: {value:,.1f}", flush=True)

        directory = options.place.resolve() / name
        measure(Path(folder).absolute(), options.quads.resolve(), directory, report)
    names = list(next(iter(table.values())))
    print(f"\n| | {' | '.join(names)} |\n|---|{'---:|' * len(names)}")
    for figure, values in table.items():
        print(f"| {figure} | {' | '.join(f'{values[name]:,.1f}' for name in names)} |")


if __name__ == "__main__":
    main()
