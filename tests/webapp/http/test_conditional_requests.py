"""Tests of webapp.http.conditional_requests: what a client holds is recognised, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from webapp.http.conditional_requests import is_conditional, is_known

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC)
OLDER, SAME = "Sun, 01 Mar 2026 11:59:59 GMT", "Sun, 01 Mar 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"HTTP_IF_NONE_MATCH": '"a"'}, True),
        ({"HTTP_IF_NONE_MATCH": 'W/"a"'}, True),
        ({"HTTP_IF_NONE_MATCH": '"b", "a"'}, True),
        ({"HTTP_IF_NONE_MATCH": "*"}, True),
        ({"HTTP_IF_NONE_MATCH": '"b"'}, False),
        ({"HTTP_IF_NONE_MATCH": '"b"', "HTTP_IF_MODIFIED_SINCE": SAME}, False),
        ({"HTTP_IF_MODIFIED_SINCE": SAME}, True),
        ({"HTTP_IF_MODIFIED_SINCE": OLDER}, False),
        ({"HTTP_IF_MODIFIED_SINCE": "yesterday"}, False),
        ({"HTTP_IF_MODIFIED_SINCE": "Sun, 01 Mar 2026 12:00:00 -0000"}, False),
    ],
)
def test_what_the_client_holds(headers: dict[str, str], expected: bool) -> None:  # noqa: FBT001
    """An ETag decides where there is one; the date is compared in seconds, as HTTP writes it."""
    environ = {"REQUEST_METHOD": "GET", **headers}
    assert is_conditional(environ)
    assert is_known(environ, '"a"', MOMENT) is expected


def test_a_post_is_never_conditional() -> None:
    """Its answer is always given whole."""
    assert not is_conditional({"REQUEST_METHOD": "POST", "HTTP_IF_NONE_MATCH": "*"})
    assert not is_conditional({"REQUEST_METHOD": "GET"})
