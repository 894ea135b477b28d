"""Load a dump: its contributions under their names, into a directory that is empty or not.

An empty directory first gets what this release ships; then all is validated and committed at once, as any load is. Register
and vocabulary come from the software, never from the dump: where they differ, that is reported. What is derived follows.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.administration.bootstrap import software_candidate
from graph.errors import BaseMismatch, ReservedGraph
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Triple
from graph.settings import Settings
from graph.sources.candidate import Candidate, CandidateGraph, FileRecord
from graph.sources.territory_register import Register, read_register
from graph.storage.data_directory import DataDirectory, find_directory, open_directory
from graph.storage.dumps.comparison import Comparison, compare
from graph.storage.dumps.packing import sha256_of
from graph.storage.dumps.reader import FetchedDump, contributed_quads
from graph.storage.dumps.relocation import Relocation
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import Committed, Progress, commit
from graph.writing.replacements import Replacement, check_owners, find_replacements


@dataclass(frozen=True, slots=True)
class LoadedDump:
    """What a load did, what it replaced, and how the store differs from the dump now."""

    committed: Committed
    replaced: tuple[Replacement, ...]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class DumpContent:
    """A dump that was read: its contributions as a candidate, and how its names were moved, if they were."""

    dump: FetchedDump
    moved: Relocation | None
    candidate: Candidate

    @property
    def names(self) -> Namespaces:
        """The IRIs of the deployment that the dump becomes."""
        return _names_for(self.dump, self.moved)


def directory_for(content: DumpContent, settings: Settings) -> DataDirectory:
    """Return the data directory that a dump goes into; create it where there is none.

    Raises:
        BaseMismatch, KindMismatch: It is another deployment's, or a plain one.
    """
    base_iri = content.names.base_iri
    known = find_directory(settings.data_dir)
    if known is None:
        return open_directory(settings.data_dir, base_iri)
    known.require("full")
    if known.names.base_iri != base_iri:
        raise BaseMismatch(path=known.path, expected=known.names.base_iri, found=base_iri)
    return known


def _names_for(dump: FetchedDump, moved: Relocation | None) -> Namespaces:
    base_iri = dump.manifest.base_iri
    return Namespaces(moved.iri(base_iri) if moved is not None else base_iri)


def read_content(dump: FetchedDump, moved: Relocation | None = None) -> DumpContent:
    """Read the contributions of a dump, with their names moved where that is wanted.

    Raises:
        DumpUnreadable, DumpDamaged: The file does not hold what the manifest describes.
        ReservedGraph: A contribution has the name of a graph that the software keeps.
    """
    names, triples = _names_for(dump, moved), dict[NamedNode, set[Triple]]()
    for each in contributed_quads(dump):
        quad = moved.quad(each) if moved is not None else each
        graph_name = quad.graph_name
        if not isinstance(graph_name, NamedNode) or names.is_reserved(graph_name):
            expected = names.things + "contribution/…"
            raise ReservedGraph(path=dump.path, graph=graph_name, expected=expected)
        triples.setdefault(graph_name, set()).add(quad.triple)
    record = FileRecord(dump.path, sha256_of(dump.path))
    graphs = (CandidateGraph(graph, frozenset(held), record) for graph, held in triples.items())
    return DumpContent(dump, moved, Candidate(tuple(graphs)))


def load_dump(
    writer: StoreWriter,
    content: DumpContent,
    progress: Progress,
    *,
    may_replace: bool = False,
    register: Register | None = None,
) -> LoadedDump:
    """Commit the contributions of a dump.

    Args:
        may_replace: Whether contributions of other parties may be replaced.
        register: The territories of a new directory; default: the whole official register.

    Raises:
        CandidateRefused: They do not conform to the shapes.
        ForeignContribution: One would replace another party's.
    """
    is_new, candidate = writer.state() is None, content.candidate
    replaced = () if is_new else find_replacements(writer.store, candidate, writer.names)
    if not may_replace:
        check_owners(replaced, writer.names)
    if is_new:
        timeout_s = writer.settings.naming_timeout_s
        candidate |= software_candidate(writer.names, register or read_register(), naming_timeout_s=timeout_s)
    committed = commit(writer, candidate, progress)
    comparison = compare(writer.store, writer.names, content.dump.manifest, content.moved)
    return LoadedDump(committed, replaced, comparison)
