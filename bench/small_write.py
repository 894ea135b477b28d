"""How long a small write takes through the gate, in a data directory of any size: milliseconds, median and worst.

`python -m bench.small_write DIRECTORY`: an initiative put in, a label replaced in a graph that is named and in one that
is a variable, a small file loaded. It writes to the directory: give it a copy.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from graph.settings import Settings
from graph.sources.reader import build_candidate
from graph.sources.source_file import SourceFile, choose_format, digest_bytes
from graph.storage.data_directory import open_directory
from graph.storage.store_writer import StoreWriter, open_writer
from graph.writing.commit import commit
from graph.writing.requests import Update
from graph.writing.validated_write import write

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
_CONTRIBUTION = """
<{graph}> a mai:Contribution ; skos:prefLabel "Essai"@fr, "Trial"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; prov:hadPrimarySource <{base}/id/source/{slug}> ;
    prov:wasAttributedTo <{base}/id/organisation/{slug}> ;
    prov:generatedAtTime "2026-11-21T00:00:00Z"^^xsd:dateTime .
<{base}/id/source/{slug}> a mai:Resource ; skos:prefLabel "Un carnet"@fr, "A notebook"@en ;
    dcterms:license <https://w3id.org/maillage/scheme/licence/not-stated> ; schema:url <https://example.org/x> ;
    schema:sha256 "{zeros}" ; mai:accessedOn "2026-11-21"^^xsd:date .
<{base}/id/organisation/{slug}> a org:Organization, foaf:Agent ; skos:prefLabel "La ville"@fr, "The town"@en .
"""
_INITIATIVE = """
<{base}/id/initiative/{slug}-{number}> a mai:Initiative ; mai:carriedBy <{base}/id/organisation/{slug}> ;
    skos:prefLabel "Initiative {slug} {number}"@fr, "Initiative {slug} {number}"@en ;
    mai:onTerritory <{base}/id/territory/commune-76540> ; mai:answersNeed <{base}/id/need/n7>, <{base}/id/need/n90> ;
    mai:usesMethod <{base}/id/method/m4> ; mai:hasParticipant <{base}/id/organisation/o11> ; schema:startDate "2024-03"^^xsd:gYearMonth .
"""
_LABEL = """
DELETE {{ GRAPH {graph} {{ <{node}> skos:prefLabel ?old }} }}
INSERT {{ GRAPH {graph} {{ <{node}> skos:prefLabel "Autre nom {number}"@fr }} }}
WHERE {{ GRAPH {graph} {{ <{node}> skos:prefLabel ?old FILTER(LANG(?old) = "fr") }} }}
"""


class Trial:
    """Small writes to one directory, each new."""

    def __init__(self, writer: StoreWriter) -> None:
        self.writer = writer
        self.slug = f"essai-{int(time.time())}"
        self.base = writer.names.base_iri
        self.graph = f"{self.base}/id/contribution/{self.slug}"
        self._known = {"base": self.base, "slug": self.slug, "zeros": "0" * 64}
        self._update(f"INSERT DATA {{ GRAPH <{self.graph}> {{ {self._contribution(self.graph)} }} }}")

    def initiative(self, number: int) -> None:
        """Put an initiative in."""
        text = _INITIATIVE.format(**self._known, number=number)
        self._update(f"INSERT DATA {{ GRAPH <{self.graph}> {{ {text} }} }}")

    def label(self, number: int) -> None:
        """Replace a label in a graph that is named."""
        node = f"{self.base}/id/initiative/{self.slug}-{number}"
        self._update(_LABEL.format(graph=f"<{self.graph}>", node=node, number=number))

    def label_somewhere(self, number: int) -> None:
        """Replace a label in a graph that is a variable."""
        node = f"{self.base}/id/initiative/{self.slug}-{number}"
        self._update(_LABEL.format(graph="?g", node=node, number=f"{number} bis"))

    def file(self, number: int) -> None:
        """Load a small file."""
        path = Path(f"{self.slug}-file-{number}.ttl")
        graph = f"{self.base}/id/contribution/{path.stem}"
        text = (
            _PREFIXES + self._contribution(graph) + _INITIATIVE.format(**self._known, number=f"file-{number}")
        )
        content = text.encode()
        source = SourceFile(path, choose_format(path), content, digest_bytes(content))
        commit(self.writer, build_candidate(source, self.writer.names, naming_timeout_s=20))

    def _contribution(self, graph: str) -> str:
        return _CONTRIBUTION.format(**self._known, graph=graph)

    def _update(self, text: str) -> None:
        assert write(self.writer, Update(_PREFIXES + text)).has_changed, "nothing was written"


def _times(act: Callable[[int], None], count: int) -> list[float]:
    found = []
    for number in range(count):
        started = time.perf_counter()
        act(number)
        found.append((time.perf_counter() - started) * 1000)
    return found


def main() -> None:
    """Read the command line, write, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--count", type=int, default=7)
    parser.add_argument("--connections", type=int, default=0, help="as many as the directory was built with")
    asked = parser.parse_args()
    settings = Settings(data_dir=asked.directory, connections_per_initiative=asked.connections)
    with open_writer(open_directory(asked.directory, ""), settings) as writer:
        trial = Trial(writer)
        acts = (trial.initiative, trial.label, trial.label_somewhere, trial.file)
        for act in acts:
            found = _times(act, asked.count)
            print(f"{act.__name__:16} median {statistics.median(found):9.1f}  worst {max(found):9.1f}")


if __name__ == "__main__":
    main()
