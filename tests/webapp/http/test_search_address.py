"""The address of a search: what is written is read back, and what means nothing is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp.http.search_address import FACETS, NEARNESS, OF_THINGS, SORTS, VIEWS, SearchAddress, read_search

BASE = "https://data.example.org/atlas"
_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Z", "C")), max_size=40)
_IRIS = st.sampled_from(
    [f"{BASE}/id/need/entraide", f"{BASE}/id/territory/commune-34057", "https://example.org/x?y=1"]
)
_YEARS = st.none() | st.integers(1, 9999)


@st.composite
def _addresses(draw: st.DrawFn) -> SearchAddress:
    chosen = {
        facet: tuple(
            draw(st.lists(_IRIS if facet in OF_THINGS else st.just("need"), max_size=2, unique=True))
        )
        for facet in FACETS
    }
    return SearchAddress(
        words=draw(_TEXTS),
        chosen={facet: values for facet, values in chosen.items() if values},
        near=draw(st.sampled_from(NEARNESS)) if chosen["place"] else "",
        years=(draw(_YEARS), draw(_YEARS)),
        sort=draw(st.sampled_from(("", *SORTS))),
        view=draw(st.sampled_from(VIEWS)),
        page=draw(st.integers(1, 5_000)),
    )


@given(_addresses())
def test_what_is_written_is_read_back(address: SearchAddress) -> None:
    """Write any address and read it."""
    assert read_search(MultiDict(address.parameters(BASE)), BASE) == address


def test_what_means_nothing_is_left_out() -> None:
    """Read parameters that cannot be."""
    written = [
        ("near", "20"),
        ("sort", "'; DROP"),
        ("view", "map"),
        ("page", "-3"),
        ("from", "٢٠٢٠"),
        ("to", "1e3"),
        ("need", ""),
        ("need", "x" * 501),
        ("colour", "red"),
    ]
    assert read_search(MultiDict(written), BASE) == SearchAddress()


def test_words_are_cut_and_their_spaces_made_one() -> None:
    """Read very long words."""
    read = read_search(MultiDict([("q", "  mot \t crise\u00a0" + "x" * 10_000)]), BASE)
    assert read.words.startswith("mot crise x")
    assert len(read.words) == 200


def test_another_choice_begins_at_the_first_page_and_a_place_given_up_takes_nearness_with_it() -> None:
    """Change a choice on a later page."""
    address = read_search(
        MultiDict([("place", "territory/commune-34057"), ("near", "epci"), ("page", "3")]), BASE
    )
    assert address.near == "epci"
    assert address.with_values("need", ["n"]).page == 1
    assert address.with_values("place", []).near == ""
