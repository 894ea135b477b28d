"""Tests of graph.sources.source_file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from graph.errors import SourceMissing, SourceTooLarge, SourceUnreadable, UnknownMediaType
from graph.sources.source_file import choose_format, read_source

TURTLE = b"<http://a.example/s> <http://a.example/p> 1 ."


@pytest.mark.parametrize(
    ("file_name", "syntax", "expected"),
    [
        ("a.ttl", "", RdfFormat.TURTLE),
        ("a.TTL.gz", "", RdfFormat.TURTLE),
        ("a.trig", "", RdfFormat.TRIG),
        ("a.nt", "", RdfFormat.N_TRIPLES),
        ("a.nq", "", RdfFormat.N_QUADS),
        ("a.rdf", "", RdfFormat.RDF_XML),
        ("a.owl", "", RdfFormat.RDF_XML),
        ("a.json", "", RdfFormat.JSON_LD),
        ("a.txt", "ttl", RdfFormat.TURTLE),
        ("a.txt", "text/turtle", RdfFormat.TURTLE),
    ],
)
def test_the_syntax_is_told_by_name_or_by_word(file_name: str, syntax: str, expected: RdfFormat) -> None:
    """Extension, media type, and `.gz` on top."""
    assert choose_format(Path(file_name), syntax) == expected


@pytest.mark.parametrize("file_name", ["photo.heic", "README", "a.n3", "a.gz"])
def test_an_unknown_syntax_is_refused_with_what_is_known(file_name: str) -> None:
    """The message lists the extensions that are read."""
    with pytest.raises(UnknownMediaType) as caught:
        choose_format(Path(file_name))
    assert ".ttl" in caught.value.message("en")


def test_gzip_is_unpacked_whatever_the_name(tmp_path: Path) -> None:
    """The bytes tell, not the extension; the digest is of the file as it lies."""
    path = tmp_path / "a.ttl"
    path.write_bytes(gzip.compress(TURTLE))
    source = read_source(path, max_bytes=1000)
    assert source.content == TURTLE
    assert len(source.sha256) == 64


def test_a_gzip_bomb_stops_at_the_limit(tmp_path: Path) -> None:
    """A few kilobytes that unpack to many megabytes are refused, never held."""
    path = tmp_path / "bomb.ttl.gz"
    path.write_bytes(gzip.compress(b"#" * 50_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceTooLarge):
        read_source(path, max_bytes=10_000_000)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The path is in the message."""
    with pytest.raises(SourceMissing) as caught:
        read_source(tmp_path / "none.ttl", max_bytes=10)
    assert "none.ttl" in str(caught.value)


@pytest.mark.parametrize(
    "content", [gzip.compress(TURTLE, mtime=0)[:-9], b"\x1f\x8bnot gzip at all"], ids=["cut", "false"]
)
def test_broken_gzip_is_unreadable(tmp_path: Path, content: bytes) -> None:
    """A cut or false gzip file is refused."""
    path = tmp_path / "a.ttl.gz"
    path.write_bytes(content)
    with pytest.raises(SourceUnreadable):
        read_source(path, max_bytes=1000)


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    """A folder named like a file is refused."""
    folder = tmp_path / "a.ttl"
    folder.mkdir()
    with pytest.raises(SourceUnreadable):
        read_source(folder, max_bytes=10)
