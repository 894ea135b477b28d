"""Tests of webapp.http.forwarding: proxies are believed as far as they are trusted, and nothing sent breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.http.forwarding import FORWARDED, X_FOR, X_HOST, X_PROTO, Forwarding, parse_ip, read_forwarding

PROXIES = {"127.0.0.1", "10.0.0.1", "10.0.0.2", "2001:db8::1"}
IGNORED_FOR = Forwarding(ignored=(X_FOR,))
IGNORED_STANDARD = Forwarding(ignored=(FORWARDED,))


def _read(**headers: str) -> Forwarding:
    return read_forwarding(headers, PROXIES.__contains__)


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7, 10.0.0.2, 10.0.0.1", "192.0.2.7"),
        ("198.51.100.9, 192.0.2.7,10.0.0.1", "192.0.2.7"),
        ("forged, <script>, 192.0.2.7", "192.0.2.7"),
        ("127.0.0.1, 192.0.2.7", "192.0.2.7"),
        ("10.0.0.2, 10.0.0.1", "10.0.0.2"),
        (", 192.0.2.7, ,", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("[2001:db8::7]:443, 2001:db8::1", "2001:db8::7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7, ::ffff:10.0.0.1", "192.0.2.7"),
        ("_hidden, 10.0.0.1", "_hidden"),
        ("_hidden:80", "_hidden"),
        ("unknown", ""),
        ("192.0.2.7, unknown", ""),
        ("unix:", ""),
    ],
)
def test_the_client_is_the_last_that_is_no_trusted_proxy(header: str, client: str) -> None:
    """Several lines arrive as one list; what stands left of the client is never looked at."""
    assert _read(HTTP_X_FORWARDED_FOR=header) == Forwarding(client)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "192.0.2.300",
            "192.0.2.7, x",
            "192.0.2.7, 10.0.0.1 10.0.0.2",
            "[::1",
            "[::1]x",
            "[]",
            "fe80::1%eth0",
        ),
        *(
            "1" * 100,
            ",",
            "_",
            "192.0.2.7\x00",
            "１９２.0.2.7",
            '"192.0.2.7"',
            "for=192.0.2.7",
            "0x7f.1",
            ":80",
        ),
    ],
)
def test_a_malformed_list_is_ignored(header: str) -> None:
    """The peer's own address counts then, not what is left of the list."""
    assert _read(HTTP_X_FORWARDED_FOR=header) == IGNORED_FOR


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("for=192.0.2.7", Forwarding("192.0.2.7")),
        ('For="[2001:db8::7]:4711"', Forwarding("2001:db8::7")),
        ('for="192.0.2.7:80" ; Proto=HTTPS;host="Maillage.test:8443"', Forwarding("192.0.2.7", "https", "Maillage.test:8443")),
        ("for=198.51.100.9, for=192.0.2.7;proto=https, for=10.0.0.1;proto=http", Forwarding("192.0.2.7", "https")),
        ("for=_SEVKISEK;by=_x", Forwarding("_SEVKISEK")),
        ('for="_a\\b"', Forwarding("_ab")),
        ("for=unknown;proto=https", Forwarding("", "https")),
        ("proto=https", Forwarding("", "https")),
        ("for=192.0.2.7;secret=x;;", Forwarding("192.0.2.7")),
    ],
)  # fmt: skip
def test_the_standard_header_is_read(header: str, expected: Forwarding) -> None:
    """Quoted or not, names in any case, the parts taken from the element of the client's own proxy."""
    assert _read(HTTP_FORWARDED=header) == expected


@pytest.mark.parametrize(
    "header",
    [
        'for="192.0.2.7',
        'for="x, for=192.0.2.7',
        'for="x, for="[2001:db8::7]"',
        "for=192.0.2.7;for=192.0.2.8",
        "for=192.0.2.7;proto=ftp",
        "for=192.0.2.7;host=a b",
        "for",
        "=x",
        "for =192.0.2.7",
        "for=192.0.2.7 proto=https",
        "for=300.0.0.1",
        ",",
        " " * 100_000 + "x",
        "for=x" + " " * 100_000 + "x",
        "a" * 100_000,
        'for="' + "\\" * 100_001,
    ],
)
def test_a_malformed_standard_header_is_ignored_whole(header: str) -> None:
    """A quote that the client opened may hide what the proxy appended."""
    assert _read(HTTP_FORWARDED=header) == IGNORED_STANDARD


def test_scheme_and_host_come_from_the_nearest_proxy() -> None:
    """A part that is malformed is ignored alone."""
    headers = {X_FOR: "192.0.2.7", X_PROTO: "http, https", X_HOST: "a.test, b.test:8443"}
    assert _read(**headers) == Forwarding("192.0.2.7", "https", "b.test:8443")
    assert _read(**headers | {X_PROTO: "javascript", X_HOST: "a/b"}) == Forwarding(
        "192.0.2.7", ignored=(X_HOST, X_PROTO)
    )


def test_where_both_families_are_there_they_must_agree() -> None:
    """A proxy sets one and passes on the other as the client wrote it: neither may win."""
    assert _read(HTTP_FORWARDED="for=192.0.2.7;proto=https", HTTP_X_FORWARDED_FOR="192.0.2.7") == Forwarding(
        "192.0.2.7", "https"
    )
    assert _read(
        HTTP_FORWARDED="for=198.51.100.9;proto=https", HTTP_X_FORWARDED_FOR="192.0.2.7", HTTP_X_FORWARDED_PROTO="https"
    ) == Forwarding("", "https", ignored=(FORWARDED, X_FOR))  # fmt: skip
    assert _read(HTTP_FORWARDED='for="', HTTP_X_FORWARDED_FOR="192.0.2.7") == Forwarding(
        "192.0.2.7", ignored=(FORWARDED,)
    )


@given(
    st.dictionaries(st.sampled_from((FORWARDED, X_FOR, X_PROTO, X_HOST)), st.text('for=";,\\[]:._ 0127a\0é'))
)
def test_nothing_sent_breaks_it(headers: dict[str, str]) -> None:
    """Whatever the text, the client is an address, an obfuscated identifier, or nobody."""
    read = read_forwarding(headers, PROXIES.__contains__)
    assert not read.client or read.client.startswith("_") or str(parse_ip(read.client)) == read.client
    assert read.scheme in ("", "http", "https")
