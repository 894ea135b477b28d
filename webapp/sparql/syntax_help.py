"""Explain to people where a query stops being SPARQL. The parser itself lists every character that it would have accepted."""

from __future__ import annotations

import re

from graph.errors import PrefixUnknown
from graph.rdf.terms import prefixes
from webapp.localization.text import msg
from webapp.presentation.page_context import PageContext

_EXPECTED = re.compile(r'(?:^|of |, )"?([A-Z]{2,}|[^\sA-Za-z\[\]"\\]+)"?(?=,|$)')
_WORD = re.compile(r"(?<![\w?$:<@#])([A-Za-z]+)\s*$")
# A word that may stand where it stands: the fault comes after it.
_KEYWORDS = frozenset(
    {"SELECT", "WHERE", "FROM", "BY", "AS", "OPTIONAL", "FILTER", "GRAPH", "ASK", "DISTINCT", "UNION", "A"}
)
_SHOWN = 6

_NOT_DECLARED = msg("Ligne {line}, colonne {column} : le préfixe « {prefix}: » n’est pas déclaré.")
_DECLARE = msg("Ajoutez en tête de la requête : {declaration}")
_DECLARE_UNKNOWN = msg("Déclarez-le en tête de la requête par une ligne PREFIX.")
_UNBOUND = msg("Une variable du SELECT n’a pas de valeur après le regroupement.")
_GROUP = msg("Ajoutez-la à GROUP BY, ou retirez-la du SELECT.")
_STOPS = msg("Ligne {line}, colonne {column} : la requête ne se lit plus à partir d’ici.")
_EXPECTS = msg("On y attendait par exemple {expected}.")


def explain_syntax(reason: str, line: int, column: int, reader: PageContext) -> tuple[str, str]:
    """Return what is wrong and what to do about it; the advice is empty when there is none.

    Args: column: where the faulty word begins
    """
    say = reader.translate
    if "variable that is unbound" in reason:
        return say(_UNBOUND), say(_GROUP)
    expected = list(dict.fromkeys(_EXPECTED.findall(reason.replace("expected ", ""))))[:_SHOWN]
    advice = say(_EXPECTS).format(expected=" · ".join(expected)) if expected else ""
    return say(_STOPS).format(line=line, column=column), advice


def explain_prefix(error: PrefixUnknown, reader: PageContext) -> tuple[str, str]:
    """Return which prefix is missing, and the line to add where it is one that is known here."""
    say, facts = reader.translate, error.facts
    prefix = str(facts["prefix"])
    detail = say(_NOT_DECLARED).format(line=facts["line"], column=facts["column"], prefix=prefix)
    if prefix not in prefixes():
        return detail, say(_DECLARE_UNKNOWN)
    return detail, say(_DECLARE).format(declaration=facts["declaration"])


def fault_column(query: str, line: int, column: int) -> int:
    """Return the column where the faulty word begins; the parser names the one after it."""
    lines = query.splitlines()
    before = lines[line - 1][: max(0, column - 1)] if 1 <= line <= len(lines) else ""
    found = _WORD.search(before)
    if found is not None and found[1].upper() in _KEYWORDS:
        return column
    return found.start() + 1 if found else column
