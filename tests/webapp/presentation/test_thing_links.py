"""Sentences of the network, cut where they name things."""

from __future__ import annotations

import numpy as np
import pytest

from graph.connections.network.adjacency import linked
from graph.connections.network.iri_table import iri_table
from graph.connections.network.thing_kinds import Kind
from graph.i18n import BilingualText
from webapp.http.urls import UrlBuilder
from webapp.presentation.page_context import PageContext
from webapp.presentation.thing_links import ThingLinks, page_kind

BASE = "https://data.example.org"
NAMES = {
    f"{BASE}/id/need/lien": BilingualText("lien", "ties"),
    f"{BASE}/id/need/lien-social": BilingualText("lien social", "social ties"),
    f"{BASE}/id/territory/ain": BilingualText("Ain", "Ain"),
}


@pytest.fixture
def thing_links() -> ThingLinks:
    """Name two needs and a territory in French."""
    iris = iri_table(sorted(iri.encode() for iri in NAMES))
    kinds = np.array([Kind.NEED, Kind.NEED, Kind.TERRITORY], np.uint8)
    network = linked(iris, kinds, np.empty((0, 3), np.int64))
    return ThingLinks(network, NAMES, PageContext("fr", str, UrlBuilder(BASE)))


def test_a_sentence_is_cut_and_nothing_is_lost(thing_links: ThingLinks) -> None:
    """The pieces make the sentence; the longest name wins, a name within a word is none, each leads once."""
    told = "Le « lien social » et « lien » tiennent dans l’Ain, mains ouvertes : « lien social »."
    pieces = thing_links.link_mentions(BilingualText(told, ""), NAMES)
    assert "".join(each.text.value for each in pieces) == told
    leading = [(each.text.value, each.hue) for each in pieces if each.href]
    assert leading == [("lien social", "need"), ("lien", "need"), ("Ain", "territory")]


def test_a_sentence_that_names_nothing_stays_whole(thing_links: ThingLinks) -> None:
    """One piece, which leads nowhere."""
    (piece,) = thing_links.link_mentions(BilingualText("Rien.", ""), ())
    assert (piece.text.value, piece.href) == ("Rien.", None)


def test_what_has_no_name_is_called_by_its_iri(thing_links: ThingLinks) -> None:
    """An unknown thing is named after the end of its IRI, and has no hue of a kind."""
    assert thing_links.link(f"{BASE}/id/need/inconnu").text.value == "inconnu"


def test_every_kind_of_the_network_has_its_words() -> None:
    """No kind of thing is shown as a mere thing but those that are none of ours."""
    assert [each for each in Kind if page_kind(each).key == "thing"] == [Kind.OTHER]
