"""Tests of graph.writing.commit, graph.writing.staging, graph.storage.store_writer and graph.storage.snapshots: whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from graph.errors import CandidateRefused, UnknownGraph
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, NamedNode, Triple, name
from graph.sources.candidate import Candidate, CandidateGraph
from graph.sources.reader import read_candidate
from graph.storage.dataset import CurrentDataset
from graph.storage.snapshots import list_snapshots
from graph.storage.store_writer import StoreWriter
from graph.writing.commit import Committed, commit, review, shapes_digest
from tests.evaluating import evaluate_in

Write = Callable[..., Path]
Load = Callable[..., Committed]
Count = Callable[[], int]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TERRITORY = """
<id/territory/{level}-{code}> a mai:Territory, igeo:{type} ; skos:prefLabel "T"@fr, "T"@en ; igeo:nom "T"@fr ;
    igeo:codeINSEE "{code}" .
"""
_FORGED_ENTRY = """
<id/territory/commune-99999> a mai:Territory, igeo:Commune ; skos:prefLabel "X"@fr, "X"@en ;
    igeo:codeINSEE "99999" ; igeo:subdivisionDirecteDe <id/territory/region-76> ;
    mai:inRegister <graph/ref/cog-2026> .
<id/territory/region-76> a mai:Territory, igeo:Region ; skos:prefLabel "O"@fr, "O"@en ; igeo:codeINSEE "76" ;
    mai:inRegister <graph/ref/cog-2026> .
"""


@pytest.fixture
def load(writer: StoreWriter) -> Load:
    """Load files into the writer's store."""

    def loaded(*paths: Path) -> Committed:
        return commit(writer, read_candidate(paths, writer.names, writer.settings))

    return loaded


@pytest.fixture
def count(writer: StoreWriter) -> Count:
    """Count the triples of the merge as the endpoint does, in the snapshot in force."""
    current = CurrentDataset(writer.directory.path)

    def counted() -> int:
        (row,) = evaluate_in(current.get(), COUNT).result  # type: ignore[union-attr]
        return int(row["n"].value)

    return counted


def _merged(writer: StoreWriter) -> set[Triple]:
    return {quad.triple for quad in writer.store.quads_for_pattern(None, None, None, DefaultGraph())}


def _graph(writer: StoreWriter, slug: str) -> Iterator[Triple]:
    quads = writer.store.quads_for_pattern(None, None, None, writer.names.contribution(slug))
    return (quad.triple for quad in quads)


def test_a_conforming_file_is_published_and_counted(load: Load, write: Write, count: Count) -> None:
    """The snapshot's own count is the endpoint's."""
    done = load(write("un"))
    assert done.snapshot.number == 1
    assert count() == done.snapshot.triple_count


def test_loading_the_same_file_again_changes_nothing(load: Load, write: Write) -> None:
    """No new snapshot for no new statement."""
    first, second = load(write("un")), load(write("un"))
    assert (second.changed, second.snapshot.number) == (False, first.snapshot.number)


def test_loading_a_source_again_replaces_its_graph_and_nothing_else(
    load: Load, write: Write, writer: StoreWriter
) -> None:
    """What the new version no longer says is gone; the other contribution is as it was."""
    load(write("un", '<id/initiative/un> skos:altLabel "Ancien nom"@fr .'), write("deux"))
    before = set(_graph(writer, "deux"))
    load(write("un", '<id/initiative/un> skos:altLabel "Nouveau nom"@fr .'))
    labels = {
        str(triple.object) for triple in _graph(writer, "un") if triple.predicate.value.endswith("altLabel")
    }
    assert labels == {'"Nouveau nom"@fr'}
    assert set(_graph(writer, "deux")) == before


