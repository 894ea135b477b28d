"""SERVICE clauses of a query, read from its words: whom each asks, what, and for which variables.

In: a query's text and the endpoints that may be asked. Out: clauses. What is not plainly read, and whoever is not on
the list, is refused; nothing is sent from here.

Spec: https://www.w3.org/TR/sparql11-federated-query/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from graph.errors import ServiceNotListed, ServiceRefused, ServiceUnclear
from graph.sparql.evaluation import evaluate, is_volatile, refuse_service
from graph.sparql.lexer import Token, block, resolve_escapes, tokenize, unescape_local_name, unquote_iri

MAX_CALLS = 10
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A query for an endpoint of the operator's list."""

    iri: str
    query: str

    def as_header(self) -> dict[str, str]:
        """Write the call for the wire."""
        return {"iri": self.iri, "query": self.query}


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """One SERVICE clause: the text from `start` to `end` asks `call` for `variables`."""

    start: int
    end: int
    call: ServiceCall
    is_silent: bool
    variables: tuple[str, ...]


def parse_service_clauses(text: str, base_iri: str, services: Collection[str]) -> Sequence[ServiceClause]:
    """Read the outermost SERVICE clauses; of those within, whom they ask.

    Args:    text: with its escapes resolved (`readable`)
    Returns: none when the query asks nobody, or nobody may be asked: evaluating it says so then.
    Raises:  ServiceUnclear, ServiceNotListed, QuerySyntaxError, UpdateRefused.
    """
    if not services or "service" not in text.lower():
        return ()
    reading = _Reading(text, base_iri, services)
    reading.check()
    return reading.clauses()


def readable(text: str) -> str:
    """Resolve the escapes of a query that has a SERVICE clause.

    Raises: ServiceUnclear when it then reads differently.
    """
    resolved = resolve_escapes(text)
    if resolved == text:
        return text
    words, said = tokenize(resolved), tokenize(text)
    asks = any(each.keyword == "service" for each in (*words, *said))
    if asks and [each.kind for each in words] != [each.kind for each in said]:
        raise ServiceUnclear(found="\\u…")
    return resolved


@dataclass(frozen=True, slots=True)
class _Head:
    """The words before the pattern of a SERVICE clause: `place` counts words to its brace."""

    start: int
    place: int
    iri: str
    is_silent: bool


