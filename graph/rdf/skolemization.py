"""Replace blank nodes by IRIs that depend only on the statements about them.

So the same file always gives the same IRIs, and where a file changes a little, few names do: a name is a hash of what is said
of a node, seen from both ends, a few links far (decision 50). Nodes of which the same is said so far are put in the order of RDFC-1.0.
That algorithm takes exponential time on graphs made for it ("poison graphs") and cannot be interrupted, so it runs in a child process,
which executes this module.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from graph.rdf.namespaces import Namespaces
from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import BlankNode, NamedNode, Quad, Triple
from graph.runtime.child_processes import start_child

_LINKS = 3
_DIGITS = 20  # of a hash: two nodes of a billion share none


class SkolemizationTimeout(Exception):
    """The child process did not finish in time, or failed."""


def skolemize(quads: Sequence[Quad], names: Namespaces, *, timeout_s: float, salt: str = "") -> list[Quad]:
    """Replace every blank node by an IRI under `{base}/.well-known/genid/`.

    Args:
        quads: Of any graphs.
        names: The IRIs of the deployment.
        timeout_s: Wall-clock seconds that the child process may take.
        salt: Keeps apart the blank nodes of several additions to one graph; a graph that is replaced needs none.

    Returns:
        The quads in any order; the same ones when none has a blank node.

    Raises:
        SkolemizationTimeout: The graph is too entangled to be canonicalised in time.

    Spec: https://www.w3.org/TR/rdf11-concepts/#section-skolemization, https://www.w3.org/TR/rdf-canon/
    """
    labels = _content_labels(quads)
    if not labels:
        return list(quads)
    if len(set(labels.values())) < len(labels):
        quads = _canonicalise(quads, timeout_s)
        labels = _apart(_content_labels(quads))
    graph_names = sorted(
        {str(each.graph_name) for each in quads if not isinstance(each.graph_name, BlankNode)}
    )
    family = hashlib.sha256("\n".join([*graph_names, *([salt] if salt else [])]).encode()).hexdigest()[:12]
    iris = {node: NamedNode(names.genid(f"{family}-{label}")) for node, label in labels.items()}
    return [_skolemise(quad, iris) for quad in quads]


def _content_labels(quads: Sequence[Quad]) -> dict[BlankNode, str]:
    """Hash what is said of each blank node: its quads, in which the others are told by what was said of them before."""
    quads_of = defaultdict[BlankNode, list[Quad]](list)
    for quad in quads:
        for node in set(_blank_nodes(quad.subject, quad.object, quad.graph_name)):
            quads_of[node].append(quad)
    labels = dict.fromkeys(quads_of, "")
    for _ in range(_LINKS):
        labels = {node: _label(node, about, labels) for node, about in quads_of.items()}
    return labels


def _label(node: BlankNode, about: Sequence[Quad], labels: Mapping[BlankNode, str]) -> str:
    def written(term: object) -> str:
        if isinstance(term, BlankNode):
            return "_:self" if term == node else f"_:{labels[term]}"
        if isinstance(term, Triple):
            return f"<<( {' '.join(map(written, (term.subject, term.predicate, term.object)))} )>>"
        return str(term)

    said = sorted(
        " ".join(map(written, (each.subject, each.predicate, each.object, each.graph_name))) for each in about
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:_DIGITS]


def _blank_nodes(*terms: object) -> Iterator[BlankNode]:
    for term in terms:
        if isinstance(term, Triple):
            yield from _blank_nodes(term.subject, term.object)
        elif isinstance(term, BlankNode):
            yield term


def _apart(labels: Mapping[BlankNode, str]) -> dict[BlankNode, str]:
    """Number canonical nodes that have the same label, in the order of their canonical names ("c14n12")."""
    found, seen = dict[BlankNode, str](), Counter[str]()
    for node in sorted(labels, key=lambda each: int(each.value.removeprefix("c14n"))):
        label = labels[node]
        seen[label] += 1
        found[node] = label if seen[label] == 1 else f"{label}-{seen[label]}"
    return found


def _canonicalise(quads: Sequence[Quad], timeout_s: float) -> list[Quad]:
    content = serialize_statements(quads, RdfFormat.N_QUADS)
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with start_child("blank node naming", sys.modules[__name__], **pipes) as child:
        try:
            named, _ = child.communicate(content, timeout_s)
        except subprocess.TimeoutExpired as error:
            raise SkolemizationTimeout from error
        finally:
            child.kill()
    if child.returncode:
        raise SkolemizationTimeout
    return list(parse(named, format=RdfFormat.N_QUADS))


def _skolemise(quad: Quad, iris: Mapping[BlankNode, NamedNode]) -> Quad:
    def named(term: object) -> object:
        if isinstance(term, BlankNode):
            return iris[term]
        if isinstance(term, Triple):
            return Triple(named(term.subject), term.predicate, named(term.object))  # type: ignore[arg-type]
        return term

    return Quad(named(quad.subject), quad.predicate, named(quad.object), named(quad.graph_name))  # type: ignore[arg-type]


def _main() -> None:
    """Read N-Quads from stdin, and write them with canonical labels to stdout: the child process."""
    dataset = Dataset(parse(sys.stdin.buffer.read(), format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    sys.stdout.buffer.write(serialize_statements(dataset, RdfFormat.N_QUADS))


if __name__ == "__main__":
    _main()
