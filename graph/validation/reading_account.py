"""What became of the statements of a write: how many were understood, and which nothing reads, as values with their texts.

`unread_statements` counts; the report carries the account to the person who wrote, at the terminal or over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from graph.i18n import LANGUAGES, BilingualText
from graph.rdf.terms import short_term
from graph.validation.vocabulary_terms import short_name

_MOST_GROUPS, _MOST_THINGS = 40, 3


class Cause(Enum):
    """Why a statement is not read."""

    LOOK_ALIKE = "look-alike"
    NOT_IN_VOCABULARY = "not-in-vocabulary"
    CLASS = "class-not-shown"
    UNTYPED = "no-class"
    UNREAD = "term-not-read"
    UNPUBLISHED = "not-published"

    @property
    def rank(self) -> int:
        """Return its place in reports: what is most likely a mistake comes first."""
        return list(Cause).index(self)

    @property
    def is_warning(self) -> bool:
        """Return whether it is most likely a mistake."""
        return self in (Cause.LOOK_ALIKE, Cause.NOT_IN_VOCABULARY)


_TEXTS = {
    Cause.LOOK_ALIKE: BilingualText(
        "{term} n’est pas l’adresse de ce vocabulaire : écrivez {meant}",
        "{term} is not the address of that vocabulary: write {meant}",
    ),
    Cause.NOT_IN_VOCABULARY: BilingualText(
        "{term} n’existe pas dans son vocabulaire", "{term} does not exist in its vocabulary"
    ),
    Cause.CLASS: BilingualText(
        "aucune page ni liste ne montre les choses de type {term}",
        "no page or list shows things of type {term}",
    ),
    Cause.UNTYPED: BilingualText(
        "aucune page ni liste ne montre une chose sans type (rdf:type)",
        "no page or list shows a thing without a type (rdf:type)",
    ),
    Cause.UNREAD: BilingualText(
        "rien ici ne lit {term} : au mieux, une page en donne le nom brut",
        "nothing here reads {term}: at best a page gives its bare name",
    ),
    Cause.UNPUBLISHED: BilingualText(
        "la contribution {term} est un brouillon, révisée par une autre ou périmée : rien n’en est publié",
        "the contribution {term} is a draft, revised by another, or no longer valid: nothing of it is published",
    ),
}
_MEANT = BilingualText(" ; vouliez-vous dire {meant} ?", "; did you mean {meant}?")
_COUNTED = BilingualText("{statements}, sur {things}", "{statements} about {things}")
_STATEMENTS = (BilingualText("{n} énoncé", "{n} statement"), BilingualText("{n} énoncés", "{n} statements"))
_THINGS = (BilingualText("{n} chose", "{n} thing"), BilingualText("{n} choses", "{n} things"))
_ALL_READ = BilingualText("{statements} compris", "{statements} understood")
_SOME_NOT = BilingualText(
    "{statements} compris ; pris aussi {counted} qu’aucune page ne montre, ou que rien ne lit :",
    "{statements} understood; also took {counted} that no page shows, or nothing reads:",
)
_SOME_WOULD_NOT = BilingualText(
    "{statements} compris ; aucune page ne montrerait {counted}, ou rien ne les lirait :",
    "{statements} understood; no page would show {counted}, or nothing would read them:",
)
_OTHERS = BilingualText("et {n} autres raisons : {statements}", "and {n} other reasons: {statements}")


@dataclass(frozen=True, slots=True)
class NotRead:
    """Statements that are not read, for one reason.

    Attributes:
        term: The IRI of the property, class or contribution at fault; empty where a thing has no class.
        meant: The IRI of the term that was most likely meant; empty where none is near.
        things: Their subjects in N-Triples form, each once, in order.
    """

    cause: Cause
    term: str
    meant: str
    statement_count: int
    things: tuple[str, ...]

    @property
    def message(self) -> BilingualText:
        """Return why they are not read, and what was most likely meant."""
        term, meant = map(short_name, (self.term, self.meant))
        hint = _MEANT if self.meant and self.cause is not Cause.LOOK_ALIKE else BilingualText("", "")
        return BilingualText(
            *(
                _TEXTS[self.cause].render(each, term=term, meant=meant) + hint.render(each, meant=meant)
                for each in LANGUAGES
            )
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """The account of all statements of a write."""

    understood_count: int
    not_read: tuple[NotRead, ...] = ()

    @property
    def not_read_count(self) -> int:
        """Return how many statements are not read."""
        return sum(each.statement_count for each in self.not_read)

    @property
    def total(self) -> int:
        """Return how many statements there are."""
        return self.understood_count + self.not_read_count

    def as_lines(self, language: str, *, was_taken: bool) -> Iterator[str]:
        """Yield the account for a person at a terminal, of a write that was taken or refused."""
        understood = _counted(_STATEMENTS, self.understood_count, language)
        if not self.not_read:
            yield _ALL_READ.render(language, statements=understood)
            return
        things = {thing for each in self.not_read for thing in each.things}
        counted = _about(self.not_read_count, len(things), language)
        heading = _SOME_NOT if was_taken else _SOME_WOULD_NOT
        yield heading.render(language, statements=understood, counted=counted)
        for each in self.not_read[:_MOST_GROUPS]:
            mark = "!" if each.cause.is_warning else "·"
            named = ", ".join(map(short_term, each.things[:_MOST_THINGS]))
            more = ", …" if len(each.things) > _MOST_THINGS else ""
            about = _about(each.statement_count, len(each.things), language)
            yield f"  {mark} {each.message.render(language)} — {about} ({named}{more})"
        if rest := self.not_read[_MOST_GROUPS:]:
            statements = _counted(_STATEMENTS, sum(each.statement_count for each in rest), language)
            yield "  · " + _OTHERS.render(language, n=len(rest), statements=statements)

    def as_members(self) -> dict[str, object]:
        """Return the account as members of a JSON object."""
        return {
            "total": self.total,
            "understood": self.understood_count,
            "notRead": self.not_read_count,
            "reasons": [
                {
                    "reason": each.cause.value,
                    "severity": "Warning" if each.cause.is_warning else "Info",
                    "term": each.term or None,
                    "meant": each.meant or None,
                    "statements": each.statement_count,
                    "things": len(each.things),
                    "examples": list(each.things[:_MOST_THINGS]),
                    "message": each.message._asdict(),
                }
                for each in self.not_read
            ],
        }


def _about(statement_count: int, thing_count: int, language: str) -> str:
    return _COUNTED.render(
        language,
        statements=_counted(_STATEMENTS, statement_count, language),
        things=_counted(_THINGS, thing_count, language),
    )


def _counted(words: tuple[BilingualText, BilingualText], count: int, language: str) -> str:
    return words[count != 1 if language == "en" else count > 1].render(language, n=count)
