"""A contribution on a commune that nobody named costs what one on a used commune does, while twenty others write."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench.write_beside_others import contribution, measure
from graph.rdf.namespaces import Namespaces
from graph.settings import Settings
from graph.sources.reader import build_candidate
from graph.sources.source_file import SourceFile, choose_format, digest_bytes
from graph.storage.dataset import SnapshotDataset
from tests.serving import BASE_IRI, NEVER_DERIVE_S
from tests.waiting import HANGS_S

GENEROUS = 2.0  # times; what it was about took a hundred times as long, or did not end


@pytest.mark.slow
def test_an_unused_commune_costs_what_a_used_one_does_while_twenty_write(
    riposte: SnapshotDataset, tmp_path: Path
) -> None:
    """By HTTP's queue and as a command commits, in processor time; nobody is refused, each one's writes keep their order."""
    place = shutil.copytree(riposte.snapshot.path.parents[1], tmp_path / "copy", symlinks=True)
    settings = replace(
        Settings(),
        data_dir=Path(place),
        lock_wait_s=HANGS_S,
        write_timeout_s=HANGS_S,
        derivation_delay_s=NEVER_DERIVE_S,
        derivation_wait_s=NEVER_DERIVE_S,
    )
    run = measure(settings, pairs=2, writers=20)
    assert not run.failures
    assert run.others_written >= 20
    ratios = {way: run.ratio(way) for way in ("http", "command")}
    assert max(ratios.values()) < GENEROUS, (ratios, run.costs)


def test_what_is_measured_has_as_many_statements_as_it_says() -> None:
    """36, so that what is measured is what was asked for."""
    body = contribution(BASE_IRI, "un", "34172")
    source = SourceFile(Path("un.ttl"), choose_format(Path("un.ttl")), body, digest_bytes(body))
    (graph,) = build_candidate(source, Namespaces(BASE_IRI), naming_timeout_s=HANGS_S).graphs
    assert len(graph.triples) == 36
