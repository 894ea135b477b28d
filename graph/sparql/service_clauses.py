"""Parse the SERVICE clauses of a query: which endpoint each calls, with what query, for which variables.

Works on tokens. A clause that is not understood beyond doubt is refused, and so is an endpoint that the operator does not list.
Nothing is sent from here; `graph.sparql.federation` makes the calls.

Spec: https://www.w3.org/TR/sparql11-federated-query/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from graph.errors import ServiceNotListed, ServiceRefused, ServiceUnclear
from graph.sparql.evaluation import evaluate
from graph.sparql.facts import is_volatile, refuse_service
from graph.sparql.syntax.lexer import (
    Token,
    block,
    resolve_escapes,
    tokenize,
    unescape_local_name,
    unquote_iri,
)

MAX_CALLS = 10
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A query for an endpoint of the operator's list."""

    iri: str
    query: str

    def as_header(self) -> dict[str, str]:
        """Return the call as a part of the header of a message."""
        return {"iri": self.iri, "query": self.query}


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """One SERVICE clause: the text from `start` to `end` makes the `call` and binds the `variables`."""

    start: int
    end: int
    call: ServiceCall
    is_silent: bool
    variables: tuple[str, ...]


def parse_service_clauses(text: str, base_iri: str, services: Collection[str]) -> Sequence[ServiceClause]:
    """Parse the outermost SERVICE clauses, and check the endpoints of those inside them.

    Args:
        text: With its escapes resolved (`readable`).
        base_iri: What relative IRIs are resolved against.
        services: The endpoints that may be called.

    Returns:
        Nothing when the query has no clause, or when no endpoint may be called: evaluation then refuses the clause.

    Raises:
        QueryError: ServiceUnclear, ServiceNotListed, QuerySyntaxError or UpdateRefused.
    """
    if not services or "service" not in text.lower():
        return ()
    reading = _Reading(text, base_iri, services)
    reading.check()
    return reading.clauses()


def readable(text: str) -> str:
    """Return a query with its escapes resolved.

    Raises:
        ServiceUnclear: The query has a SERVICE clause, and its tokens change when the escapes are resolved.
    """
    resolved = resolve_escapes(text)
    if resolved == text:
        return text
    after, before = tokenize(resolved), tokenize(text)
    has_clause = any(each.keyword == "service" for each in (*after, *before))
    if has_clause and [each.kind for each in after] != [each.kind for each in before]:
        raise ServiceUnclear(found="\\u…")
    return resolved


@dataclass(frozen=True, slots=True)
class _Head:
    """The tokens before the pattern of a SERVICE clause; `place` is that of its brace among the tokens."""

    start: int
    place: int
    iri: str
    is_silent: bool


class _Reading:
    """The tokens of a query that has SERVICE clauses, with its prefixes and base IRI."""

    def __init__(self, text: str, base_iri: str, services: Collection[str]) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._services = services
        self._outer_base = self._base_iri = base_iri
        self._prefixes: dict[str, str] = {}
        first = self._read_prologue()
        self._heads = [
            self._head(place)
            for place in range(first, len(self._tokens))
            if self._tokens[place].keyword == "service"
        ]

    def check(self) -> None:
        """Refuse what the engine would refuse, and any SERVICE that was not understood, before any endpoint is called."""
        without = self._without_heads(0, len(self._text))
        try:
            refuse_service(without)
        except ServiceRefused as error:
            raise ServiceUnclear(found="SERVICE") from error
        if not self._heads:
            return
        if not is_volatile(self._text):  # the result would be cached as if it depended on this store alone
            raise ServiceUnclear(found="SERVICE")
        evaluate(Store(), without, base_iri=self._outer_base)

    def clauses(self) -> list[ServiceClause]:
        """Return the outermost clauses, in their order."""
        found = list[ServiceClause]()
        for head in self._heads:
            if found and head.start < found[-1].end:
                continue
            found.append(self._clause(head))
        if len(found) > MAX_CALLS:
            raise ServiceUnclear(found=f"SERVICE × {len(found)} > {MAX_CALLS}")
        return found

    def _clause(self, head: _Head) -> ServiceClause:
        brace = self._tokens[head.place]
        body = block(self._tokens, head.place, self._text)
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
        """Return a part of the text with blanks in place of SERVICE and its IRI: the patterns keep their places."""
        parts, done = list[str](), start
        for head in self._heads:
            if start <= head.start < end:
                brace = self._tokens[head.place].start
                blank = re.sub(r"[^\r\n]", " ", self._text[head.start : brace])
                parts += [self._text[done : head.start], blank]
                done = brace
        return "".join([*parts, self._text[done:end]])

    def _prologue(self, start: int, end: int) -> str:
        """Return the declarations that a part of the text needs when it stands alone."""
        inside = [each for each in self._tokens if start <= each.start < end]
        prefixes = dict.fromkeys(each.text.partition(":")[0] for each in inside if each.kind == "pname")
        is_relative = any(each.kind == "iri" and not _SCHEME.match(each.text[1:]) for each in inside)
        base = f"BASE <{self._base_iri}> " if is_relative else ""
        known = [each for each in prefixes if each in self._prefixes]
        return base + "".join(f"PREFIX {each}: <{self._prefixes[each]}> " for each in known)

    def _read_prologue(self) -> int:
        """Parse the declarations, of which the last of a prefix counts; return the place of the first token after them."""
        place = 0
        while place + 2 < len(self._tokens):
            word, first, second = self._tokens[place : place + 3]
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
        """Parse SERVICE, perhaps SILENT, a constant IRI of the list, and the brace.

        Raises:
            QueryError: ServiceUnclear or ServiceNotListed.
        """
        start = self._tokens[place].start
        place += 1
        is_silent = self._token(place).keyword == "silent"
        place += is_silent
        iri = self._iri(self._token(place))
        if self._token(place + 1).text != "{":
            raise ServiceUnclear(found=self._text[start : self._token(place + 1).end])
        if iri not in self._services:
            raise ServiceNotListed(found=iri, expected=", ".join(self._services))
        return _Head(start, place + 1, iri, is_silent)

    def _token(self, place: int) -> Token:
        return self._tokens[place] if place < len(self._tokens) else Token("", "", len(self._text))

    def _iri(self, token: Token) -> str:
        prefix, _, local = token.text.partition(":")
        if token.kind == "iri":
            return self._absolute(unquote_iri(token.text))
        if token.kind == "pname" and prefix in self._prefixes:
            return self._prefixes[prefix] + unescape_local_name(local)
        raise ServiceUnclear(found=f"SERVICE {token.text}")

    def _absolute(self, iri: str) -> str:
        """Resolve an IRI as the engine does.

        Raises:
            ServiceUnclear: It cannot be resolved.
        """
        if _SCHEME.match(iri):
            return iri
        try:
            (quad,) = parse(f"<{iri}> a <> .", RdfFormat.TURTLE, base_iri=self._base_iri)
        except (SyntaxError, ValueError) as error:
            raise ServiceUnclear(found=f"<{iri}>") from error
        assert isinstance(quad.subject, NamedNode), "an IRI is one"
        return quad.subject.value
