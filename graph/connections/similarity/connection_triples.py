"""Write derived connections as triples, as the graphs `derived/shares-…` hold them.

A connection is a node with both ends, what is shared and its weight, and the shortcut both ways. Pages, the catalogue and
the default graph take the names of graphs, nodes and rules from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache

from graph.connections.similarity.model import decimal
from graph.connections.similarity.rules import Rule, Share
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Quad, Triple, name

_DECIMAL = name("xsd:decimal")


def rule_graph(rule: Rule, names: Namespaces) -> NamedNode:
    """Return the name of the graph that holds the connections of a rule."""
    return names.graph(f"derived/{rule.word}")


@cache
def node_predicates() -> frozenset[NamedNode]:
    """Return the properties of a derived connection's node; see `is_in_default_graph`."""
    return frozenset(map(name, ("mai:connectionFrom", "mai:connectionTo", "mai:basis", "mai:weight")))


@cache
def shortcuts() -> frozenset[NamedNode]:
    """Return the properties that link two initiatives directly."""
    return frozenset(name(each.shortcut) for each in Rule)


def is_rule_graph(graph_name: object, names: Namespaces) -> bool:
    """Return whether a graph holds the connections of a rule."""
    return isinstance(graph_name, NamedNode) and names.kept_path(graph_name) in _paths()


def is_in_default_graph(quad: Quad, names: Namespaces) -> bool:
    """Return whether the default graph holds a quad of a published graph: all but the nodes of derived connections."""
    return quad.predicate not in node_predicates() or not is_rule_graph(quad.graph_name, names)


def share_quads(found: Iterable[Share], names: Namespaces) -> Iterator[Quad]:
    """Write shares as connections with their shortcuts, each in the graph of its rule; lazy."""
    return (quad for each in found for quad in _in_graph(each, share_triples(each, names), names))


def changed_quads(
    gone: Iterable[Share], come: Iterable[Share], names: Namespaces
) -> tuple[set[Quad], set[Quad]]:
    """Return the quads that shares add and remove, without those that stay: often only the weight changes."""
    before = {(each.first, each.second, each.rule): each for each in gone}
    old, new = set[Quad](), set[Quad]()
    for each in come:
        was = before.pop((each.first, each.second, each.rule), None)
        if was is None:
            new.update(share_quads((each,), names))
        else:
            old.update(_in_graph(was, _measure(was, names, beyond=each), names))
            new.update(_in_graph(each, _measure(each, names, beyond=was), names))
    old.update(share_quads(before.values(), names))
    return old, new


def share_triples(share: Share, names: Namespaces) -> Iterator[Triple]:
    """Yield one share as triples: a node with its ends, features and weight, and the shortcut both ways.

    The graph says by which rule, and that nobody stated it.
    """
    first, second = NamedNode(share.first), NamedNode(share.second)
    node = _node(share, names)
    yield Triple(node, name("mai:connectionFrom"), first)
    yield Triple(node, name("mai:connectionTo"), second)
    yield from _measure(share, names)
    yield Triple(first, name(share.rule.shortcut), second)
    yield Triple(second, name(share.rule.shortcut), first)


def _measure(share: Share, names: Namespaces, beyond: Share | None = None) -> Iterator[Triple]:
    """Yield the features and the weight of a share, without those that another state of it has too."""
    node = _node(share, names)
    for basis in share.bases:
        if beyond is None or basis not in beyond.bases:
            yield Triple(node, name("mai:basis"), NamedNode(basis))
    if beyond is None or share.weight != beyond.weight:
        yield Triple(node, name("mai:weight"), Literal(decimal(share.weight), datatype=_DECIMAL))


def _node(share: Share, names: Namespaces) -> NamedNode:
    return names.thing("connection", f"{share.rule.word}-{_digest(share)}")


def _in_graph(share: Share, triples: Iterable[Triple], names: Namespaces) -> Iterator[Quad]:
    graph_name = rule_graph(share.rule, names)
    return (Quad(each.subject, each.predicate, each.object, graph_name) for each in triples)


def run_triples(rule: Rule, at: datetime, names: Namespaces) -> Iterator[Triple]:
    """Describe, in the graph of a rule, which version of it made the graph, and when it last changed."""
    graph_name, run = rule_graph(rule, names), names.thing("run", rule.word)
    yield Triple(graph_name, name("prov:wasGeneratedBy"), run)
    yield Triple(graph_name, name("owl:versionInfo"), Literal(rule.version))
    yield Triple(run, name("rdf:type"), name("prov:Activity"))
    yield Triple(run, name("prov:used"), rule_node(rule, names))
    yield Triple(
        run,
        name("prov:endedAtTime"),
        Literal(at.isoformat(timespec="seconds"), datatype=name("xsd:dateTime")),
    )


def rule_node(rule: Rule, names: Namespaces) -> NamedNode:
    """Return the IRI under which a rule is published."""
    return names.thing("rule", rule.word)


def _digest(share: Share) -> str:
    return hashlib.sha1(f"{share.first} {share.second}".encode(), usedforsecurity=False).hexdigest()[:16]


@cache
def _paths() -> frozenset[str]:
    return frozenset(f"derived/{each.word}" for each in Rule)
