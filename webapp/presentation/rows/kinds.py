"""Present the rows that only some kinds of things have: what a contribution describes, what a weight means.

`statement_rows` presents the rows that all kinds share, `territory_rows` those of territories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import read_query
from webapp.localization.kind_labels import RANKS, KindLabel
from webapp.localization.text import msg
from webapp.presentation.description import Description, Node, Text, short_name
from webapp.presentation.page_context import PageContext
from webapp.presentation.rows.territory import AMONG
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link, Row, Value

CONTENT = "browse/contribution_things"
_BY_RULE = msg("par la règle")
_MEANING = msg("ce que le poids veut dire")
WEIGHTS = msg(
    "Plus ce que l’on partage est rare, plus il rapproche : le poids d’une raison est ln(N/n), où n choses sur N ont "
    "ce qui est partagé, et celui d’un lien la somme de ses raisons."
)


def more_rows(
    focus: NamedNode,
    description: Description,
    context: PageContext,
    *,
    content: Description | None = None,
    is_cut: bool = False,
) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of a contribution or of a derived connection, by the question that they answer.

    Args:
        content: what a contribution describes
        is_cut: whether that is some of it
    """
    found = {
        "parts": _described(focus, content, context, is_cut=is_cut) if content else (),
        "record": _weighed(focus, description, context),
    }
    return {question: rows for question, each in found.items() if (rows := tuple(each))}


def _described(
    focus: NamedNode, content: Description, context: PageContext, *, is_cut: bool
) -> Iterator[Row]:
    """Group the things that a contribution describes by kind; where some are left out, lead to the query for all."""
    formatter = ValueFormatter(content, context)
    by_kind: dict[KindLabel, list[Node]] = defaultdict(list)
    for thing in content.all_subjects("rdf:type"):
        if content.has_name(thing) and not content.is_territory(thing) and thing != focus:
            by_kind[content.kind(thing)].append(thing)
    whole = context.links.sparql(read_query(CONTENT).text({"focus": focus})) if is_cut else ""
    for kind in sorted(by_kind, key=lambda each: (RANKS[each.key], each.term)):
        words = context.render(kind.many)
        yield Row(
            context.translate(AMONG).format(what=words) if is_cut else words,
            tuple(Value((formatter.link(each),)) for each in sorted(by_kind[kind], key=formatter.order)),
            is_part=is_cut,
            all_href=whole,
        )


def _weighed(focus: NamedNode, description: Description, context: PageContext) -> Iterator[Row]:
    """Present by which rule a connection was derived, and what its weight means."""
    if not description.has_type(focus, "mai:Connection") or description.one(focus, "mai:weight") is None:
        return
    for kind in description.nodes(focus, "mai:connectionType"):
        rule = short_name(kind)
        address = context.links.thing(f"{context.links.base_iri}/id/rule/{rule}")
        yield Row(context.translate(_BY_RULE), (Value((Link(Text(rule), address),)),))
    yield Row(context.translate(_MEANING), (Value((Link(Text(context.translate(WEIGHTS))),)),))
