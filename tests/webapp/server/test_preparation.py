"""Tests of webapp.server.preparation and graph.administration.first_start: what answers before there is anything to serve."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from graph.administration.first_start import fill
from graph.errors import KindMismatch
from graph.i18n import BilingualText
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from tests.serving import BASE_IRI, HOST, free_port
from webapp.server.preparation import answering


def test_a_process_that_prepares_is_up_and_not_ready() -> None:
    """`/health` answers 200, all else 503 with the step under way and when to ask again; the address is free afterwards."""
    port = free_port()
    for _ in range(2):
        with answering(HOST, port) as show:
            show(BilingualText("Validation", "Checking"))
            with urlopen(f"http://{HOST}:{port}/health") as answer:
                assert json.loads(answer.read())["status"] == "starting"
            with pytest.raises(HTTPError) as refused:
                urlopen(f"http://{HOST}:{port}/ready?x")
            with refused.value as error:
                assert (error.status, error.headers["Retry-After"]) == (503, "5")
                told = json.loads(error.read())
            assert (told["code"], told["step_fr"], told["step_en"]) == ("not-ready", "Validation", "Checking")


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_whatever_is_asked_is_answered(method: str) -> None:
    """A write that arrives too soon is told so."""
    port = free_port()
    with answering(HOST, port):
        body = b"x" if method in ("POST", "PUT") else None
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(f"http://{HOST}:{port}/sparql", body, method=method))
        assert refused.value.status == 503
        refused.value.close()


def test_an_error_of_the_other_process_comes_back(tmp_path: Path) -> None:
    """A plain directory is not filled."""
    settings = Settings(data_dir=tmp_path / "var")
    with pytest.raises(KindMismatch):
        fill(open_directory(settings.data_dir, BASE_IRI, "plain"), settings, lambda _: None)
