"""Analyse the text of a SPARQL update: which graphs it may write to, whether it fetches, where a dataset clause goes.

Works on tokens, while the engine has the parser. Where the two could disagree, the analysis names too many graphs, never too
few; and a graph that it missed is not written to (`graph.writing.proposals`).

Spec: https://www.w3.org/TR/sparql11-update/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph.sparql.syntax.lexer import (
    Token,
    block,
    operations,
    resolve_escapes,
    tokenize,
    unescape_local_name,
    unquote_iri,
)

_PATTERN_VERBS = ("insert", "delete")


@dataclass(frozen=True, slots=True)
class UpdateOutline:
    """What an update may do.

    Attributes:
        targets: Absolute IRIs of the graphs that it may write to; None when it may be any graph.
        writes_default: Whether it may write to the default graph.
        has_dataset: Whether it has USING or WITH.
        fetches: "LOAD" or "SERVICE" when it would send a request elsewhere, else "".
    """

    targets: frozenset[str] | None
    writes_default: bool
    has_dataset: bool
    fetches: str


def read_update_outline(text: str) -> UpdateOutline | None:
    """Analyse an update, once as it stands and once with its escapes resolved.

    Returns:
        None when the two analyses differ.
    """
    first, second = _Reading(text).outline(), _Reading(resolve_escapes(text)).outline()
    return first if first == second else None


def without_silent_loads(text: str) -> str:
    """Replace each LOAD SILENT by an empty operation: here it always fails, and must then count as done.

    Spec: https://www.w3.org/TR/sparql11-update/#load
    """
    parts, end = [], 0
    for operation in operations(tokenize(text)):
        words = [each.keyword for each in operation]
        if "load" not in words or _PATTERN_VERBS[0] in words or _PATTERN_VERBS[1] in words:
            continue
        first = words.index("load")
        if words[first + 1 : first + 2] == ["silent"]:
            parts += [text[end : operation[first].start], "INSERT DATA {}"]
            end = operation[-1].end
    return "".join([*parts, text[end:]])


def with_dataset(text: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """Insert the dataset of the protocol into each operation that has a pattern.

    Args:
        default_graphs: Absolute IRIs; when both lists are empty, the text stays.
        named_graphs: Absolute IRIs.

    Spec: https://www.w3.org/TR/sparql11-protocol/#update-operation
    """
    clause = "".join(f"USING <{each}> " for each in default_graphs)
    clause += "".join(f"USING NAMED <{each}> " for each in named_graphs)
    if not clause:
        return text
    parts, end = [], 0
    for where, template in _patterns(tokenize(text), text):
        parts += [text[end : where.start], template, " ", clause]
        end = where.start
    return "".join([*parts, text[end:]])


def _patterns(tokens: Sequence[Token], text: str) -> Iterator[tuple[Token, str]]:
    """Yield each WHERE of an operation, and what has to stand before it: the template that DELETE WHERE omits."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += token.depth
        if depth == 0 and token.keyword == "where":
            is_short = tokens[place - 1].keyword == "delete"
            yield token, block(tokens, place + 1, text) if is_short else ""


@dataclass(slots=True)
class _Reading:
    """One pass over the tokens of an update."""

    text: str
    targets: set[str] = field(default_factory=set)
    is_open: bool = False
    writes_default: bool = False
    has_dataset: bool = False
    fetches: str = ""

    def outline(self) -> UpdateOutline:
        """Return the outline of the whole update."""
        tokens = tokenize(self.text)
        resolve = _Resolver(tokens)
        fetching = (each.keyword.upper() for each in tokens if each.keyword in ("load", "service"))
        self.fetches = next(fetching, "")
        for operation in operations(tokens):
            self._read(operation, resolve)
        return UpdateOutline(
            None if self.is_open else frozenset(self.targets),
            self.writes_default,
            self.has_dataset,
            self.fetches,
        )

    def _read(self, tokens: Sequence[Token], resolve: _Resolver) -> None:
        words = [each.keyword for each in tokens]
        is_pattern = any(each in words for each in _PATTERN_VERBS)
        if is_pattern:
            self._read_pattern(tokens, words, resolve)
        else:
            self._read_management(tokens, words, resolve)

    def _read_pattern(self, tokens: Sequence[Token], words: Sequence[str], resolve: _Resolver) -> None:
        first = next(place for place, each in enumerate(words) if each in _PATTERN_VERBS)
        has_with = "with" in words[:first]
        self.has_dataset |= has_with or "using" in words
        if has_with:
            self._aim(tokens[words.index("with") + 1 :][:1], resolve)
        place = first
        while place < len(tokens):
            if words[place] in _PATTERN_VERBS:
                place = self._read_template(tokens, place, resolve, has_with=has_with)
            elif words[place] in ("where", "using"):
                return
            else:
                place += 1

    def _read_template(
        self, tokens: Sequence[Token], place: int, resolve: _Resolver, *, has_with: bool
    ) -> int:
        """Read the quads of a template; those outside GRAPH are in the default graph or in that of WITH."""
        while place < len(tokens) and tokens[place].text != "{":
            place += 1
        depth = 0
        while place < len(tokens):
            token = tokens[place]
            if token.depth:
                depth += token.depth
                if depth == 0:
                    return place + 1
            elif depth == 1 and token.keyword == "graph":
                place += 1
                self._aim(tokens[place : place + 1], resolve)
            elif depth == 1 and token.text != ".":
                self.writes_default |= not has_with
            place += 1
        return place

    def _read_management(self, tokens: Sequence[Token], words: Sequence[str], resolve: _Resolver) -> None:
        """Read CREATE, DROP, CLEAR, ADD, MOVE, COPY: every graph named counts as written to."""
        verbs = [each for each in words if each in ("create", "drop", "clear", "add", "move", "copy", "load")]
        if not verbs:
            return
        rest = [
            each for each in tokens[words.index(verbs[0]) + 1 :] if each.keyword not in ("silent", "graph")
        ]
        keywords = [each.keyword for each in rest]
        self.is_open |= "all" in keywords or "named" in keywords
        is_removal = verbs[0] in ("drop", "clear", "move")
        self.writes_default |= (
            "all" in keywords or keywords[-1:] == ["default"] or (is_removal and "default" in keywords)
        )
        for each in rest:
            if each.kind in ("iri", "pname"):
                self._aim([each], resolve)

    def _aim(self, tokens: Sequence[Token], resolve: _Resolver) -> None:
        found = resolve(tokens[0]) if tokens else None
        if found is None:
            self.is_open = True
        else:
            self.targets |= found


class _Resolver:
    """Resolves names to the IRIs that they may stand for; several, when a prefix is declared several times."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.namespaces: dict[str, set[str]] = {}
        for place, token in enumerate(tokens[:-2]):
            if token.keyword == "prefix":
                self.namespaces.setdefault(tokens[place + 1].text, set()).add(
                    unquote_iri(tokens[place + 2].text)
                )

    def __call__(self, token: Token) -> set[str] | None:
        """Return the IRIs, or None when they are unknown: of a variable, a relative IRI, an undeclared prefix."""
        if token.kind == "iri":
            found = {unquote_iri(token.text)}
        elif token.kind == "pname":
            prefix, _, local = token.text.partition(":")
            found = {each + unescape_local_name(local) for each in self.namespaces.get(prefix + ":", set())}
        else:
            return None
        is_absolute = bool(found) and all(re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", each) for each in found)
        return found if is_absolute else None
