"""Tests of graph.writing.replacements: a load tells what it replaces, and leaves other parties' contributions alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import ForeignContribution, SourceNameTaken
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode
from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.payload import Payload
from graph.sources.reader import read_candidate
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import commit
from graph.writing.replacements import Replacement, check_owners, find_replacements
from graph.writing.requests import GraphWrite
from graph.writing.validated_write import write as write_request

Write = Callable[..., Path]
_OTHER = (
    "@prefix f: <http://xmlns.com/foaf/0.1/> . @prefix o: <http://www.w3.org/ns/org#> .\n"
    "@prefix k: <http://www.w3.org/2004/02/skos/core#> .\n"
    '<id/organisation/pays> a o:Organization, f:Agent ; k:prefLabel "Le pays"@fr, "The district"@en .\n'
)


def _from_other(path: Path) -> Path:
    """Attribute a contribution to another party."""
    text = path.read_text("utf-8").replace(
        "wasAttributedTo <id/organisation/ville>", "wasAttributedTo <id/organisation/pays>"
    )
    path.write_text(text + _OTHER, "utf-8")
    return path


def _load(writer: StoreWriter, settings: Settings, *paths: Path) -> tuple[Replacement, ...]:
    candidate = read_candidate(paths, writer.names, settings)
    found = find_replacements(writer.store, candidate, writer.names)
    check_owners(found, writer.names)
    commit(writer, candidate)
    return found


def test_the_first_load_and_the_same_again_replace_nothing(
    writer: StoreWriter, settings: Settings, write: Write
) -> None:
    """What stays as it is is not told, whatever form the store gives literals."""
    extra = (
        '<id/initiative/un> <http://purl.org/dc/terms/extent> "007"^^<http://www.w3.org/2001/XMLSchema#int> .'
    )
    assert _load(writer, settings, write("un", extra)) == ()
    assert _load(writer, settings, write("un", extra)) == ()


def test_what_goes_comes_and_changes_is_counted(
    writer: StoreWriter, settings: Settings, write: Write
) -> None:
    """Another value of the same property is a change; and whose it was is told, by name and file."""
    note = "<id/initiative/un> <http://www.w3.org/2004/02/skos/core#note>"
    _load(
        writer, settings, write("un", f'{note} "a"@fr . <id/initiative/un> <https://schema.org/url> <x:1> .')
    )
    (found,) = _load(writer, settings, write("un", f'{note} "b"@fr, "c"@fr, "d"@fr .'))
    assert (found.gone, found.come, found.changed) == (1, 2, 1)
    assert not found.is_foreign
    assert found.sentence(writer.names).en == (
        "Replaces id/contribution/un (by “The town” (id/organisation/ville), file un.ttl): "
        "statements removed 1, added 2, changed 1."
    )
    assert "« La ville » (id/organisation/ville)" in found.sentence(writer.names).fr


def test_another_partys_contribution_is_not_replaced(
    writer: StoreWriter, settings: Settings, write: Write
) -> None:
    """The refusal names both parties, the contribution and the file; nothing was written."""
    _load(writer, settings, write("un"))
    before = set(writer.store)
    with pytest.raises(ForeignContribution) as refused:
        _load(writer, settings, _from_other(write("un")))
    for part in ("id/contribution/un", "“The town”", "“The district”", "un.ttl"):
        assert part in refused.value.message("en")
    assert "--replace" in refused.value.hint("en")
    assert set(writer.store) == before


def test_a_party_that_stays_among_others_may_replace(
    writer: StoreWriter, settings: Settings, write: Write
) -> None:
    """One who joins the others is no stranger."""
    _load(writer, settings, write("un"))
    path = write("un", _OTHER + "<id/contribution/un> prov:wasAttributedTo <id/organisation/pays> .")
    (found,) = _load(writer, settings, path)
    assert len(found.parties) == 2
    assert not found.is_foreign


def test_a_put_tells_what_it_replaced(writer: StoreWriter, settings: Settings, write: Write) -> None:
    """It names the graph itself, so it is done."""
    _load(writer, settings, write("un"))
    body = Payload(
        "text/turtle", b"@base <http://127.0.0.1:8000/> .\n" + _from_other(write("un")).read_bytes()
    )
    done = write_request(writer, GraphWrite("put", writer.names.thing("contribution", "un").value, (body,)))
    (found,) = done.replaced
    assert found.is_foreign
    assert found.as_members()["attributedTo"] == ["http://127.0.0.1:8000/id/organisation/ville"]


def test_what_is_removed_is_told(writer: StoreWriter, settings: Settings, write: Write) -> None:
    """With the number of its statements."""
    _load(writer, settings, write("un"))
    graph = writer.names.thing("contribution", "un")
    (found,) = find_replacements(writer.store, Candidate(removed=frozenset({graph})), writer.names)
    count = sum(1 for _ in writer.store.quads_for_pattern(None, None, None, graph))
    assert found.sentence(writer.names).en.endswith(f"statements removed {count}.")
    assert found.sentence(writer.names).en.startswith("Removes id/contribution/un (by “The town”")


def test_two_files_of_one_name_are_refused_together(
    tmp_path: Path, names: Namespaces, settings: Settings, write: Write
) -> None:
    """They would be joined in silence; a graph that is named joins them on purpose."""
    first = write("un")
    second = tmp_path / "b" / "un.ttl"
    second.parent.mkdir()
    second.write_bytes(first.read_bytes())
    with pytest.raises(ExceptionGroup) as refused:
        read_candidate([first, second], names, settings)
    (error,) = refused.value.exceptions
    assert isinstance(error, SourceNameTaken)
    assert error.facts["other"] == first
    assert read_candidate([first, first], names, settings).names()
    assert read_candidate([first, second], names, replace(settings), graph=NamedNode("x:both")).names()
