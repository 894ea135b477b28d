r"""Split the text of a query or an update into tokens: IRIs, strings, names, keywords, marks.

The engine has the only parser. This lexer serves the analyses and rewritings that need less than a syntax tree; it does not
know what a token means, and accepts any text.

Spec: https://www.w3.org/TR/sparql11-query/#grammar
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(
    r"""
      (?P<iri>     <(?:[^\x00-\x20<>"{}|^`\\]|\\[uU][0-9A-Fa-f]+)*+> )
    | (?P<string>  "{3}(?:"{0,2}(?:\\.|[^"\\]))*+(?:"{3})? | '{3}(?:'{0,2}(?:\\.|[^'\\]))*+(?:'{3})?
                 | "(?:\\.|[^"\\\n\r])*+"? | '(?:\\.|[^'\\\n\r])*+'? )
    | (?P<comment> \#[^\n\r]* )
    | (?P<variable> [?$][\w·\u0300-\u036f\u203f\u2040]+ )
    | (?P<blank>   _:(?:[\w.·-]*[\w·-])? )
    | (?P<pname>   (?:[^\W\d_](?:[\w.·-]{0,200}[\w·-])?)?:
                   (?:(?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:·-]|%[0-9A-Fa-f]{2}|\\.))? )
    | (?P<number>  (?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)? | \d+\.[eE][+-]?\d+ )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<word>    [^\W\d]\w* )
    | (?P<space>   [\s\ufeff]+ )
    | (?P<mark>    \|\| | && | != | <= | >= | \^\^ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_DECLARATIONS = {"prefix": 3, "base": 2, "version": 2}  # tokens of each
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` counts characters from the beginning of the text."""

    kind: str
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The text of a bare word in lower case; "" for any other token."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)

    @property
    def depth(self) -> int:
        """How it changes the depth of braces: 1, -1 or 0."""
        return {"{": 1, "}": -1}.get(self.text, 0) if self.kind == "mark" else 0


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text, without spaces and comments."""
    return [
        Token(match.lastgroup or "", match[0], match.start())
        for match in _WORD.finditer(text)
        if match.lastgroup not in ("space", "comment")
    ]


def block(tokens: Sequence[Token], place: int, text: str) -> str:
    """Return the text from the brace that is the token at a place to the one that closes it, or to the end."""
    depth = 0
    for token in tokens[place:]:
        depth += token.depth
        if depth == 0:
            return text[tokens[place].start : token.start + 1]
    return text[tokens[place].start :] if place < len(tokens) else ""


def prologue_length(tokens: Sequence[Token]) -> int:
    """Count the tokens of the declarations that a query or an operation begins with."""
    place = 0
    while place < len(tokens) and tokens[place].keyword in _DECLARATIONS:
        place += _DECLARATIONS[tokens[place].keyword]
    return min(place, len(tokens))


def operations(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Split the tokens of an update at the semicolons between its operations."""
    depth, found = 0, list[Token]()
    for token in tokens:
        depth += token.depth
        if token.text == ";" and depth == 0:
            yield found
            found = []
        else:
            found.append(token)
    if found:
        yield found


def resolve_escapes(text: str) -> str:
    r"""Replace `\uXXXX` and `\UXXXXXXXX` by their characters (SPARQL 1.1 section 19.2)."""
    return _ESCAPE.sub(lambda match: _character(int(match[1] or match[2], 16)), text)


def unquote_iri(text: str) -> str:
    """Return an IRI without its angle brackets and escapes."""
    return resolve_escapes(text.strip("<>"))


def unescape_local_name(text: str) -> str:
    """Return the local part of a prefixed name without its escapes."""
    return re.sub(r"\\(.)", r"\1", text)


def _character(code_point: int) -> str:
    try:
        return chr(code_point)
    except (ValueError, OverflowError):
        return "\ufffd"
