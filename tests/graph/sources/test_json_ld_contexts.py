"""Tests of graph.sources.json_ld_contexts: schema.org ships, no context is fetched, and others are named."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import RdfFormat

from graph.errors import RemoteContext, SourceSyntaxError
from graph.rdf.terms import NamedNode
from graph.sources.document import parse_document

PAGE = {"@context": "https://schema.org", "@type": "Event", "@id": "http://x.example/e", "name": "Fête"}


def _parse(document: object) -> set[str]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    quads = parse_document(
        content,
        RdfFormat.JSON_LD,
        path="page.jsonld",
        document_base="http://b.example/",
        graph=NamedNode("x:g"),
    )
    return {str(quad.triple) for quad in quads}


@pytest.mark.parametrize(
    "address",
    [
        "https://schema.org",
        "http://schema.org",
        "https://schema.org/",
        "http://www.schema.org/",
        "https://schema.org/docs/jsonldcontext.json",
        "https://schema.org/docs/jsonldcontext.jsonld",
        "https:\\/\\/schema.org",
    ],
)
def test_what_web_pages_print_is_read(address: str) -> None:
    """In the names that the ontology knows."""
    content = json.dumps(PAGE).encode().replace(b"https://schema.org", address.encode())
    assert _parse(content) == {
        "<http://x.example/e> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Event>",
        '<http://x.example/e> <https://schema.org/name> "Fête"',
    }


def test_addresses_are_iris_and_nested_contexts_hold() -> None:
    """In a list of contexts, within a node, and beside one of the document's own."""
    found = _parse(
        {
            "@context": ["https://schema.org", {"p": "x:p"}],
            "@id": "x:a",
            "p": 1,
            "url": "http://x.example/",
            "location": {
                "@context": "http://schema.org/",
                "@id": "x:b",
                "name": '"@context": "https://x.example"',
            },
        }
    )
    assert "<x:a> <https://schema.org/url> <http://x.example/>" in found
    assert "<x:a> <https://schema.org/location> <x:b>" in found
    assert any(each.startswith("<x:b> <https://schema.org/name>") for each in found)


@pytest.mark.parametrize(
    "context",
    [
        "https://www.w3.org/ns/activitystreams",
        ["https://schema.org", "https://x.example/c"],
        {"@import": "https://x.example/c"},
        "context.jsonld",
        "https://schema.org.evil.example/",
    ],
)
def test_other_contexts_are_named_with_what_to_do(context: object) -> None:
    """With the line; and nothing says that the file is not well-formed."""
    with pytest.raises(RemoteContext) as refused:
        _parse(json.dumps(PAGE | {"@context": context}, indent=1).encode())
    assert refused.value.message("en").startswith("page.jsonld:")
    assert "never fetched" in refused.value.message("en")
    assert '"@context": { … }' in refused.value.hint("en")


def test_a_context_that_is_written_with_escapes_is_not_fetched_either() -> None:
    """The parser would ask for it, and is told no."""
    with pytest.raises(RemoteContext):
        _parse(json.dumps(PAGE).replace("@context", "\\u0040context").encode())


def test_what_is_no_json_keeps_its_place() -> None:
    """The line is that of the file."""
    with pytest.raises(SourceSyntaxError) as refused:
        _parse(b'{"@context": "https://schema.org",\n "name": }')
    assert refused.value.facts["line"] == 2
