"""Tests of graph.storage.dumps.tables: the tables and their description give the statements again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, Quad, Triple, compact, name
from graph.storage.dataset import SnapshotDataset
from graph.storage.dumps.described_things import DescribedThings
from graph.storage.dumps.parts import CONTRIBUTIONS, graphs_by_part
from graph.storage.dumps.tables import write_tables

XSD = "http://www.w3.org/2001/XMLSchema#"
GRAPH = NamedNode("http://example.org/graph")


def triples_of(folder: Path) -> dict[str, set[Triple]]:
    """Read the tables as the description says, a set of triples for each."""
    found = {}
    for table in json.loads((folder / "csv-metadata.json").read_text("utf-8"))["tables"]:
        schema = table["tableSchema"]
        with (folder / table["url"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [*rows[0]] == [each["name"] for each in schema["columns"]]
        found[table["url"]] = {
            Triple(NamedNode(row["id"]), NamedNode(column["propertyUrl"]), _term(column, value))
            for row in rows
            for column in schema["columns"][1:]
            if row[column["name"]]
            for value in row[column["name"]].split(column.get("separator", "\0"))
        }
    return found


def _term(column: dict[str, object], value: str) -> NamedNode | Literal:
    if "valueUrl" in column:
        assert column["valueUrl"] == f"{{+{column['name']}}}"
        return NamedNode(value)
    if "lang" in column:
        return Literal(value, language=str(column["lang"]))
    datatype = column["datatype"]
    iri = datatype["@id"] if isinstance(datatype, dict) else f"{XSD}{datatype}"
    return Literal(value, datatype=NamedNode(iri))


def test_the_tables_hold_what_contributions_state(riposte: SnapshotDataset, tmp_path: Path) -> None:
    """Read back by their description: each class has a table, with every statement of its things."""
    store = Store.read_only(str(riposte.snapshot.store_path))
    graphs = graphs_by_part(store, riposte.names)[CONTRIBUTIONS]
    things = DescribedThings(store, graphs)
    files = list(write_tables(things, tmp_path))
    found = triples_of(tmp_path)
    assert {each.name for each in files} == {*found, "csv-metadata.json"}
    assert "mai-Initiative.csv" in found
    for each in things.classes():
        expected = {triple for thing in things.things(each) for triple in things.statements(thing)}
        empty = {
            triple for triple in expected if isinstance(triple.object, Literal) and not triple.object.value
        }
        assert found[f"{(compact(each.value) or '').replace(':', '-')}.csv"] == expected - empty


@pytest.mark.parametrize("separators", ["", "|", "|\n", "|\n\N{SYMBOL FOR UNIT SEPARATOR}"])
def test_values_are_parted_by_what_none_holds(tmp_path: Path, separators: str) -> None:
    """Several values, with quotes, commas, lines and bars in them."""
    store, things = Store(), [NamedNode(f"http://example.org/{each}") for each in "ab"]
    for each in things:
        store.add(Quad(each, name("rdf:type"), name("mai:Need"), GRAPH))
        for text in ('un "mot", deux', "=SUM(A1)", f"x{separators}y"):
            store.add(Quad(each, name("skos:note"), Literal(text, language="fr"), GRAPH))
            store.add(Quad(each, name("skos:note"), Literal(text), GRAPH))
        store.add(Quad(each, name("skos:note"), things[0], GRAPH))
        store.add(Quad(each, name("skos:note"), things[1], GRAPH))
        store.add(Quad(each, name("skos:note"), Literal("1", datatype=name("xsd:integer")), GRAPH))
        store.add(
            Quad(each, name("skos:note"), Literal("z", datatype=NamedNode("http://example.org/t")), GRAPH)
        )
    expected = {quad.triple for quad in store}
    store.add(Quad(things[0], name("skos:note"), Literal("elsewhere"), NamedNode("http://example.org/other")))
    list(write_tables(DescribedThings(store, [GRAPH]), tmp_path))
    assert triples_of(tmp_path) == {"mai-Need.csv": expected}
