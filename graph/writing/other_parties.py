"""Name in a refusal the contributions of others that it comes from: two names for one thing, a link that would break.

The report speaks of things; whoever is refused has to know with whom to settle it.
"""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import Store

from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Quad, parse_term
from graph.sources.candidate import Candidate
from graph.validation.report import Report, Result
from graph.writing.replacements import attribution_text

_MOST = 3
_CONFLICTS = tuple(
    f"<http://www.w3.org/ns/shacl#{each}ConstraintComponent>"
    for each in ("MaxCount", "UniqueLang", "LessThan", "LessThanOrEquals", "Disjoint")
)


def name_other_parties(report: Report, store: Store, candidate: Candidate, names: Namespaces) -> Report:
    """Complete the violations of a refusal with what other stored contributions state of the same thing.

    Args:
        report: Of the refusal.
        store: The dataset before.
        candidate: What is refused; its own graphs are no other party's.
        names: Of the deployment.
    """
    own = candidate.names()
    return replace(report, results=tuple(_completed(each, store, own, names) for each in report.results))


def _completed(result: Result, store: Store, own: frozenset[NamedNode], names: Namespaces) -> Result:
    stated = _stated_elsewhere(result, store, own, names) if result.severity == "Violation" else []
    if not stated:
        return result
    parts = {_part(quad, store, names, with_value=result.component in _CONFLICTS): None for quad in stated}
    told = list(parts)[:_MOST]
    return replace(
        result,
        messages=BilingualText(
            f"{result.messages.fr} Ailleurs : {' ; '.join(each.fr for each in told)}.",
            f"{result.messages.en} Elsewhere: {'; '.join(each.en for each in told)}.",
        ),
    )


def _stated_elsewhere(
    result: Result, store: Store, own: frozenset[NamedNode], names: Namespaces
) -> list[Quad]:
    """Return what others state: of the property in conflict, or of a thing that no given file describes."""
    focus = parse_term(result.focus_node) if result.focus_node.startswith("<") else None
    is_conflict = result.component in _CONFLICTS and result.result_path.startswith("<")
    if not isinstance(focus, NamedNode) or not (is_conflict or not result.files):
        return []
    path = parse_term(result.result_path) if is_conflict else None
    assert isinstance(path, NamedNode | None), "a path that is an IRI is a property"
    found = (
        quad
        for quad in store.quads_for_pattern(focus, path, None, None)
        if isinstance(quad.graph_name, NamedNode)
        and quad.graph_name not in own
        and names.kept_path(quad.graph_name) is None
    )
    return sorted(found, key=str)


def _part(quad: Quad, store: Store, names: Namespaces, *, with_value: bool) -> BilingualText:
    assert isinstance(quad.graph_name, NamedNode), "what has no name was left out"
    graph, party = names.short(quad.graph_name.value), attribution_text(quad.graph_name, store, names)
    value = quad.object.value if isinstance(quad.object, Literal | NamedNode) else str(quad.object)
    fr, en = (f"« {names.short(value)} », ", f"“{names.short(value)}”, ") if with_value else ("", "")
    return BilingualText(f"{fr}{graph}, de {party.fr}", f"{en}{graph}, by {party.en}")
