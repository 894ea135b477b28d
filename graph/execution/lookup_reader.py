"""Read the queries that are lookups: a few plain triple patterns, and nothing that needs an engine.

    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?place ?label { <https://…/id/initiative/x> ?p ?place . ?place rdfs:label ?label } LIMIT 50

The reader takes less than SPARQL has, never more: what it is in doubt about is no lookup, and goes to the engine, whose errors
are then the ones that a writer sees.

Spec: https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.rdf.terms import name

MOST_CHARACTERS = 2000
_MOST_PATTERNS = 8
_MOST_ROWS = 1 << 20  # of LIMIT
_TOKEN = re.compile(
    r"""(?:[ \t\r\n]+|\#[^\r\n]*)*(?:
        (?P<iri><[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?\#@!$&'()*+,;=%-]*>)
      | (?P<variable>[?$][A-Za-z_][A-Za-z0-9_]*)
      | (?P<pname>(?:[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)?:(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)?(?!\.?[\w:%\\.-]))
      | (?P<word>[A-Za-z]+(?![\w:.-]))
      | (?P<number>[0-9]{1,9}(?![\w.]))
      | (?P<string>"[^"\\\r\n]*"|'[^'\\\r\n]*')(?:@(?P<language>[a-z]{1,8}(?:-[a-z0-9]{1,8})*(?![\w-])))?(?!["'^@])
      | (?P<mark>[{}.;,*])
      | (?P<end>$)
    )""",
    re.VERBOSE | re.ASCII,
)

Place = NamedNode | Literal | str  # a variable is its name
Pattern = tuple[Place, Place, Place]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A query that can be answered by looking up its patterns one after the other.

    Attributes:
        columns: The variables of the result, in order; none for ASK.
        patterns: Subject, predicate and object of each; a variable is its name.
        limit: How many solutions are wanted at most.
    """

    columns: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    limit: int
    is_ask: bool = False


def read_lookup(text: str) -> Lookup | None:
    """Return a query as a lookup; None where it is not one, or where that is in doubt."""
    if len(text) > MOST_CHARACTERS or not text.isascii():
        return None
    try:
        return _Reader(_tokens(text)).lookup()
    except _NoLookupError:
        return None


class _NoLookupError(Exception):
    pass


def _tokens(text: str) -> list[tuple[str, str, str]]:
    """Return kind, text and language of each token; the last one is of kind "end".

    Raises:
        _NoLookupError: There is anything else.
    """
    found, place, kind = list[tuple[str, str, str]](), 0, ""
    while kind != "end":
        match = _TOKEN.match(text, place)
        if match is None:
            raise _NoLookupError
        language = match["language"] or ""
        kind = "string" if language else str(match.lastgroup)
        found.append((kind, match[kind], language))
        place = match.end()
    return found


class _Reader:
    def __init__(self, tokens: Sequence[tuple[str, str, str]]) -> None:
        self._tokens = tokens
        self._next = 0
        self._prefixes: dict[str, str] = {}
        self._order = dict[str, None]()  # of appearance

    def lookup(self) -> Lookup:
        self._prologue()
        is_ask = self._accept("word", "ASK")
        columns = () if is_ask else self._columns()
        self._accept("word", "WHERE")
        self._expect("{")
        patterns = self._patterns()
        limit = int(self._take("number")) if self._accept("word", "LIMIT") else _MOST_ROWS
        self._take("end")
        if is_ask:
            return Lookup((), patterns, 1, is_ask=True)
        return Lookup(columns or tuple(self._order), patterns, limit)

    def _prologue(self) -> None:
        while self._accept("word", "PREFIX"):
            prefix, _, local = self._take("pname").partition(":")
            if local:
                raise _NoLookupError
            self._prefixes[prefix] = _node(self._take("iri")[1:-1]).value

    def _columns(self) -> tuple[str, ...]:
        """Return the variables that are listed; none for a star."""
        if not self._accept("word", "SELECT"):
            raise _NoLookupError
        if self._accept("mark", "*"):
            return ()
        listed = list[str]()
        while self._kind == "variable":
            listed.append(self._take("variable")[1:])
        if not listed or len(set(listed)) < len(listed):
            raise _NoLookupError
        return tuple(listed)

    def _patterns(self) -> tuple[Pattern, ...]:
        found = list[Pattern]()
        while not self._accept("mark", "}"):
            subject = self._place("iri", "pname", "variable")
            found += self._about(subject)
            if not self._accept("mark", ".") and self._tokens[self._next][:2] != ("mark", "}"):
                raise _NoLookupError
        if not 0 < len(found) <= _MOST_PATTERNS:
            raise _NoLookupError
        return tuple(found)

    def _about(self, subject: Place) -> list[Pattern]:
        found = list[Pattern]()
        while True:
            predicate = (
                name("rdf:type") if self._accept("word", "a") else self._place("iri", "pname", "variable")
            )
            found.append((subject, predicate, self._place("iri", "pname", "variable", "string")))
            while self._accept("mark", ","):
                found.append((subject, predicate, self._place("iri", "pname", "variable", "string")))
            if not self._accept("mark", ";"):
                return found

    def _place(self, *kinds: str) -> Place:
        kind, text, language = self._tokens[self._next]
        if kind not in kinds:
            raise _NoLookupError
        self._next += 1
        if kind == "variable":
            self._order[text[1:]] = None
            return text[1:]
        if kind == "string":
            return _literal(text[1:-1], language)
        return _node(text[1:-1] if kind == "iri" else self._resolved(text))

    def _resolved(self, text: str) -> str:
        prefix, _, local = text.partition(":")
        if prefix not in self._prefixes:
            raise _NoLookupError
        return self._prefixes[prefix] + local

    @property
    def _kind(self) -> str:
        return self._tokens[self._next][0]

    def _accept(self, kind: str, text: str) -> bool:
        found, written, _ = self._tokens[self._next]
        if found != kind or (written != text and (kind != "word" or text == "a" or written.upper() != text)):
            return False
        self._next += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._accept("mark", mark):
            raise _NoLookupError

    def _take(self, kind: str) -> str:
        if self._kind != kind:
            raise _NoLookupError
        self._next += 1
        return self._tokens[self._next - 1][1]


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise _NoLookupError from error


def _literal(value: str, language: str) -> Literal:
    try:
        return Literal(value, language=language) if language else Literal(value)
    except ValueError as error:
        raise _NoLookupError from error
