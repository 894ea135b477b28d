"""What a new data directory begins with: the ontology, the schemes, the questions, the register, the Riposte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.candidate import Candidate
from graph.commit import Committed, Progress, commit
from graph.read import candidate_of
from graph.register import Register, read_register, register_graph
from graph.shipped import shipped_files
from graph.source import Source, choose_format, digest_bytes
from graph.store import Writer
from graph.vocabulary import vocabulary_candidate
from graph.words import Words


def bootstrap(writer: Writer, progress: Progress, *, register: Register | None = None) -> Committed:
    """Load all that ships with the software, in one commit.

    Args:   register: default: the whole official register
    Raises: CandidateRefused: our fault, the shipped data does not conform.
    """
    progress(Words("Lecture de ce qui est livré", "Reading what ships"))
    return commit(writer, shipped_candidate(writer, register or read_register()), progress)


def shipped_candidate(writer: Writer, register: Register) -> Candidate:
    """Read the ontology, schemes, example questions, dataset and register into one candidate."""
    names, timeout_s = writer.names, writer.settings.naming_timeout_s
    candidate = vocabulary_candidate(names, naming_timeout_s=timeout_s)
    for source in shipped_sources():
        candidate |= candidate_of(source, names, naming_timeout_s=timeout_s)
    return candidate | Candidate((register_graph(register, names),))


def shipped_sources() -> Iterator[Source]:
    """Read the files of the dataset that ships with the software."""
    for path, file in shipped_files("data", ".trig"):
        content = file.read_bytes()
        yield Source(Path(path), choose_format(Path(path)), content, digest_bytes(content))
