"""Tests of webapp.responses: what leads elsewhere leads to no host that a request or a proxy named."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_a_redirect_names_no_host(client: FlaskClient) -> None:
    """The browser stays where it is, whatever stands between: name, scheme and port are those that it used."""
    answer = client.get("/atlas?lang=en", headers={"Host": "127.0.0.1:8000"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/atlas/?lang=en")
