"""Tests of graph.storage.dataset_digest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad
from graph.storage.dataset_digest import digest_of, digest_without

quads = st.sets(
    st.builds(
        lambda s, o: Quad(
            NamedNode(f"http://x.example/{s}"), NamedNode("http://x.example/p"), Literal(o), DefaultGraph()
        ),
        st.integers(0, 9),
        st.text(max_size=3),
    )
)


@given(quads, st.randoms())
def test_order_does_not_matter(some: set[Quad], shuffler: object) -> None:
    """The digest is of a set."""
    shuffled = list(some)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest_of(shuffled) == digest_of(some)


@given(quads, quads)
def test_a_change_updates_the_digest_to_that_of_the_whole(some: set[Quad], others: set[Quad]) -> None:
    """Taking away what goes and adding what comes equals digesting afresh."""
    changed = digest_of(others - some, digest_without(some - others, digest_of(some)))
    assert changed == digest_of(others)


@given(quads, quads)
def test_different_sets_have_different_digests(some: set[Quad], others: set[Quad]) -> None:
    """One quad more or less is seen."""
    assert (digest_of(some) == digest_of(others)) == (some == others)
