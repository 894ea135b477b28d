"""What every page's response carries: the name of its words, so that no cache keeps old ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connections.wording.lexicon import ReadableFile, ontology_files
from webapp import context


@pytest.mark.parametrize("changed", ["wording/kinds.ttl", "axioms.ttl"])
def test_a_changed_word_changes_the_names_of_pages(
    changed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The digest in every page's ETag covers the words, which stand in the ontology's files."""
    before = context._build_digest()
    other = tmp_path / "other.ttl"
    met = []

    def with_another_word() -> Iterator[tuple[str, ReadableFile]]:
        for name, file in ontology_files():
            if name == f"ontology/{changed}":
                other.write_bytes(file.read_bytes() + b"# another word")
                met.append(name)
                yield name, other
            else:
                yield name, file

    assert context._build_digest() == before
    monkeypatch.setattr(context, "ontology_files", with_another_word)
    assert context._build_digest() != before
    assert met == [f"ontology/{changed}"]
