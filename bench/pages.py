"""Compare how long the server takes for each type of page, first asked and asked again, in one or more checkouts.

Each checkout serves a data directory that its own `bench.bulk` made of the same generated quads. Addresses are drawn by
chance, the same for all; what a checkout does not have is left empty. Times are those of the whole HTTP exchange with one
client, so the machine should do nothing else meanwhile.

    python -m bench.generate --size 100k --output quads.nq
    python -m bench.bulk quads.nq PLACE/after --connections 3
    python -m bench.pages before=../before:PLACE/before after=.:PLACE/after
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import numpy as np

from bench import processes
from bench.generate import BASE_IRI

_LIMIT_S = 900.0
# Types of pages about things: the class of these things.
_CLASSES = {
    **{
        each.lower(): f"mai:{each}"
        for each in ("Initiative", "Circle", "Need", "Method", "Theme", "Lesson", "Contribution")
    },
    "organisation": "org:Organization",
    "person": "foaf:Person",
    "intercommunalite": "igeo:Intercommunalite",
    **{each.lower(): f"igeo:{each}" for each in ("Commune", "Departement", "Region", "Pays")},
}
_LISTS = ("initiative", "need", "territory", "organisation", "person", "lesson")
_WORDS = ("montpelier", "34000", "saint denis", "gérer la crise", "jardin partagé", "apprendre entre pairs")
_PREFIXES = """
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX igeo: <http://rdf.insee.fr/def/geo#>
PREFIX mai: <https://w3id.org/maillage/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
"""
_DRAWN_FROM = 3_000


class Client:
    """Asks one server, and notes how long each answer takes."""

    def __init__(self, port: int) -> None:
        """Ask the server at a port of this machine."""
        self._origin = f"http://127.0.0.1:{port}"

    def milliseconds(self, address: str) -> float | None:
        """Return how long a page takes, read to its end; None for one that is not there."""
        request = Request(self._origin + address, headers={"Accept": "text/html", "Accept-Language": "fr"})  # noqa: S310  always http
        started = time.perf_counter()
        try:
            with urlopen(request, timeout=_LIMIT_S) as answer:  # noqa: S310  always http
                answer.read()
        except HTTPError as error:
            error.read()
            return None
        return (time.perf_counter() - started) * 1000

    def things(self, class_: str) -> list[str]:
        """Return things of a class, in the order of their addresses."""
        text = f"{_PREFIXES} SELECT ?thing {{ ?thing a {class_} }} ORDER BY ?thing LIMIT {_DRAWN_FROM}"
        asked = f"{self._origin}/sparql?{urlencode({'query': text, 'format': 'json'})}"
        with urlopen(asked, timeout=_LIMIT_S) as answer:  # noqa: S310  always http
            rows = json.load(answer)["results"]["bindings"]
        return [each["thing"]["value"] for each in rows]

    def wait_until_searchable(self) -> None:
        """Wait until the search answers, where there is one."""
        deadline = time.monotonic() + _LIMIT_S
        while time.monotonic() < deadline:
            try:
                with urlopen(f"{self._origin}/search?q=a", timeout=_LIMIT_S) as answer:  # noqa: S310
                    if "no-store" not in answer.headers.get("Cache-Control", ""):
                        return
            except HTTPError as error:
                error.read()
                if error.code == 404:  # noqa: PLR2004  a checkout without search
                    return
            time.sleep(1)
        raise TimeoutError("the search never answered")


@contextmanager
def served(checkout: Path, directory: Path) -> Iterator[tuple[Client, int]]:
    """Serve a directory with the code of a checkout; yield who asks it, and the server's process."""
    port = processes.free_port()
    words: list[str | Path] = [checkout / ".venv" / "bin" / "maillage", "serve", "--data", directory]
    words += ["--base-iri", BASE_IRI, "--port", str(port)]
    environ = {"MAILLAGE_CONNECTIONS_PER_INITIATIVE": "3", "MAILLAGE_LOG": "off"}
    process = processes.start(words, directory.with_suffix(".log"), environ)
    try:
        processes.wait_for(f"http://127.0.0.1:{port}/ready", process, _LIMIT_S)
        client = Client(port)
        client.wait_until_searchable()
        yield client, process.pid
    finally:
        processes.stop(process)