def test_shared_statements_count_once_and_stay_until_the_last_goes(
    load: Load, write: Write, writer: StoreWriter, count: Count
) -> None:
    """Two contributions state the same triples; one is taken away, then the other."""
    shared = '<id/initiative/commune> a mai:Initiative ; skos:prefLabel "C"@fr, "C"@en ; mai:carriedBy <id/organisation/ville> .'
    alone = load(write("un", shared)).snapshot.triple_count
    both = load(write("deux", shared)).snapshot.triple_count
    assert count() == both
    only_deux = len(set(_graph(writer, "deux")) - set(_graph(writer, "un")))
    catalogue_of_deux = 5
    assert both - alone == only_deux + catalogue_of_deux
    kept = set(_graph(writer, "deux"))
    commit(writer, Candidate(removed=frozenset((writer.names.contribution("un"),))))
    assert set(_graph(writer, "deux")) == kept
    assert kept <= _merged(writer)
    assert not list(_graph(writer, "un"))
    assert count() == len(_merged(writer))


def test_taking_away_what_was_added_gives_the_digest_of_before(
    load: Load, write: Write, writer: StoreWriter
) -> None:
    """Equal statements have equal digests, whatever happened between."""
    before = load(write("un")).snapshot.digest
    assert load(write("deux")).snapshot.digest != before
    after = commit(writer, Candidate(removed=frozenset((writer.names.contribution("deux"),))))
    assert after.snapshot.digest == before


