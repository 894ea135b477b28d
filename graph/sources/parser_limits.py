"""Refuse a source that would exhaust the parser's stack or memory, before it is parsed.

The parser recurses into triple terms: some 20,000 nested ones kill the process. It also expands XML entities, and a few lines
of nested entities expand to gigabytes.
"""

from __future__ import annotations

import re

from pyoxigraph import RdfFormat

from graph.errors import SourceTooDeep
from graph.i18n import BilingualText

MOST_TERMS = 32
MOST_ENTITY_BYTES = 1 << 20
_MARKS = re.compile(
    rb""""{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>"{}|^`\\\s]*>|\#[^\n\r]*"""
    rb"|(?P<opens><<)|(?P<closes>>>)",
    re.DOTALL,
)
_ENTITY = re.compile(rb"<!ENTITY\s+([^\s%]+)\s+(?:\"([^\"]*)\"|'([^']*)')")


def check_nesting(content: bytes, syntax: RdfFormat, path: object) -> None:
    """Refuse triple terms that are nested too deep, and XML entities that would expand too far.

    Raises:
        SourceTooDeep: With what was found and how much is allowed.
    """
    if syntax == RdfFormat.RDF_XML:
        _refuse_entities(content, path)
    elif syntax != RdfFormat.JSON_LD and content.count(b"<<") > MOST_TERMS:
        _refuse_terms(content, path)


def _refuse_terms(content: bytes, path: object) -> None:
    depth = 0
    for mark in _MARKS.finditer(content):
        if mark["opens"]:
            depth += 1
        elif mark["closes"]:
            depth = max(0, depth - 1)
        if depth > MOST_TERMS:
            found = BilingualText(
                "triplets imbriqués les uns dans les autres", "triples nested in each other"
            )
            raise SourceTooDeep(path=path, found=found, limit=MOST_TERMS)


def _refuse_entities(content: bytes, path: object) -> None:
    """Refuse entities that name entities, and those whose uses add up to more than a limit."""
    for match in _ENTITY.finditer(content):
        name, value = match[1], match[2] or match[3] or b""
        is_nested = re.search(rb"&(?!#|amp;|lt;|gt;|quot;|apos;)", value) is not None
        if is_nested or len(value) * content.count(b"&" + name + b";") > MOST_ENTITY_BYTES:
            found = BilingualText(
                "entités XML imbriquées, ou qui s’étendent en trop d’octets",
                "XML entities that are nested, or expand to too many bytes",
            )
            raise SourceTooDeep(
                path=path, found=found, limit=MOST_ENTITY_BYTES, limit_name="source_entity_bytes"
            )
