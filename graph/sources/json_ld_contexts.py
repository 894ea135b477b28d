"""Put shipped JSON-LD contexts in place of their addresses; no context is ever fetched.

Web pages print `"@context": "https://schema.org"`. The parser would ask for that address, so a context of our own, with what
schema.org says of its terms, is put there; its terms get the names in https that the ontology knows (decision 34).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from graph.errors import RemoteContext

_TOKEN = re.compile(rb'"(?:\\.|[^"\\])*"|[{}\[\]:,]', re.DOTALL)
_SCHEMA_ORG = re.compile(r"https?://(?:www\.)?schema\.org(?:/(?:docs/jsonldcontext\.json(?:ld)?)?)?#?")
_CONTEXT, _IMPORT = b'"@context"', b'"@import"'


class _Token(NamedTuple):
    text: bytes
    start: int


def with_shipped_contexts(content: bytes, path: object) -> bytes:
    """Return a JSON-LD document whose contexts stand in it; what is no JSON stays for the parser to refuse.

    Args:
        content: In UTF-8.
        path: What the document is called in errors.

    Raises:
        RemoteContext: A context is named by an address that does not ship.
    """
    if _CONTEXT not in content:
        return content
    parts, end = [], 0
    for token in _addresses(content):
        address = _decoded(token.text)
        if not _SCHEMA_ORG.fullmatch(address):
            line = content.count(b"\n", 0, token.start) + 1
            raise RemoteContext(path=path, line=line, found=address)
        parts += [content[end : token.start], _schema_org()]
        end = token.start + len(token.text)
    return b"".join([*parts, content[end:]])


def _addresses(content: bytes) -> Iterator[_Token]:
    """Yield the strings that stand for contexts: the value of `@context` or of `@import`, or members of its list."""
    tokens = [_Token(match[0], match.start()) for match in _TOKEN.finditer(content)]
    for place, token in enumerate(tokens[:-2]):
        if token.text not in (_CONTEXT, _IMPORT) or tokens[place + 1].text != b":":
            continue
        value = tokens[place + 2]
        if value.text.startswith(b'"'):
            yield value
        elif value.text == b"[":
            yield from _members(tokens, place + 3)


def _members(tokens: list[_Token], place: int) -> Iterator[_Token]:
    depth = 1
    while place < len(tokens) and depth:
        token = tokens[place]
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token.text, 0)
        if depth == 1 and token.text.startswith(b'"'):
            yield token
        place += 1


def _decoded(text: bytes) -> str:
    try:
        return str(json.loads(text))
    except ValueError:  # a faulty escape: the parser tells where
        return text.decode(errors="replace").strip('"')


@cache
def _schema_org() -> bytes:
    shipped = files(__package__) / "contexts" / "schema.org.jsonld"
    return json.dumps(json.loads(shipped.read_text("utf-8"))["@context"]).encode()
