"""Tests of webapp.harvest.oai: what a harvester of OAI-PMH relies on, and each mistake by the code that the protocol names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from graph.storage.history.model import ChangeKind
from graph.storage.history.reader import reading_history
from tests.webapp.conftest import BASE
from webapp.harvest import oai
from webapp.harvest.oai_protocol import ListState, write_token

NS = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
SHED, GARDEN = (f"{BASE}/id/initiative/{each}" for each in ("cabane", "jardin"))


def _ask(client: FlaskClient, **arguments: str) -> ET.Element:
    answer = client.get(
        "/atlas/oai", query_string={each.rstrip("_"): value for each, value in arguments.items()}
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    return ET.fromstring(answer.data)  # noqa: S314  our own


def _error(root: ET.Element) -> str:
    (found,) = root.findall("o:error", NS)
    return found.get("code") or ""


def _harvest(client: FlaskClient, verb: str = "ListRecords", **arguments: str) -> list[ET.Element]:
    """Read a whole list, as a harvester does; return its headers."""
    found: list[ET.Element] = []
    root = _ask(client, verb=verb, **{"metadataPrefix": "oai_dc", **arguments})
    while True:
        if root.find("o:error", NS) is not None:
            assert _error(root) == "noRecordsMatch"
            return found
        found += root.findall(".//o:header", NS)
        token = root.find(".//o:resumptionToken", NS)
        if token is None or not token.text:
            return found
        root = _ask(client, verb=verb, resumptionToken=token.text)


def _identifier(header: ET.Element) -> str:
    return header.findtext("o:identifier", "", NS)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send seven records at a time."""
    monkeypatch.setattr(oai, "_PAGE", 7)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_harvest_has_each_thing_once(harvester: FlaskClient, history_file: Path, verb: str) -> None:
    """At its last version, also those that are gone, as deleted."""
    headers = _harvest(harvester, verb)
    with reading_history(history_file) as history:
        expected = {
            head.thing: head.kind == ChangeKind.DELETE
            for head, _ in history.records("", 0, history.count, 10**6)
        }
    assert len(headers) == len(expected)
    assert {_identifier(each): each.get("status") == "deleted" for each in headers} == expected
    assert expected[SHED]


@pytest.mark.usefixtures("small_pages")
def test_coming_back_gives_what_changed(harvester: FlaskClient, history_file: Path) -> None:
    """From the date of the last response on; both bounds count."""
    with reading_history(history_file) as history:
        gone = history.latest(SHED)
    assert gone is not None
    since = f"{gone.moment.at:%Y-%m-%dT%H:%M:%SZ}"
    found = {_identifier(each) for each in _harvest(harvester, from_=since)}
    assert SHED in found
    assert GARDEN not in found or len(found) > 3
    assert {_identifier(each) for each in _harvest(harvester, from_=since, until=since)} == found
    assert not _harvest(harvester, from_="2999-01-01")
    assert not _harvest(harvester, until="1999-01-01")
    assert _harvest(harvester, until="2999-01-01")


@pytest.mark.usefixtures("small_pages")
def test_sets_are_classes_and_licences(harvester: FlaskClient) -> None:
    """Each listed set can be harvested, and each record says which it is in."""
    listed = _ask(harvester, verb="ListSets").findall(".//o:setSpec", NS)
    specs = [each.text or "" for each in listed]
    assert "class.mai.Initiative" in specs
    assert "licence.creativecommons.org.licenses.by.4.0" in specs
    assert len(set(specs)) == len(specs)
    headers = _harvest(harvester, set="class.mai.Initiative")
    there = {_identifier(each) for each in headers if each.get("status") != "deleted"}
    assert there == {f"{BASE}/id/{each}" for each in ("initiative/jardin", "circle/semis")} | (
        there - {GARDEN, SHED} - {f"{BASE}/id/circle/semis"}
    )
    assert SHED in {_identifier(each) for each in headers} - there
    for each in headers:
        if each.get("status") != "deleted":
            assert "class.mai.Initiative" in [spec.text for spec in each.findall("o:setSpec", NS)]


def test_a_record_in_dublin_core(harvester: FlaskClient) -> None:
    """Titles with their languages, rights, source and identifier."""
    root = _ask(harvester, verb="GetRecord", identifier=GARDEN, metadataPrefix="oai_dc")
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    titles = {(each.text, each.get(language)) for each in root.findall(".//dc:title", NS)}
    assert ("Le jardin partagé", "fr") in titles
    assert root.findtext(".//dc:identifier", "", NS) == GARDEN
    assert "https://creativecommons.org/licenses/by/4.0/" in [
        each.text for each in root.findall(".//dc:rights", NS)
    ]


def test_a_record_in_rdf(harvester: FlaskClient) -> None:
    """All that is stated of it."""
    root = _ask(harvester, verb="GetRecord", identifier=GARDEN, metadataPrefix="rdf")
    about = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
    assert GARDEN in [each.get(about) for each in root.iter()]


def test_what_the_repository_says_of_itself(harvester: FlaskClient) -> None:
    """As the schema has it, in its order."""
    identify = _ask(harvester, verb="Identify").find("o:Identify", NS)
    assert identify is not None
    assert [each.tag.rpartition("}")[2] for each in identify] == [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
    ]
    assert identify.findtext("o:baseURL", "", NS) == f"{BASE}/oai"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Delete"}, "badVerb"),
        ({"verb": "Identify", "x": "y"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ""}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "rdf", "set": "x"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "rdf", "from": "x"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "rdf", "from": "2026-13-01"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "rdf", "from": "2026-01-02", "until": "2026-01-01"},
            "badArgument",
        ),
        (
            {
                "verb": "ListRecords",
                "metadataPrefix": "rdf",
                "from": "2026-01-01",
                "until": "2026-01-01T00:00:00Z",
            },
            "badArgument",
        ),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "x" * 5000}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "x", "metadataPrefix": "rdf"}, "badArgument"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "GetRecord", "identifier": "x:y", "metadataPrefix": "rdf"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": GARDEN, "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListMetadataFormats", "identifier": "x:y"}, "idDoesNotExist"),
    ],
)
def test_mistakes_have_their_codes(harvester: FlaskClient, arguments: dict[str, str], code: str) -> None:
    """By GET and by POST alike; a request that cannot be understood is told without its arguments."""
    for answer in (
        harvester.get("/atlas/oai", query_string=arguments),
        harvester.post("/atlas/oai", data=arguments),
    ):
        assert answer.status_code == 200
        root = ET.fromstring(answer.data)  # noqa: S314  our own
        assert _error(root) == code
        told = root.find("o:request", NS)
        assert told is not None
        assert (not told.attrib) == (code in ("badVerb", "badArgument"))
        assert len(root) == 3


def test_a_repeated_argument_is_one_too_many(harvester: FlaskClient) -> None:
    """Else one of them would be left out without a word."""
    for query in (
        "verb=Identify&verb=Identify",
        "verb=GetRecord&identifier=a&identifier=b&metadataPrefix=rdf",
    ):
        root = ET.fromstring(harvester.get(f"/atlas/oai?{query}").data)  # noqa: S314  our own
        assert _error(root) in ("badVerb", "badArgument")


def test_a_token_of_another_line_of_history_is_refused(harvester: FlaskClient) -> None:
    """Its numbers mean something else."""
    token = write_token(ListState("ffffffff", "oai_dc", "", 1, 9))
    query = urlencode({"verb": "ListRecords", "resumptionToken": token})
    assert _error(ET.fromstring(harvester.get(f"/atlas/oai?{query}").data)) == "badResumptionToken"  # noqa: S314
