"""Blank nodes get names that depend on what is said of them alone, so that the same file names them alike.

Labels come from RDFC-1.0. The algorithm is exponential on graphs made to be so ("poison graphs") and cannot be
stopped from within, hence it runs in a child process: this very module.
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
    """The child did not finish in time, or not at all."""


def skolemize(quads: Sequence[Quad], names: Namespaces, *, timeout_s: float, salt: str = "") -> list[Quad]:
    """Replace every blank node by an IRI under `{base}/.well-known/genid/`.

    Args:    salt: tells apart the blank nodes of several additions to one graph; a graph replaced whole needs none
    Returns: the quads in any order; the same ones when none holds a blank node.
    Raises:  SkolemizationTimeout.
    Spec:    https://www.w3.org/TR/rdf11-concepts/#section-skolemization, https://www.w3.org/TR/rdf-canon/
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
    """Read N-Quads, write them with canonical labels: what the child process does."""
    dataset = Dataset(parse(sys.stdin.buffer.read(), format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    sys.stdout.buffer.write(serialize_statements(dataset, RdfFormat.N_QUADS))


if __name__ == "__main__":
    _main()
