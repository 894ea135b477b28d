"""What a new data directory begins with: the ontology, the schemes, the questions, the register, the Riposte.

The coordinates of communes belong to the register; a backup that is restored under another name brings its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.resources import shipped_files
from graph.sources.candidate import Candidate, CandidateGraph
from graph.sources.coordinates import shipped_coordinates_graph
from graph.sources.reader import build_candidate
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sources.source_file import SourceFile, choose_format, digest_bytes
from graph.sources.territory_register import Register, read_register, register_graph
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import Committed, Progress, commit
from graph.writing.derivation import derive_now


def bootstrap(writer: StoreWriter, progress: Progress, *, register: Register | None = None) -> Committed:
    """Load all that ships with the software, in one commit, and derive connections from it.

    Args:   register: default: the whole official register
    Raises: CandidateRefused: our fault, the shipped data does not conform.
    """
    progress(BilingualText("Lecture de ce qui est livré", "Reading what ships"))
    candidate = shipped_candidate(
        writer.names, register or read_register(), naming_timeout_s=writer.settings.naming_timeout_s
    )
    done = commit(writer, candidate, progress)
    return replace(done, snapshot=derive_now(writer, progress) or done.snapshot)


def shipped_candidate(names: Namespaces, register: Register, *, naming_timeout_s: float) -> Candidate:
    """Read the ontology, schemes, example questions, dataset and register into one candidate."""
    candidate = software_candidate(names, register, naming_timeout_s=naming_timeout_s)
    for source in shipped_sources():
        candidate |= build_candidate(source, names, naming_timeout_s=naming_timeout_s)
    return candidate


def software_candidate(
    names: Namespaces,
    register: Register,
    *,
    naming_timeout_s: float,
    coordinates: CandidateGraph | None = None,
) -> Candidate:
    """Read the graphs that the software keeps: ontology, schemes, example questions, rules, register and coordinates.

    Args:
        coordinates: In place of those that ship.
    """
    candidate = vocabulary_candidate(names, naming_timeout_s=naming_timeout_s)
    territories = register_graph(register, names)
    coordinates = coordinates or shipped_coordinates_graph(territories.triples, names)
    return candidate | Candidate((territories, coordinates))


def shipped_sources() -> Iterator[SourceFile]:
    """Read the files of the dataset that ships with the software."""
    for path, file in shipped_files("data", ".trig"):
        content = file.read_bytes()
        yield SourceFile(Path(path), choose_format(Path(path)), content, digest_bytes(content))
