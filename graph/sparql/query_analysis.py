"""Analyse the text of a query: its form, its parts, and how to ask for its rows or their number instead.

Works on tokens, as `graph.sparql.update_analysis` does, for texts that a parser has accepted. Of a text that escapes give two
readings, only the form is returned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.rdf.terms import NamedNode
from graph.sparql.syntax.lexer import Token, prologue_length, resolve_escapes, tokenize, unquote_iri

_LIMIT = re.compile(r"limit\s*(\d+)", re.IGNORECASE)
_ROWS = "maillage_rows"


@dataclass(frozen=True, slots=True)
class QueryOutline:
    """The parts of a query's text.

    Attributes:
        form: First keyword after the prologue, in lower case.
        head: The prologue.
        dataset: The FROM clauses.
        rest: Everything else.
        template: Of CONSTRUCT, with its braces.
        variables: Of the template.
        limit: The query's own LIMIT.
        is_open: Whether a LIMIT may be appended.
    """

    form: str
    head: str = ""
    dataset: str = ""
    rest: str = ""
    template: str = ""
    variables: tuple[str, ...] = ()
    limit: int | None = None
    is_open: bool = False

    def counting(self) -> str:
        """Return the query that counts the rows of a SELECT."""
        return f"{self.head}SELECT (COUNT(*) AS ?{_ROWS}) {self.dataset}WHERE {{ {{ {self.rest}\n}} }}"

    def rows(self) -> QueryOutline:
        """Return the SELECT query for the rows that a CONSTRUCT makes its triples of."""
        rest = f"SELECT {' '.join(self.variables)} {self.rest}"
        return QueryOutline("select", self.head, self.dataset, rest, limit=self.limit)

    def text(self) -> str:
        """Return the query with its FROM clauses where they belong."""
        if not self.dataset:
            return self.head + self.rest
        place = next(
            each.start for each in tokenize(self.rest) if each.keyword == "where" or each.text == "{"
        )
        return f"{self.head}{self.rest[:place]} {self.dataset}{self.rest[place:]}"


def read_query_outline(text: str) -> QueryOutline:
    """Analyse a query; of one whose escapes hide tokens, only the form."""
    bare = [each for each in tokenize(text) if each.kind not in ("iri", "string")]
    if any("\\" in each.text and each.kind == "mark" for each in bare):
        tokens = tokenize(resolve_escapes(text))
        return QueryOutline(tokens[_form_place(tokens)].keyword)
    tokens = tokenize(text)
    start = _form_place(tokens)
    form = tokens[start].keyword if start < len(tokens) else ""
    if form not in ("select", "construct"):
        return QueryOutline(form)
    return _Parts(text, tokens, start).outline()


def read_query_form(text: str) -> str:
    """Return the first keyword after the prologue, in lower case, of any text; "" where there is none."""
    tokens = tokenize(resolve_escapes(text))
    return tokens[_form_place(tokens)].keyword if tokens else ""


def read_prefixes(text: str) -> dict[str, str]:
    """Return the prefixes that a query declares, where their IRIs are absolute, in order."""
    tokens = tokenize(resolve_escapes(text))
    declared: dict[str, str] = {}
    for place in range(_form_place(tokens) - 2):
        prefix, iri = tokens[place + 1], tokens[place + 2]
        if tokens[place].keyword == "prefix" and prefix.text.endswith(":") and iri.kind == "iri":
            try:
                declared[prefix.text.removesuffix(":")] = NamedNode(unquote_iri(iri.text)).value
            except ValueError:  # a relative one
                continue
    return declared


def _form_place(tokens: Sequence[Token]) -> int:
    return min(prologue_length(tokens), max(0, len(tokens) - 1))


class _Parts:
    """The tokens of one query, with the depth of braces of each."""

    def __init__(self, text: str, tokens: Sequence[Token], start: int) -> None:
        self._text = text
        self._tokens = tokens
        self._start = start
        self._depths: list[int] = []
        depth = 0
        for each in tokens:
            depth -= each.text == "}" and each.kind == "mark"
            self._depths.append(depth)
            depth += each.text == "{" and each.kind == "mark"

    def outline(self) -> QueryOutline:
        form = self._tokens[self._start]
        head = self._text[: form.start]
        spans = self._dataset()
        dataset = "".join(self._text[begin:end] + " " for begin, end in spans)
        template, after, names = self._template() if form.keyword == "construct" else ("", form.start, ())
        rest = self._without(after, spans)
        limit = self._limit()
        return QueryOutline(
            form.keyword, head, dataset, rest, template, names, limit, is_open=self._is_open(limit)
        )

    def _dataset(self) -> list[tuple[int, int]]:
        """Return where the FROM clauses begin and end."""
        spans = []
        for place in range(self._start, len(self._tokens)):
            if self._depths[place] == 0 and self._tokens[place].keyword == "from":
                last = place + (2 if self._tokens[place + 1].keyword == "named" else 1)
                spans.append((self._tokens[place].start, self._end(last)))
        return spans

    def _template(self) -> tuple[str, int, tuple[str, ...]]:
        """Return the template of CONSTRUCT, where it ends, and its variables; in the short form the pattern is the template."""
        opening = next(
            place for place in range(self._start, len(self._tokens)) if self._tokens[place].text == "{"
        )
        closing = next(
            place
            for place in range(opening + 1, len(self._tokens))
            if self._tokens[place].text == "}" and self._depths[place] == 0
        )
        inside = self._tokens[opening : closing + 1]
        names = tuple(dict.fromkeys(each.text for each in inside if each.kind == "variable"))
        template = self._text[self._tokens[opening].start : self._end(closing)]
        is_short = opening != self._start + 1
        after = self._end(self._start) if is_short else self._end(closing)
        return template, after, names

    def _without(self, begin: int, spans: Sequence[tuple[int, int]]) -> str:
        parts = []
        for start, end in spans:
            parts.append(self._text[begin:start])
            begin = end
        return "".join([*parts, self._text[begin:]])

    def _limit(self) -> int | None:
        for place in range(self._start, len(self._tokens)):
            if self._depths[place] == 0 and self._tokens[place].keyword == "limit":
                limit = _LIMIT.match(self._text, self._tokens[place].start)
                return int(limit[1]) if limit else None
        return None

    def _is_open(self, limit: int | None) -> bool:
        keywords = {
            each.keyword for each, depth in zip(self._tokens, self._depths, strict=True) if depth == 0
        }
        return limit is None and not keywords & {"limit", "values"}

    def _end(self, place: int) -> int:
        return self._tokens[place].start + len(self._tokens[place].text)
