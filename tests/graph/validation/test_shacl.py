"""Tests of graph.validation.shacl: terms reach the shapes as they are written, and a broken engine is our fault."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store
from pyshacl.errors import ShapeLoadError
from pyshacl.shape import Shape

from graph.derivation.date_bounds import DATE_TYPES, date_bounds, days_of
from graph.errors import ShapesError
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple, name
from graph.validation.shacl import revalidate, validate


def _need(names: Namespaces, *more: Triple) -> Store:
    told = [Triple(names.thing("need", "x"), name("rdf:type"), name("mai:Need")), *more]
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in told)
    return store


def test_findings_name_the_files_of_their_focus_node(names: Namespaces) -> None:
    """People are told where to look."""
    node = names.thing("need", "x")
    report = validate(_need(names), {node.value: ("besoins.ttl",)})
    assert not report.conforms
    assert {each.files for each in report.results if each.focus_node == str(node)} == {("besoins.ttl",)}


def test_messages_come_in_both_languages(names: Namespaces) -> None:
    """Whatever the constraint, French differs from English."""
    results = validate(_need(names)).results
    assert results
    assert all(each.messages.fr and each.messages.en != each.messages.fr for each in results)


def test_triples_about_triples_and_blank_nodes_are_carried_along(names: Namespaces) -> None:
    """What rdflib has no model for disturbs no shape."""
    node = names.thing("need", "x")
    told = Triple(node, name("rdf:type"), name("mai:Need"))
    more = (
        Triple(node, NamedNode("http://x.example/told"), told),
        Triple(BlankNode("b"), NamedNode("http://x.example/p"), Literal("76")),
    )
    assert len(validate(_need(names, *more)).results) == len(validate(_need(names)).results)


def test_ill_formed_shapes_are_our_fault(names: Namespaces, monkeypatch: pytest.MonkeyPatch) -> None:
    """What pySHACL raises becomes a ShapesError."""

    def fail(*_: object, **__: object) -> None:
        raise ShapeLoadError("no path", "https://www.w3.org/TR/shacl/")

    monkeypatch.setattr(Shape, "validate", fail)
    with pytest.raises(ShapesError, match="no path"):
        validate(_need(names))


@pytest.mark.parametrize("shape", ["known-code", "current-code"])
def test_one_code_is_judged_without_reading_the_register(names: Namespaces, shape: str) -> None:
    """The work for one territory does not grow with the register: what is known narrows each look-up."""
    sizes = (250, 4_000)
    taken_s = [_least_work_s(_territories(names, size), names, shape) for size in sizes]
    assert taken_s[1] < 5 * taken_s[0], (
        "with 16 times the entries; a join over them would take more than 16 times"
    )


def _territories(names: Namespaces, size: int) -> Store:
    """Build a register of communes, each with a former code, and a territory of our own with a former code."""
    store = Store()
    listed = [
        (names.thing("territory", f"commune-{n:05d}"), f"{n:05d}") for n in range(10_000, 10_000 + size)
    ]
    kinds = (name("mai:Territory"), name("igeo:Commune"))
    told = [Triple(node, name("rdf:type"), kind) for node, _ in listed for kind in kinds]
    told += [Triple(node, name("igeo:codeINSEE"), Literal(code)) for node, code in listed]
    told += [Triple(node, name("mai:formerCode"), Literal("9" + code[1:])) for node, code in listed]
    told += [Triple(node, name("mai:inRegister"), names.graph("ref/cog-2026")) for node, _ in listed]
    own = names.thing("territory", "own")
    told += [Triple(own, name("rdf:type"), kind) for kind in kinds]
    told.append(Triple(own, name("igeo:codeINSEE"), Literal("90003")))
    store.extend(Quad(each.subject, each.predicate, each.object) for each in told)
    return store


def _least_work_s(store: Store, names: Namespaces, shape: str) -> float:
    """Return the least processor time of several validations of one territory."""
    focus = {
        NamedNode(f"https://w3id.org/maillage/shapes#TerritoryShape-{shape}"): [
            names.thing("territory", "own")
        ]
    }
    found = []
    for _ in range(7):
        began_s = time.process_time()
        revalidate(store, focus)
        found.append(time.process_time() - began_s)
    return min(found)


_DATE_PARTS = st.lists(
    st.sampled_from(
        [
            "2021",
            "2020",
            "1900",
            "2000",
            "0000",
            "12021",
            "-",
            "02",
            "29",
            "30",
            "31",
            "04",
            "13",
            "00",
            "3",
            "T",
            " ",
            "24:00:00",
            "12:05:34",
            "25:00:00",
            "12:05",
            ".5",
            "Z",
            "+02:00",
            "-14:00",
            "+15:00",
            "\n",
        ]
    ),
    max_size=8,
).map("".join)
_DATES = st.one_of(
    _DATE_PARTS,
    st.dates().map(str),
    st.datetimes().map(lambda each: each.isoformat()),
    st.dates().map(lambda each: str(each)[:7] + "Z"),
    st.dates().map(lambda each: str(each)[:4] + "Z"),
    st.builds("{:04d}-{:02d}-{:02d}".format, st.integers(0, 2100), st.integers(0, 13), st.integers(0, 32)),
)


@given(_DATES, st.sampled_from([*DATE_TYPES, "xsd:string", "xsd:time"]))
@settings(max_examples=300)
def test_the_shapes_refuse_just_the_dates_that_have_no_bounds(text: str, curie: str) -> None:
    """What derivation reads as a date and what the shapes accept are the same; and nothing is told about bounds."""
    names = Namespaces("http://127.0.0.1:8000")
    node, date = names.thing("event", "x"), Literal(text, datatype=name(curie))
    stated = Triple(node, name("schema:startDate"), date)
    store = Store()
    store.add(Quad(*stated, DefaultGraph()))
    store.extend(Quad(*each, DefaultGraph()) for each in date_bounds(quad.triple for quad in list(store)))
    report = revalidate(
        store, {NamedNode(f"https://w3id.org/maillage/shapes#{each}"): [node] for each in _DATED_SHAPES}
    )
    found = {each.source_shape for each in report.results}
    is_valid = days_of(text, name(curie)) is not None
    assert found == (set() if is_valid else {"<https://w3id.org/maillage/shapes#DatedShape-written>"})


_DATED_SHAPES = ("DatedShape", "DatedShape-written", "DatedShape-start-bounded", "DatedShape-start-agrees")