def drawn(client: Client, count: int) -> dict[str, list[str]]:
    """Draw addresses of each type of page."""
    rng = Random(1)  # noqa: S311  chance that can be repeated is the point

    def some(things: list[str]) -> list[str]:
        return rng.sample(things, min(count, len(things)))

    found = {label: some(client.things(kind)) for label, kind in _CLASSES.items()}
    pages = {
        label: [each.removeprefix(BASE_IRI).replace("/id/", "/doc/") for each in things]
        for label, things in found.items()
        if things
    }
    pages |= {f"list/{each}": [f"/list/{each}", f"/list/{each}?page=3"] for each in _LISTS}
    pages |= {
        each: [f"/{each}", f"/{each}?lang=en"]
        for each in ("", "structure", "about", "queries", "feeds/all.atom")
    }
    return pages | _searches(found, rng, count) | _links(found, rng, count)


def _short(iri: str) -> str:
    return quote(iri.removeprefix(f"{BASE_IRI}/id/"))


def _searches(found: dict[str, list[str]], rng: Random, count: int) -> dict[str, list[str]]:
    places = [*found["commune"], *found["departement"], *found["region"]]

    def choices() -> str:
        need, place = _short(rng.choice(found["need"])), _short(rng.choice(places))
        return f"/search?need={need}&place={place}"

    words = [*_WORDS, *(each.rpartition("-")[2] for each in found["commune"])]
    return {
        "search: words": [f"/search?q={quote(each)}" for each in words],
        "search: need and place": [choices() for _ in range(count)],
        "search: need near a place": [f"{choices()}&near=departement" for _ in range(count)],
        "search: within 50 km": [f"{choices()}&near=50" for _ in range(count)],
        "search: everything": [f"/search?sort={each}" for each in ("name", "date", "links")],
        "suggestions": [
            f"/search/suggestions?q={quote(each[:cut])}" for each in _WORDS for cut in range(1, 9)
        ],
    }


def _links(found: dict[str, list[str]], rng: Random, count: int) -> dict[str, list[str]]:
    of = [f"/connections?of={quote(each, safe='')}" for each in found["initiative"]]
    pairs = [rng.sample(found["initiative"], 2) for _ in range(count)]
    return {
        "connections": of,
        "paths": [f"/paths?from={quote(one, safe='')}&to={quote(other, safe='')}" for one, other in pairs],
    }


def measure(client: Client, pages: dict[str, list[str]]) -> dict[str, list[float | None]]:
    """Return, by type of page, p50 and p95 of what was never asked, and p95 of the same asked again; None for none."""
    told: dict[str, list[float | None]] = {}
    for label, addresses in pages.items():
        distinct = list(dict.fromkeys(addresses))
        cold, hot = ([client.milliseconds(each) for each in distinct] for _ in range(2))
        there = [each for each in cold if each is not None]
        again = [each for each in hot if each is not None]
        figures = (np.median(there), np.percentile(there, 95), np.percentile(again, 95)) if there else ()
        told[label] = [float(each) for each in figures] or [None] * 3
        told[label].append(float(len(there)))
    return told


def main() -> None:
    """Measure each checkout that the command line names, and print the figures side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", nargs="+", metavar="NAME=FOLDER:DIRECTORY")
    parser.add_argument("--count", type=int, default=100, help="pages of each type")
    asked = parser.parse_args()
    os.environ.pop("PYTHONPATH", None)  # else each checkout would run the code of this one
    table: dict[str, dict[str, list[float | None]]] = {}
    pages: dict[str, list[str]] = {}
    for each in asked.checkouts:
        name, _, where = each.partition("=")
        folder, _, directory = where.partition(":")
        with served(Path(folder).absolute(), Path(directory).absolute()) as (client, process):
            pages = pages or drawn(client, asked.count)
            table[name] = measure(client, pages)
            print(f"{name}: {processes.resident_bytes(process) / 2**20:,.0f} MiB after all pages", flush=True)
    _print(table)


def _print(table: dict[str, dict[str, list[float | None]]]) -> None:
    heads = [f"{name}, {each}" for name in table for each in ("p50", "p95", "again p95", "pages")]
    print(f"\n| ms | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}")
    for label in next(iter(table.values())):
        cells = [value for figures in table.values() for value in figures[label]]
        print(f"| {label or 'home'} | {' | '.join('' if v is None else f'{v:,.1f}' for v in cells)} |")


if __name__ == "__main__":
    main()
