"""Reading query operations of the SPARQL protocol."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.http.requests import FORM, RequestError
from webapp.sparql.protocol import QUERY, UPDATE, ProtocolRequest, read_request

ASK = "ASK {}"
ASKED = f"query={quote(ASK)}"


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body"),
    [
        ("GET", ASKED, "", b""),
        ("HEAD", ASKED, "", b""),
        ("POST", "", FORM, ASKED.encode()),
        ("POST", "", f"{FORM}; charset=UTF-8", ASKED.encode()),
        ("POST", "", QUERY, ASK.encode()),
        ("POST", "", f'{QUERY};charset="utf-8"', ASK.encode()),
    ],
)
def test_the_three_ways_to_ask(method: str, query_string: str, content_type: str, body: bytes) -> None:
    """GET, a form, and a query posted as it is, all bring the same request."""
    assert read_request(method, query_string, content_type, body) == ProtocolRequest(ASK)


@pytest.mark.parametrize("is_form", [True, False])
def test_graphs_may_be_named(is_form: bool) -> None:  # noqa: FBT001
    """The dataset's graphs are read in order, each once, from the form or from the address."""
    graphs = "default-graph-uri=http://e/a&default-graph-uri=http://e/a&named-graph-uri=urn:b"
    asked = (
        read_request("POST", "", FORM, f"{ASKED}&{graphs}".encode())
        if is_form
        else read_request("POST", graphs, QUERY, ASK.encode())
    )
    assert asked == ProtocolRequest(ASK, ("http://e/a",), ("urn:b",))


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "code"),
    [
        ("PUT", ASKED, "", b"", "method-not-allowed"),
        ("GET", "", "", b"", "query-missing"),
        ("GET", "query=", "", b"", "query-empty"),
        ("GET", f"{ASKED}&{ASKED}", "", b"", "query-repeated"),
        ("GET", "query=%FF", "", b"", "query-not-utf8"),
        ("GET", "update=CLEAR+ALL", "", b"", "update-refused"),
        ("GET", f"{ASKED}&default-graph-uri=relative", "", b"", "graph-not-absolute"),
        ("POST", "", "", ASKED.encode(), "media-type-missing"),
        ("POST", "", "text/plain", ASKED.encode(), "media-type-unsupported"),
        ("POST", "", UPDATE, b"CLEAR ALL", "update-refused"),
        ("POST", "", FORM, b"update=CLEAR+ALL", "update-refused"),
        ("POST", ASKED, FORM, ASKED.encode(), "query-repeated"),
        ("POST", ASKED, QUERY, ASK.encode(), "query-repeated"),
        ("POST", "", QUERY, b"\xff", "query-not-utf8"),
        ("POST", "", f"{QUERY}; charset=utf-16", ASK.encode("utf-16"), "charset-not-utf8"),
        ("POST", "", FORM, b"&".join([b"a=b"] * 1001), "too-many-parameters"),
    ],
)
def test_malformed_requests(
    method: str, query_string: str, content_type: str, body: bytes, code: str
) -> None:
    """Each malformed request is refused for its own reason."""
    with pytest.raises(RequestError) as refused:
        read_request(method, query_string, content_type, body)
    assert refused.value.code == code


@given(st.text(min_size=1, max_size=80).filter(lambda text: bool(text.strip())))
def test_any_query_arrives_as_it_was_sent(query: str) -> None:
    """What is percent-encoded in a form is read back letter by letter."""
    assume_encodable = query.encode("utf-8", "ignore").decode() == query
    if assume_encodable:
        assert read_request("POST", "", FORM, urlencode({"query": query}).encode()).query == query


@pytest.mark.parametrize(
    "encoded",
    [
        "ASK+%7B%7D",
        "ASK%20{}",
        "a%C3%A9%E2%82%AC+%2B",
        "%",
        "%4",
        "%zz",
        "a=b%3D",
        "é",
        "+ASK{}+",
        "a;b",
        "%00",
    ],
)
def test_a_query_alone_is_read_as_one_among_others(encoded: str) -> None:
    """The short way for an address with a single parameter gives what reading all parameters gives."""
    alone = read_request("GET", f"query={encoded}")
    assert alone == read_request("GET", f"query={encoded}&other=")


@pytest.mark.parametrize("encoded", ["", "+", "%20%09", "%FF", "%C3"])
def test_a_query_alone_is_refused_as_one_among_others(encoded: str) -> None:
    """The error is the same too."""
    found = []
    for address in (f"query={encoded}", f"query={encoded}&other="):
        with pytest.raises(RequestError) as caught:
            read_request("GET", address)
        found.append((caught.value.code, caught.value.found))
    assert found[0] == found[1]