class _Reading:
    """The words of a query in which SERVICE stands."""

    def __init__(self, text: str, base_iri: str, services: Collection[str]) -> None:
        self._text = text
        self._words = tokenize(text)
        self._services = services
        self._outer_base = self._base_iri = base_iri
        self._prefixes: dict[str, str] = {}
        first = self._read_prologue()
        self._heads = [
            self._head(place)
            for place in range(first, len(self._words))
            if self._words[place].keyword == "service"
        ]

    def check(self) -> None:
        """Refuse what the engine would refuse, and any SERVICE that was not understood, before anybody is asked."""
        without = self._without_heads(0, len(self._text))
        try:
            refuse_service(without)
        except ServiceRefused as error:
            raise ServiceUnclear(found="SERVICE") from error
        if not self._heads:
            return
        if not is_volatile(self._text):  # the answer would be kept as if it were a matter of this graph alone
            raise ServiceUnclear(found="SERVICE")
        evaluate(Store(), without, base_iri=self._outer_base)

    def clauses(self) -> list[ServiceClause]:
        """Give the outermost clauses, in their order."""
        found = list[ServiceClause]()
        for head in self._heads:
            if found and head.start < found[-1].end:
                continue
            found.append(self._clause(head))
        if len(found) > MAX_CALLS:
            raise ServiceUnclear(found=f"SERVICE × {len(found)} > {MAX_CALLS}")
        return found

    def _clause(self, head: _Head) -> ServiceClause:
        brace = self._words[head.place]
        body = block(self._words, head.place, self._text)
        end = brace.start + len(body)
        prologue = self._prologue(brace.start, end)
        local = evaluate(
            Store(), prologue + "SELECT * " + self._without_heads(brace.start, end), base_iri=self._base_iri
        ).result
        assert isinstance(local, QuerySolutions), "it begins with SELECT"
        variables = tuple(each.value for each in local.variables)
        return ServiceClause(
            head.start, end, ServiceCall(head.iri, prologue + "SELECT * " + body), head.is_silent, variables
        )

    def _without_heads(self, start: int, end: int) -> str:
        """Give a part of the text with blanks in place of SERVICE and its IRI: the patterns stay where they are."""
        parts, done = list[str](), start
        for head in self._heads:
            if start <= head.start < end:
                brace = self._words[head.place].start
                blank = re.sub(r"[^\r\n]", " ", self._text[head.start : brace])
                parts += [self._text[done : head.start], blank]
                done = brace
        return "".join([*parts, self._text[done:end]])

    def _prologue(self, start: int, end: int) -> str:
        """Write the declarations that a part of the text needs when it stands alone."""
        inside = [each for each in self._words if start <= each.start < end]
        prefixes = dict.fromkeys(each.text.partition(":")[0] for each in inside if each.kind == "pname")
        is_relative = any(each.kind == "iri" and not _SCHEME.match(each.text[1:]) for each in inside)
        base = f"BASE <{self._base_iri}> " if is_relative else ""
        known = [each for each in prefixes if each in self._prefixes]
        return base + "".join(f"PREFIX {each}: <{self._prefixes[each]}> " for each in known)

    def _read_prologue(self) -> int:
        """Read the declarations; the last of a prefix counts. Tell where the query itself begins."""
        place = 0
        while place + 2 < len(self._words):
            word, first, second = self._words[place : place + 3]
            if word.keyword == "base" and first.kind == "iri":
                self._base_iri = self._absolute(unquote_iri(first.text))
                place += 2
            elif word.keyword == "prefix" and first.kind == "pname" and second.kind == "iri":
                self._prefixes[first.text[:-1]] = self._absolute(unquote_iri(second.text))
                place += 3
            elif word.keyword == "version" and first.kind == "string":
                place += 2
            else:
                break
        return place

    def _head(self, place: int) -> _Head:
        """Read SERVICE, perhaps SILENT, a constant IRI of the list, and the brace.

        Raises: ServiceUnclear, ServiceNotListed.
        """
        start = self._words[place].start
        place += 1
        is_silent = self._word(place).keyword == "silent"
        place += is_silent
        iri = self._iri(self._word(place))
        if self._word(place + 1).text != "{":
            raise ServiceUnclear(found=self._text[start : self._word(place + 1).end])
        if iri not in self._services:
            raise ServiceNotListed(found=iri, expected=", ".join(self._services))
        return _Head(start, place + 1, iri, is_silent)

    def _word(self, place: int) -> Token:
        return self._words[place] if place < len(self._words) else Token("", "", len(self._text))

    def _iri(self, token: Token) -> str:
        prefix, _, local = token.text.partition(":")
        if token.kind == "iri":
            return self._absolute(unquote_iri(token.text))
        if token.kind == "pname" and prefix in self._prefixes:
            return self._prefixes[prefix] + unescape_local_name(local)
        raise ServiceUnclear(found=f"SERVICE {token.text}")

    def _absolute(self, iri: str) -> str:
        """Resolve an IRI as the engine does.

        Raises: ServiceUnclear.
        """
        if _SCHEME.match(iri):
            return iri
        try:
            (quad,) = parse(f"<{iri}> a <> .", RdfFormat.TURTLE, base_iri=self._base_iri)
        except (SyntaxError, ValueError) as error:
            raise ServiceUnclear(found=f"<{iri}>") from error
        assert isinstance(quad.subject, NamedNode), "an IRI is one"
        return quad.subject.value
