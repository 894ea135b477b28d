"""Replace blank nodes by IRIs that depend only on the statements about them.

So the same file always gives the same IRIs, and two versions of a graph can be compared exactly. The labels are those of
RDFC-1.0. That algorithm takes exponential time on graphs made for it ("poison graphs") and cannot be interrupted, so it runs
in a child process, which executes this module.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Sequence

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from graph.rdf.namespaces import Namespaces
from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import BlankNode, NamedNode, Quad, Triple
from graph.runtime.child_processes import start_child


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
    if not any(_has_blank_node(quad) for quad in quads):
        return list(quads)
    graph_names = sorted({str(quad.graph_name) for quad in quads})
    family = hashlib.sha256("\n".join([*graph_names, *([salt] if salt else [])]).encode()).hexdigest()[:12]
    return [_skolemise(quad, names, family) for quad in _canonicalise(quads, timeout_s)]


def _has_blank_node(quad: Quad) -> bool:
    return any(_is_blank(term) for term in (quad.subject, quad.object, quad.graph_name))


def _is_blank(term: object) -> bool:
    if isinstance(term, Triple):
        return _is_blank(term.subject) or _is_blank(term.object)
    return isinstance(term, BlankNode)


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


def _skolemise(quad: Quad, names: Namespaces, family: str) -> Quad:
    def named(term: object) -> object:
        if isinstance(term, BlankNode):
            return NamedNode(names.genid(f"{family}-{term.value}"))
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
