"""What a query looks at, and which changes touch it."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from graph.sparql.syntax.footprint import footprint
from graph.sparql.syntax.looks import ChangedQuads

_IN_DEFAULT, _IN_NAMED = "<a:s> <a:p> <a:o> .", "<a:s> <a:p> <a:o> <a:g> ."


def _is_touched(where: str, quad: str, *, has_dataset: bool = False) -> bool:
    looks = footprint(f"SELECT * WHERE {{ {where} }}", has_dataset=has_dataset)
    quads = parse(quad, RdfFormat.N_QUADS)
    return looks is None or ChangedQuads(quads).touches(looks)


@pytest.mark.parametrize(
    "where",
    [
        "?s <a:p> ?o", "?s ?p ?o", "<a:s> ?p ?o", "?s ?p <a:o>", "?s ^<a:p> ?o", "?s <a:q>/<a:p> ?o", "?s !<a:q> ?o",
        "?s <a:q>* ?o", "<a:s> <a:q>* ?o", "?x <a:q> ?o FILTER EXISTS { ?y <a:p> ?o }", "?x <a:q> ?y OPTIONAL { ?z <a:q>* ?y2 }",
        "{ SELECT (COUNT(*) AS ?n) { ?s <a:p> ?o } }", "?x <a:q> ?y MINUS { ?x <a:p> ?y }", "VALUES ?p { <a:p> <a:q> } ?s ?p ?o",
        "?s ?p ?o FILTER(?p IN (<a:p>, <a:q>))", "?s ?p ?o FILTER(?p = <a:q> || true)", "?s ?p ?o FILTER(?p NOT IN (<a:q>))",
        "VALUES ?x { <a:s> } ?x <a:q>* ?y", "?x <a:q> ?y BIND(EXISTS { ?y <a:p> ?z } AS ?b)", "?x <a:q> (1 2)",
        "?x <a:q> ?y OPTIONAL { ?a <a:q> ?b OPTIONAL { ?x <a:r>* ?c FILTER(?c = <a:o>) } }",
        "OPTIONAL { ?x <a:r>* ?c FILTER(?c = <a:o>) } ?x <a:q> ?y",
    ],
)  # fmt: skip
def test_touched(where: str) -> None:
    """A quad of the default graph that the query may match, or of which a path of no length may begin."""
    assert _is_touched(where, _IN_DEFAULT)


@pytest.mark.parametrize(
    "where",
    [
        "?s <a:q> ?o", "<a:t> ?p ?o", "?s ?p <a:t>", "?s <a:p> <a:t>", "?s <a:q>/<a:r> ?o", "<a:t> <a:q>* ?o",
        "?x <a:q> ?y . ?x <a:r>* ?z", "?x <a:q> ?y FILTER EXISTS { ?x <a:r>* ?z }", "VALUES ?x { <a:t> } ?x <a:q>* ?y",
        "GRAPH ?g { ?s <a:q> ?o }", "VALUES ?p { <a:q> } ?s ?p ?o", "?s ?p ?o FILTER(?p IN (<a:q>, <a:r>))",
        "?x <a:q> ?y OPTIONAL { ?x <a:r>* ?z }", "BIND(<a:s> AS ?x)", "?x <a:q> ?y . ?x <a:r>* ?z . ?z <a:q>* ?w",
        "{ SELECT DISTINCT ?x { ?x <a:q> ?y } } ?x <a:r>* ?z", "?x a <a:C>", "GRAPH <a:g> { ?s <a:p> ?o }",
    ],
)  # fmt: skip
def test_untouched(where: str) -> None:
    """A quad of the default graph that no pattern matches."""
    assert not _is_touched(where, _IN_DEFAULT)


@pytest.mark.parametrize(
    ("where", "is_touched"),
    [
        ("?s <a:p> ?o", False),
        ("GRAPH <a:g> { ?s <a:p> ?o }", True),
        ("GRAPH <a:h> { ?s <a:p> ?o }", False),
        ("GRAPH ?g { ?s <a:p> ?o }", True),
        ("GRAPH ?g { ?s <a:q> ?o }", False),
        ("GRAPH ?g { }", True),
        ("GRAPH ?g { OPTIONAL { ?s <a:q> ?o } }", True),
        ("GRAPH <a:g> { FILTER NOT EXISTS { ?s <a:q> ?o } }", True),
        ("GRAPH ?g { { ?s <a:q> ?o } UNION { ?s <a:r> ?o } }", False),
    ],
)
def test_in_a_named_graph(where: str, is_touched: bool) -> None:  # noqa: FBT001
    """The default graph is another; that there is a graph at all counts, unless a pattern has to match in it."""
    assert _is_touched(where, _IN_NAMED) == is_touched


def test_the_graphs_of_the_protocol_are_any() -> None:
    """Its default graph may be any of them."""
    assert _is_touched("?s <a:p> ?o", _IN_NAMED, has_dataset=True)


@pytest.mark.parametrize("text", ["DESCRIBE <a:s>", "SELECT", "SELECT * { ?s ?p ?o " + " " * (1 << 15) + "}"])
def test_of_what_is_not_read_nothing_is_known(text: str) -> None:
    """Any change may change its answer."""
    assert footprint(text) is None
