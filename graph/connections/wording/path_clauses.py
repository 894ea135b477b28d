"""Look up how a relation reads in the sentence of a path, from either of its ends.

In the templates, `{o}`, `{to}` and `{of}` are the other thing: alone, after « à », after « de ». `{also}` is « aussi »
where the thing before is linked in the same way; the rest agrees with the thing that the clause is about.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from graph.connections.wording.lexicon import Wording, lexicon
from graph.i18n import BilingualText
from graph.rdf.terms import expand

FUNCTION = "org:memberOf"  # a function that a person holds in a body is one link between the two


class Clause(NamedTuple):
    """What follows the name of a thing, and what follows it within a sentence: « …, auquel répond … »."""

    main: BilingualText
    relative: BilingualText


class Clauses(NamedTuple):
    """How a relation reads from its subject and from its object."""

    forwards: Clause
    backwards: Clause


@cache
def clauses_of(curie: str) -> Clauses:
    """Return the clauses of a property, or of the nearest property above it that has some.

    Raises: KeyError, when none has.
    """
    found = lexicon().nearest(expand(curie), "clause")
    if found is None:
        raise KeyError(curie)
    return Clauses(
        _clause(found, "clause", "relativeClause"), _clause(found, "inverseClause", "inverseRelativeClause")
    )


def _clause(wording: Wording, main: str, relative: str) -> Clause:
    text = wording.texts[main]
    plain = BilingualText(f"qui {text.fr}", f"{{who}} {text.en}")
    return Clause(text, wording.texts.get(relative, plain))
