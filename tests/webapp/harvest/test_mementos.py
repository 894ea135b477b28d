"""Tests of webapp.harvest.mementos: what was said at a date, and what is said of what is gone (RFC 7089)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from graph.storage.history.reader import reading_history
from tests.webapp.conftest import BASE, BROWSER
from tests.webapp.harvest.conftest import Past

PREFIX, TAIL = "/atlas", "initiative/cabane"
THING = f"{BASE}/id/{TAIL}"
LABELS = ('"La cabane"@fr', '"La vieille cabane"@fr')


@pytest.fixture
def moments(history_file: Path) -> list[datetime]:
    """Return when the shed came, changed and went."""
    with reading_history(history_file) as history:
        return [each.moment.at for each in history.versions_of(THING)]


def _at(client: FlaskClient, path: str, moment: datetime) -> str:
    answer = client.get(path, headers={"Accept-Datetime": format_datetime(moment, usegmt=True)})
    assert answer.status_code == 302
    assert "accept-datetime" in answer.headers["Vary"].lower()
    assert 'rel="original"' in answer.headers["Link"]
    return str(answer.headers["Location"])


def test_a_date_leads_to_the_version_in_force(
    harvester: FlaskClient, past: Past, moments: list[datetime]
) -> None:
    """Before the first, to the first; the document is its own time gate, though its thing is gone."""
    path = f"{PREFIX}/doc/{TAIL}"
    assert _at(harvester, path, datetime(1999, 1, 1, tzinfo=UTC)).endswith(f"-{past.brought}/{TAIL}")
    whole = [each.replace(microsecond=0) for each in moments]
    if len(set(whole)) == len(whole):
        numbers = (past.brought, past.changed, past.removed)
        for moment, number in zip(whole, numbers, strict=True):
            assert _at(harvester, path, moment).endswith(f"-{number}/{TAIL}")
    assert _at(harvester, path, moments[-1] + timedelta(days=400)).endswith(f"-{past.removed}/{TAIL}")


def test_versions_say_what_was_said(harvester: FlaskClient, past: Past, history_file: Path) -> None:
    """Each with its date, what came before and after, and for ever."""
    with reading_history(history_file) as history:
        epoch = history.epoch
    for number, label in zip((past.brought, past.changed), LABELS, strict=True):
        answer = harvester.get(f"{PREFIX}/version/{epoch}-{number}/{TAIL}", headers={"Accept": "text/turtle"})
        assert answer.status_code == 200
        assert label in answer.text
        assert parsedate_to_datetime(answer.headers["Memento-Datetime"])
        assert "immutable" in answer.headers["Cache-Control"]
        relations = re.findall(r'rel="([^"]*)"', answer.headers["Link"])
        assert {"original", "timegate", "timemap"} <= set(relations)
        assert ("prev memento" in " ".join(relations)) == (number != past.brought)
    answer = harvester.get(
        f"{PREFIX}/version/{epoch}-{past.removed}/{TAIL}", headers={"Accept": "text/turtle"}
    )
    assert answer.status_code == 410
    assert "as:Delete" in answer.text
    assert answer.headers["Memento-Datetime"]


def test_the_list_of_versions_leads_to_each(harvester: FlaskClient) -> None:
    """In order, with its date."""
    answer = harvester.get(f"{PREFIX}/timemap/{TAIL}")
    assert (answer.status_code, answer.mimetype) == (200, "application/link-format")
    listed = re.findall(r'<([^>]*)>; rel="memento"; datetime="([^"]*)"', answer.text)
    assert len(listed) == 3
    codes = [harvester.get(urlsplit(address).path).status_code for address, _ in listed]
    assert codes == [200, 200, 410]


def test_what_is_gone_says_so(harvester: FlaskClient) -> None:
    """Its name and its document tell when, to programs and to people; what never was is not found."""
    for path in (f"/id/{TAIL}", f"/doc/{TAIL}", f"/doc/{TAIL}.ttl"):
        answer = harvester.get(PREFIX + path)
        assert (answer.status_code, answer.get_json()["code"]) == (410, "thing-removed"), path
        assert f"/timemap/{TAIL}" in answer.headers["Link"]
    page = harvester.get(f"{PREFIX}/doc/{TAIL}", headers={"Accept": BROWSER, "Accept-Language": "fr"})
    assert page.status_code == 410
    assert "retirée" in page.text
    assert harvester.get(f"{PREFIX}/doc/initiative/jamais").status_code == 404


def test_documents_lead_to_their_versions(harvester: FlaskClient) -> None:
    """By the header Link."""
    answer = harvester.get(f"{PREFIX}/doc/initiative/jardin.ttl")
    assert "accept-datetime" in answer.headers["Vary"].lower()
    relations = dict(re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"]))
    assert relations[f"{BASE}/timemap/initiative/jardin"] == "timemap"


def test_things_of_others_have_versions_too(harvester: FlaskClient) -> None:
    """Named by the parameter `of`."""
    term = "https://w3id.org/maillage/ns#Initiative"
    answer = harvester.get(f"{PREFIX}/timemap/", query_string={"of": term})
    assert answer.status_code == 200
    address = urlsplit(re.findall(r'<([^>]*)>; rel="memento"', answer.text)[0])
    version = harvester.get(f"{address.path}?{address.query}", headers={"Accept": "text/turtle"})
    assert version.status_code == 200
    assert "as:Create" in version.text


@pytest.mark.parametrize("text", ["yesterday", "", "2026-11-30", "Tue, 99 Dec 2026 10:00:00 GMT"])
def test_what_is_no_date_is_refused(harvester: FlaskClient, text: str) -> None:
    """Naming what is expected."""
    answer = harvester.get(f"{PREFIX}/doc/initiative/jardin", headers={"Accept-Datetime": text})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "date-unreadable")


@pytest.mark.parametrize(
    "path", ["/version/ffffffff-1/initiative/jardin", "/version/", "/version/x/", "/timemap/", "/timemap/x"]
)
def test_what_is_not_there(harvester: FlaskClient, path: str) -> None:
    """Not found, whatever is missing."""
    assert harvester.get(PREFIX + path).status_code == 404
