"""Look up the clause for a reason, by its rule and by the kinds of things, and the short names of what is shared.

Clauses are about the two things. `{basis}` is what is shared, `{narrow}` what falls under it, `{at}` and `{at_narrow}`
the same as places; `{a}` and `{b}` are the two things of a stated link. The rest agrees with the two.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from graph.connections.network.thing_kinds import Kind
from graph.connections.wording.lexicon import Wording, lexicon
from graph.connections.wording.nouns import class_of, head_kind
from graph.i18n import BilingualText

_Key = tuple[str, str, str]  # the rule, the class of the two things, the class of what is shared


class ReasonClause(NamedTuple):
    """The words of a reason.

    Attributes:
        rarity: How its rarity follows: "that" where the basis comes last, "aside", "where", or not at all.
    """

    words: BilingualText
    rarity: str = ""


def reason_clause(rule: str, kind: Kind, basis_kind: Kind) -> ReasonClause:
    """Return the clause of a rule between things of a kind's family, of a stated link where the rule has but one."""
    between, sharing = class_of(head_kind(kind)), class_of(basis_kind)
    keys: tuple[_Key, ...] = ((rule, between, sharing), (rule, between, ""), (rule, "", ""))
    found = next(_entries()[each] for each in keys if each in _entries())
    return ReasonClause(found.texts["clause"], found.values.get("rarity", ("",))[0])


def nested_clause(rule: str) -> ReasonClause:
    """Return the clause of a rule where one of the two has what falls under what the other has."""
    return ReasonClause(lexicon().entries[f"reason-{rule}"].texts["nestedClause"], "aside")


def further_clause(rule: str) -> BilingualText | None:
    """Return what is added when another clause linked the same two things before."""
    return lexicon().entries[f"reason-{rule}"].texts.get("furtherClause")


def short_name(rule: str, *, is_nested: bool, is_plural: bool) -> BilingualText:
    """Return how what is shared by a rule is named shortly."""
    number = "plural" if is_plural else "singular"
    return lexicon().entries[f"reason-{rule}"].texts[f"nested{number.title()}" if is_nested else number]


@cache
def _entries() -> dict[_Key, Wording]:
    reasons = (each for each in lexicon().entries.values() if "reasonRule" in each.values)
    return {
        (each.values["reasonRule"][0], _class(each, "between"), _class(each, "sharing")): each
        for each in reasons
    }


def _class(entry: Wording, property_: str) -> str:
    return entry.values.get(property_, ("",))[0]
