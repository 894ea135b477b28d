"""Numbers on pages: each was counted, whatever the queries leave out, and leads to a list of as many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from math import inf

import pytest
from flask.testing import FlaskClient

from bench.generate import BASE_IRI
from graph.rdf.terms import expand
from graph.settings import Settings
from graph.sparql.named_queries import NamedQuery, query_names, read_query
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from tests.evaluating import evaluate_in
from tests.serving import closing_application
from tests.webapp.conftest import BROWSER
from webapp.page_data.descriptions import active_territories, overview

_BROWSE = [read_query(each) for each in query_names() if each.startswith("browse/")]
_LIMIT = re.compile(r"\bLIMIT (\d+)\s*$")
# Of what these give too little, a page may show less, and tells no other number.
_OVERVIEWS = (
    "browse/active_territories",
    "browse/initiatives_overview",
    "browse/needs_overview",
)
_FEW = 7
CROWDED = [
    "/",
    "/list/need",
    "/list/territory",
    "/doc/need/n0",
    "/doc/organisation/o0",
    "/doc/theme/t0",
    "/doc/territory/departement-34",
    "/doc/territory/region-11",
    "/doc/territory/pays-99100",
    "/doc/contribution/bench-0",
    f"/list/initiative?place={BASE_IRI}/id/territory/region-11",
]
SMALL = ["/", "/list/initiative", "/list/need", "/list/territory", "/doc/territory/commune-34057"]
TERRITORIES = ["pays-99100", "region-11", "departement-34", "commune-34172", "epci-243400017"]


def limit_of(query: NamedQuery) -> float:
    """Give the number of solutions after which a query is cut."""
    found = _LIMIT.search(query.body)
    return int(found[1]) if found else inf


def words_of(page: str) -> str:
    """Give the words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def numbers_of(page: str) -> dict[tuple[str, str], int]:
    """Give the numbers that a page tells, each with what it is the number of."""
    found: dict[tuple[str, str], int] = {}
    title = ""
    counted = re.compile(
        r"<h[123][^>]*>(?P<title>.*?)</h[123]>"
        r'|<a href="(?P<of>[^"]+)"[^>]*>[^<]*</a>\s*<span class="(?:count">|aside"> — <span>)(?P<count>[\d\s]+)<'
        r"|(?P<whole>\d[\d\s]*) en tout|\bsur (?P<sum>\d[\d\s]*)<|et (?P<others>\d[\d\s]*) autres"
        r"|(?P<pointing>\d[\d\s]*) énoncés|les (?P<links>\d[\d\s]*) liens",
        re.DOTALL,
    )
    for each in counted.finditer(unescape(page)):
        if each["title"] is not None:
            title = words_of(each["title"])
            continue
        kind = each.lastgroup or ""
        key = (kind, each["of"] if kind == "count" else title)
        found[key] = int("".join(each[kind].split()))
    return found


@contextmanager
def cut_short(names: tuple[str, ...], limit: int) -> Iterator[None]:
    """Let some queries give fewer solutions."""
    bodies = [(query, query.body) for query in map(read_query, names)]
    try:
        for query, body in bodies:
            object.__setattr__(query, "body", _LIMIT.sub(f"LIMIT {limit}", body))
        yield
    finally:
        for query, body in bodies:
            object.__setattr__(query, "body", body)


@pytest.fixture
def dataset(large: Settings) -> SnapshotDataset:
    """Open the large network."""
    return CurrentDataset(large.data_dir).get()