REFUSED = {
    "an unknown commune code": (TERRITORY.format(level="commune", type="Commune", code="34999"), "code"),
    "an ill-formed commune code": (TERRITORY.format(level="commune", type="Commune", code="3405"), "code"),
    "an end before the start": (
        '<id/initiative/un> schema:startDate "2021-05"^^xsd:gYearMonth ; schema:endDate "2021-03"^^xsd:gYearMonth .',
        "fin",
    ),
    "a dangling link": ("<id/initiative/un> mai:answersNeed <id/need/nulle-part> .", "nulle-part"),
    "an initiative without an actor": (
        '<id/initiative/seule> a mai:Initiative ; skos:prefLabel "S"@fr, "S"@en .',
        "porte",
    ),
    "derived links stated by a source": (
        "<id/initiative/un> mai:sharesNeedWith <id/initiative/un> .",
        "déduit",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_breaks_a_shape_is_refused_and_nothing_is_written(
    case: str, load: Load, write: Write, writer: StoreWriter
) -> None:
    """The report says why in words; snapshot and store are as before."""
    before = load(write("un")).snapshot
    extra, word = REFUSED[case]
    with pytest.raises(CandidateRefused) as caught:
        load(write("un", extra))
    told = caught.value.report.as_text("fr")
    assert word in told.lower()
    assert "un.ttl" in told or word == "déduit"
    assert [each.digest for each in list_snapshots(writer.directory)] == [before.digest]
    assert writer.state().digest == before.digest  # type: ignore[union-attr]


def test_one_bad_file_holds_back_the_good_one(load: Load, write: Write, writer: StoreWriter) -> None:
    """All files or none."""
    with pytest.raises(CandidateRefused):
        load(write("bon"), write("mauvais", "<id/initiative/mauvais> mai:answersNeed <id/need/nulle-part> ."))
    assert writer.state() is None


def test_a_contribution_without_a_licence_is_refused(load: Load, tmp_path: Path) -> None:
    """Nothing is published that does not say what may be done with it."""
    path = tmp_path / "nu.ttl"
    path.write_text("<id/x> <http://www.w3.org/2000/01/rdf-schema#label> 'x' .")
    with pytest.raises(CandidateRefused):
        load(path)


def test_a_removal_that_leaves_a_link_to_nothing_is_refused(
    load: Load, write: Write, writer: StoreWriter
) -> None:
    """What others refer to stays until they no longer do."""
    load(write("un"), write("deux", "<id/initiative/deux> mai:partOf <id/initiative/un> ."))
    with pytest.raises(CandidateRefused):
        commit(writer, Candidate(removed=frozenset((writer.names.contribution("un"),))))


def test_removing_an_unknown_graph_is_an_error(writer: StoreWriter) -> None:
    """A misspelt name removes nothing in silence."""
    with pytest.raises(UnknownGraph):
        commit(writer, Candidate(removed=frozenset((NamedNode("http://x.example/none"),))))


def test_the_report_is_published_as_a_graph_outside_the_merge(
    load: Load, write: Write, writer: StoreWriter
) -> None:
    """Warnings can be queried, and are not statements about the world."""
    load(write("un"))
    validation = {
        quad.triple
        for quad in writer.store.quads_for_pattern(None, None, None, writer.names.graph("validation"))
    }
    assert any(triple.predicate.value.endswith("#resultMessage") for triple in validation)
    assert not validation & _merged(writer)


def test_date_bounds_are_computed_and_kept_apart(load: Load, write: Write, writer: StoreWriter) -> None:
    """A stated month becomes a first day, in a graph of its own."""
    load(write("un", '<id/initiative/un> schema:startDate "2020-03"^^xsd:gYearMonth .'))
    (quad,) = writer.store.quads_for_pattern(None, None, None, writer.names.graph("derived/bounds"))
    assert str(quad.object).startswith('"2020-03-01"')


def test_a_large_change_gives_the_same_store_as_a_transaction(
    load: Load, write: Write, writer: StoreWriter
) -> None:
    """Rebuilding and updating are two ways to one state."""
    load(write("un"))
    small = commit(writer, read_candidate([write("deux")], writer.names, writer.settings))
    merged = _merged(writer)
    commit(writer, Candidate(removed=frozenset((writer.names.contribution("deux"),))))
    object.__setattr__(writer.settings, "transaction_max_quads", 0)
    large = commit(writer, read_candidate([write("deux")], writer.names, writer.settings))
    assert large.snapshot.digest == small.snapshot.digest
    assert {
        each for each in _merged(writer) if "/dataset" not in str(each.subject) and "record" not in str(each)
    } == {each for each in merged if "/dataset" not in str(each.subject) and "record" not in str(each)}


def test_draft_contributions_stay_out_of_the_merge(load: Load, write: Write, writer: StoreWriter) -> None:
    """A draft is stored, and not published."""
    draft = "<id/contribution/un> mai:reviewStatus <https://w3id.org/maillage/scheme/review-status/draft> ."
    load(write("un", draft))
    assert list(_graph(writer, "un"))
    assert not any("initiative/un" in str(triple.subject) for triple in _merged(writer))


def test_literals_keep_their_digest_when_the_store_rewrites_them(load: Load, write: Write) -> None:
    """The store reads `01` back as `1`: the same file is still the same."""
    padded = '<id/initiative/un> mai:declaredPartCount "00"^^xsd:integer .'
    load(write("un", padded))
    assert not load(write("un", padded)).changed


def test_candidate_graphs_of_one_name_are_joined() -> None:
    """Joining keeps what both say."""
    graph = NamedNode("http://x.example/g")
    one, two = (
        Candidate(
            (CandidateGraph(graph, frozenset({Triple(graph, graph, NamedNode(f"http://x.example/{n}"))})),)
        )
        for n in (1, 2)
    )
    assert [len(each.triples) for each in (one | two).graphs] == [2]


def test_a_contribution_can_be_revised(load: Load, write: Write, writer: StoreWriter) -> None:
    """What is revised stays stored and leaves the merge; the link to it is no link to nothing."""
    load(write("un"))
    load(write("deux", "<id/contribution/deux> prov:wasRevisionOf <id/contribution/un> ."))
    assert list(_graph(writer, "un"))
    assert not any("initiative/un" in str(triple.subject) for triple in _merged(writer))
    assert any("initiative/deux" in str(triple.subject) for triple in _merged(writer))


@pytest.mark.parametrize(
    ("extra", "check"),
    [
        ("<id/contribution/un> prov:wasRevisionOf <id/contribution/un> .", "revision_astray"),
        ("<id/contribution/un> prov:wasRevisionOf <id/contribution/zero> .", "revision_astray"),
        ('<dataset> <http://www.w3.org/ns/dcat#version> "999" .', "kept_by_software"),
        (
            _FORGED_ENTRY,
            "kept_by_software",
        ),
        ("mai:Method <http://www.w3.org/2000/01/rdf-schema#subClassOf> mai:Need .", "kept_by_software"),
    ],
)
def test_a_contribution_cannot_speak_for_the_software(
    load: Load, write: Write, writer: StoreWriter, extra: str, check: str
) -> None:
    """Vocabulary, registers and catalogue are closed to it, and so is hiding itself; nothing is written."""
    load(write("avant"))
    before = writer.state()
    with pytest.raises(CandidateRefused) as refused:
        load(write("un", extra))
    assert any(check in each.source_shape for each in refused.value.report.violations)
    assert writer.state() == before


def test_a_refusal_by_a_check_reads_as_rdf(load: Load, write: Write, names: Namespaces) -> None:
    """A check has a name, not an IRI: the report tells the rest."""
    with pytest.raises(CandidateRefused) as refused:
        load(write("un", "<id/contribution/un> prov:wasRevisionOf <id/contribution/un> ."))
    told = set(refused.value.report.as_triples(names))
    assert any(triple.predicate == name("sh:focusNode") for triple in told)


def test_a_triple_is_no_thing(load: Load, write: Write) -> None:
    """A triple term stands where it may, and not where a thing is expected."""
    term = "<<( <id/initiative/un> a mai:Initiative )>>"
    load(write("un", f"<id/initiative/un> schema:about {term} ."))
    with pytest.raises(CandidateRefused):
        load(write("un", f"<id/initiative/un> mai:partOf {term} ."))


def test_two_commits_within_a_second_leave_the_catalogue_in_the_merge(
    load: Load, write: Write, writer: StoreWriter, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time that both tell stays, though the store writes it otherwise."""
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    monkeypatch.setattr("graph.writing.commit.now", lambda: moment)
    load(write("un"))
    both = load(write("deux")).snapshot.triple_count
    assert count() == both == len(_merged(writer))


PRIVATE = '<id/person/marie> a foaf:Person, foaf:Agent ; foaf:name "M" ; skos:prefLabel "M"@fr, "M"@en ; schema:email "m@ville.fr" .'


@pytest.mark.parametrize("before", [0, 1], ids=["the first load", "a small change"])
def test_private_data_are_refused_with_the_file(load: Load, write: Write, before: int) -> None:
    """By a full validation as by that of a change; the message names the file, the subject, the property."""
    for number in range(before):
        load(write(f"avant{number}"))
    with pytest.raises(CandidateRefused) as refused:
        load(
            write(
                "prive",
                '<id/person/marie> schema:contactPoint [ schema:telephone "04 67 00 00 00" ] .' + PRIVATE,
            )
        )
    about = [each for each in refused.value.report.results if "person/marie" in each.focus_node]
    assert {each.source_shape for each in about} == {"check/private_data"}, "one message for each datum"
    assert len(about) == 2
    text = refused.value.report.as_text("en")
    assert "Remove the e-mail address (m…@ville.fr): property schema:email of <id/person/marie>" in text
    assert (
        "property schema:telephone of a node without a name, to which schema:contactPoint of <id/person/marie> leads"
        in text
    )
    assert "id/person/marie> (prive.ttl)" in text
    assert "m@ville.fr" not in text


@pytest.mark.parametrize("before", [0, 1], ids=["the first load", "a small change"])
def test_a_misspelt_term_of_ours_is_refused(load: Load, write: Write, before: int) -> None:
    """With the one that was meant."""
    for number in range(before):
        load(write(f"avant{number}"))
    with pytest.raises(CandidateRefused) as refused:
        load(write("faute", "<id/initiative/x> a mai:Initative ; mai:onTeritory <id/organisation/ville> ."))
    text = refused.value.report.as_text("en")
    assert "Did you mean mai:Initiative?" in text
    assert "Did you mean mai:onTerritory?" in text


@pytest.mark.parametrize("before", [0, 1], ids=["the first load", "a small change"])
def test_a_load_tells_what_no_page_shows(load: Load, write: Write, before: int) -> None:
    """It is taken, counted and listed; the sum is all that the file holds."""
    for number in range(before):
        load(write(f"avant{number}"))
    path = write(
        "muet", '<id/x/1> a schema:Event ; skos:prefLabel "x"@fr . <id/x/2> a <http://schema.org/Event> .'
    )
    done = load(path)
    assert done.changed
    reading = done.report.reading
    assert reading is not None
    assert (reading.not_read_count, len(reading.not_read)) == (3, 2)
    assert "took 3 statements about 2 things that no page shows" in done.report.as_text("en")
    members = json.loads(done.report.as_json())["statements"]
    assert members["total"] == members["understood"] + 3


@pytest.mark.parametrize("before", [0, 1], ids=["the first load", "a small change"])
def test_a_load_tells_that_a_draft_is_not_published(load: Load, write: Write, before: int) -> None:
    """All of it is stored, and nothing of it is shown."""
    for number in range(before):
        load(write(f"avant{number}"))
    draft = "<id/contribution/brouillon> mai:reviewStatus <https://w3id.org/maillage/scheme/review-status/draft> ."
    reading = load(write("brouillon", draft)).report.reading
    assert reading is not None
    assert reading.understood_count == 0
    assert "the contribution <http://127.0.0.1:8000/id/contribution/brouillon> is a draft" in "".join(
        reading.as_lines("en", was_taken=True)
    )


def test_what_was_held_before_the_checks_stops_nobody(
    writer: StoreWriter, load: Load, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store from before is mended one contribution at a time: others' old faults are warnings, touched ones are refused."""
    bad = (
        PRIVATE.replace("schema:email", "schema:faxNumber")
        + "<id/initiative/{0}> mai:onTeritory <id/organisation/ville> ."
    )
    with monkeypatch.context() as before:
        for finder in ("find_private_data", "find_unknown_terms"):
            before.setattr(f"graph.validation.graph_checks.{finder}", lambda *_: iter(()))
        for slug in ("un", "deux"):
            load(write(slug, bad.format(slug)))
    monkeypatch.setattr("graph.writing.commit._has_current_report", lambda _: False)
    mended = load(write("un")).report
    assert mended.conforms
    assert "onTeritory" not in mended.as_text("en"), "the faults of others are not this author's"
    report = review(writer.store, Candidate(), writer.names)[1]
    assert report.conforms
    told = [each for each in report.results if each.component == "check"]
    assert {each.severity for each in told} == {"Warning"}
    assert "onTeritory" in "".join(each.messages.en for each in told)
    stored = writer.store.quads_for_pattern(None, name("sh:resultMessage"), None, None)
    assert not [each for each in stored if "onTeritory" in str(each.object)]
    with pytest.raises(CandidateRefused):
        load(write("trois", bad.format("trois")))


@pytest.mark.parametrize("file", ["private_data.toml", "vocabularies.toml", "advice.toml"])
def test_a_release_with_other_facts_validates_all_again(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts as private is as much a rule as a shape: the mark of the stored report changes with it."""
    original, copies = files("graph.validation"), tmp_path / "facts"
    copies.mkdir()
    for each in original.iterdir():
        if each.name.endswith(".toml"):
            (copies / each.name).write_bytes(each.read_bytes())
    monkeypatch.setattr("graph.writing.commit.files", lambda _: copies)
    assert shapes_digest.__wrapped__() == shapes_digest()
    (copies / file).write_bytes((copies / file).read_bytes() + b"#")
    assert shapes_digest.__wrapped__() != shapes_digest()
