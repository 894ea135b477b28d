"""The API, asked whatever its own description allows and what it does not: no fault of ours, nothing undescribed."""

from __future__ import annotations

import copy
import os
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from graph.settings import Settings
from graph.storage.dataset import CurrentDataset
from tests.serving import closing_application

KNOWN = {
    "query": [
        "SELECT * { ?s a ?o } LIMIT 3",
        "ASK {}",
        "CONSTRUCT WHERE { ?s a ?o } LIMIT 3",
        "DESCRIBE <x:x>",
        "SELECT ?é { BIND('<&> \"é\"' AS ?é) }",
    ],
    "graph": ["http://127.0.0.1:8000/graph/vocab/status", "http://127.0.0.1:8000/graph/catalog"],
}
FREE = ("default", "default-graph-uri", "named-graph-uri")  # no schema tells which graphs go together
EXAMPLES = 300 if os.environ.get("CI") == "true" else 30


@dataclass
class Outcome:
    """What a run of the fuzzer saw: how many requests, how they were answered, what was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    operations: set[str] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def app(neighbours: Settings) -> Iterator[Flask]:
    """Serve the shipped dataset, and some initiatives beside it."""
    with closing_application(neighbours) as served:
        yield served


@pytest.fixture(scope="module")
def described(app: Flask, neighbours: Settings) -> dict[str, Any]:
    """Read the description as any tool does, and add which things there are: few are met by chance."""
    told: dict[str, Any] = app.test_client().get("/api/openapi.json?lang=en").get_json()
    things = list(CurrentDataset(neighbours.data_dir).get().network().iris)
    for path in told["paths"].values():
        for method in path.keys() - {"get"}:  # a write takes a token
            del path[method]
        parameters = [each for each in path["get"].get("parameters", ()) if each.get("name") not in FREE]
        if path["get"]["operationId"] == "query":
            parameters = [each for each in parameters if each["name"] != "format"]  # it has to fit the query
        path["get"]["parameters"] = parameters
        for parameter in parameters:
            if parameter.get("name") in ("of", "from", "to"):
                parameter["schema"] = {"anyOf": [{"enum": things}, parameter["schema"]]}
            if parameter.get("name") in KNOWN:  # few texts are SPARQL by chance
                parameter["schema"] = {"enum": KNOWN[parameter["name"]]}
    return told


def fuzz(app: Flask, described: dict[str, Any], examples: int) -> Outcome:
    """Ask as the description says, and otherwise, always in the same way."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            # Methods that write were left out.
            "checks": {
                "unsupported_method": {"enabled": False},
                "allow_header_conformance": {"enabled": False},
            },
            "phases": {"stateful": {"enabled": False}},
        }
    )
    outcome = Outcome()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs
        schema = schemathesis.openapi.from_dict(described, config=config)
        schema.app = app
        for event in from_schema(schema).execute():
            _note(outcome, event)
    return outcome


def _note(outcome: Outcome, event: Any) -> None:
    if isinstance(event, FatalError):
        raise event.exception
    if isinstance(event, NonFatalError):
        outcome.faults.add(f"{event.label}: {event.value}")
    if isinstance(event, ScenarioFinished):
        recorder = event.recorder
        outcome.operations.add(recorder.label)
        outcome.statuses.update(
            each.response.status_code for each in recorder.interactions.values() if each.response
        )
        for case, checks in recorder.checks.items():
            outcome.faults |= {
                f"{recorder.cases[case].value.as_curl_command()}: {each.name}"
                for each in checks
                if each.status == Status.FAILURE
            }


def test_every_answer_is_as_described(app: Flask, described: dict[str, Any]) -> None:
    """No 5xx, no status, header, type or body that the description does not tell, whatever is asked."""
    outcome = fuzz(app, described, EXAMPLES)
    assert outcome.faults == set()
    assert outcome.operations == {f"GET {path}" for path in described["paths"]}
    assert {200, 400, 404} <= outcome.statuses.keys()
    assert outcome.statuses.total() > EXAMPLES


def test_a_description_that_is_wrong_is_seen(app: Flask, described: dict[str, Any]) -> None:
    """Of the body, of a status, of what a parameter takes: each is told."""
    one = {**described, "paths": {"/api/connections": described["paths"]["/api/connections"]}}
    wrong = copy.deepcopy(one)
    wrong["components"]["schemas"]["Thing"]["properties"]["name"]["type"] = "integer"
    assert "response_schema_conformance" in checks_failed(fuzz(app, wrong, 5))
    wrong = copy.deepcopy(one)
    del wrong["paths"]["/api/connections"]["get"]["responses"]["404"]
    assert "status_code_conformance" in checks_failed(fuzz(app, wrong, 5))
    wrong = copy.deepcopy(one)
    wrong["components"]["parameters"]["limit"]["schema"]["maximum"] = 5_000
    assert "positive_data_acceptance" in checks_failed(fuzz(app, wrong, 5))


def checks_failed(outcome: Outcome) -> set[str]:
    """Name the checks that failed."""
    return {each.rpartition(": ")[2] for each in outcome.faults}