@pytest.fixture
def small(neighbours: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Serve a small network, whose overviews are queried anew for each page."""
    for place in ("home", "lists"):
        monkeypatch.setattr(f"webapp.pages.{place}.overview", overview.__wrapped__)  # type: ignore[attr-defined]
        monkeypatch.setattr(
            f"webapp.pages.{place}.active_territories",
            active_territories.__wrapped__,  # type: ignore[attr-defined]
        )
    with closing_application(neighbours) as app:
        client = app.test_client()
        client.environ_base |= {"HTTP_ACCEPT": BROWSER, "HTTP_ACCEPT_LANGUAGE": "fr"}
        yield client


@pytest.mark.parametrize("query", _BROWSE, ids=lambda each: each.name)
def test_a_query_that_is_cut_says_so(query: NamedQuery) -> None:
    """Where rows are left out without an error, the header has `is_cut`, and the tests below cut it sooner."""
    if query.form == "SELECT":
        is_silent = limit_of(query) <= (query.max_rows or 0)
        assert (query.header.get("is_cut") == "yes") == is_silent
    else:
        assert limit_of(query) > (query.max_rows or 0)


@pytest.mark.parametrize("address", CROWDED)
def test_no_number_is_that_of_a_list_that_was_cut(reader: FlaskClient, address: str) -> None:
    """A page tells the same numbers when its queries are cut sooner."""
    whole = numbers_of(reader.get(address).text)
    with cut_short(tuple(each.name for each in _BROWSE if each.header.get("is_cut")), _FEW):
        short = numbers_of(reader.get(address).text)
    told = {key: count for key, count in short.items() if key in whole}
    assert told == {key: whole[key] for key in told}
    assert whole
    assert told
    assert {kind for kind, _ in short} <= {kind for kind, _ in whole}


@pytest.mark.parametrize("address", SMALL)
def test_an_overview_that_lacks_something_makes_no_number_wrong(small: FlaskClient, address: str) -> None:
    """What is listed comes with its own number, and a list with that of all there are."""
    whole = numbers_of(small.get(address).text)
    assert whole or "/doc/" in address
    for limit in range(3, 150, 3 if address == "/" else 21):  # at one of them, what answers some need is cut
        with cut_short(_OVERVIEWS, limit):
            short = numbers_of(small.get(address).text)
        assert {key: count for key, count in short.items() if whole.get(key, count) != count} == {}


@pytest.mark.parametrize("slug", TERRITORIES)
def test_a_territory_counts_what_is_within_it(
    reader: FlaskClient, dataset: SnapshotDataset, slug: str
) -> None:
    """As many as a query finds; and the list that the number leads to holds each of them once, in natural order."""
    territory = f"{BASE_IRI}/id/territory/{slug}"
    within = f"(<{expand('igeo:subdivisionDirecteDe')}>|<{expand('mai:within')}>)*"
    text = f"""SELECT DISTINCT ?thing {{
      ?place {within} <{territory}> . ?thing <{expand("mai:onTerritory")}> ?place ; a <{expand("mai:Initiative")}> }}"""
    expected = {row["thing"].value for row in evaluate_in(dataset, text).result}  # type: ignore[union-attr]
    assert expected
    href: str | None = f"/list/initiative?place={territory}"
    counts = {
        key: count
        for key, count in numbers_of(reader.get(f"/doc/territory/{slug}").text).items()
        if "/list/initiative?place=" in key[1]
    }
    assert set(counts.values()) <= {len(expected)}
    assert counts or slug.startswith(("commune", "epci"))
    found: list[str] = []
    names: list[int] = []
    while href:
        page = reader.get(href).text
        assert numbers_of(page)["whole", words_of(page.partition("<h1>")[2].partition("</h1>")[0])] == len(
            expected
        )
        entries = re.findall(
            r'<p class="entry"><a href="/doc/([^"]+)"[^>]*>Cercle (\d+)|<p class="entry"><a href="/doc/([^"]+)"',
            page,
        )
        found += [one or other for one, _, other in entries]
        names += [int(number) for _, number, _ in entries if number]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        href = unescape(following[1]) if following else None
    assert len(found) == len(expected)
    assert {f"{BASE_IRI}/id/{each}" for each in found} == expected
    assert names == sorted(names)


@pytest.mark.parametrize(
    "address",
    [
        "/list/initiative?place=x",
        f"/list/initiative?place={BASE_IRI}/id/need/n0",
        f"/list/quote?place={BASE_IRI}/id/territory/region-11",
        f"/list/contribution?place={BASE_IRI}/id/territory/region-11",
        "/list/initiative?place=%3Cscript%3E",
    ],
)
def test_what_is_no_territory_has_no_list(reader: FlaskClient, address: str) -> None:
    """Neither an unknown place, nor a kind of which nothing can be on a territory."""
    assert reader.get(address).status_code == 404


def test_where_people_did_something_elsewhere_the_page_says_it(small: FlaskClient) -> None:
    """Castelnau-le-Lez: its director's message began the Riposte, though nothing took place there."""
    page = words_of(small.get("/doc/territory/commune-34057").text)
    assert "Message de la DGS de Castelnau-le-Lez au CNFPT" in page
    assert "Séverine de Montredon" in page
    assert "Rien n’est encore décrit" not in page
