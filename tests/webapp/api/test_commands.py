"""`maillage connections`, `paths` and `structure` tell what the API tells."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from graph.errors import GraphError, NeedsEmbedded, NoNetwork, UnknownThing
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.writing.plain_store import open_plain_writer
from webapp.app import create_app
from webapp.cli import maillage

CIRCLE, RIPOSTE, NEED = (
    "id/circle/arpentage",
    "id/initiative/riposte-creative-territoriale",
    "id/need/prise-de-recul",
)
QUESTIONS = [
    (f"connections {CIRCLE} --limit 2", f"connections?of={CIRCLE}&limit=2"),
    (f"connections {CIRCLE} --limit 2 --page 2", f"connections?of={CIRCLE}&limit=2&page=2"),
    (f"paths {RIPOSTE} {NEED} --limit 2", f"paths?from={RIPOSTE}&to={NEED}&limit=2"),
    (f"paths {RIPOSTE} {NEED} --by mai:partOf", f"paths?from={RIPOSTE}&to={NEED}&by=mai:partOf"),
    ("structure", "structure"),
    ("structure needs --limit 3", "structure?part=needs&limit=3"),
]


@pytest.fixture(scope="module")
def asking(neighbours: Settings) -> FlaskClient:
    """Ask the API."""
    return create_app(neighbours).test_client()


def run(settings: Settings, line: str) -> Result:
    """Run a command on a data directory."""
    return CliRunner().invoke(maillage, [*line.split(), "--data", str(settings.data_dir)])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("line", "address"), QUESTIONS)
def test_json_is_that_of_the_api(
    neighbours: Settings, asking: FlaskClient, line: str, address: str, language: str
) -> None:
    """To the letter."""
    told = run(neighbours, f"{line} --format json --lang {language}")
    join = "&" if "?" in address else "?"
    assert told.exit_code == 0
    assert told.stdout == asking.get(f"/api/{address}{join}lang={language}").text
    assert json.loads(told.stdout)["lang"] == language


@pytest.mark.parametrize(("line", "address"), QUESTIONS)
def test_csv_is_that_of_the_api(neighbours: Settings, asking: FlaskClient, line: str, address: str) -> None:
    """With the same line ends."""
    told = run(neighbours, f"{line} --format csv --lang fr")
    join = "&" if "?" in address else "?"
    assert told.stdout_bytes == asking.get(f"/api/{address}{join}lang=fr&format=csv").data
    assert len(list(csv.reader(io.StringIO(told.stdout)))) > 0


@pytest.mark.parametrize(
    ("line", "words", "talk"),
    [
        ("connections id/initiative/cantine --lang en", ["The bakehouse", "Workshop"], "1 à 5 sur 5."),
        (f"paths {RIPOSTE} {NEED} --lang fr", ["qui répond au besoin"], "3 chemins"),
        ("structure", ["components", "Acteurs centraux"], ""),
        ("structure actors", ["Centre national", "initiative_count"], "sur"),
    ],
)
def test_people_see_a_table(neighbours: Settings, line: str, words: list[str], talk: str) -> None:
    """Names and sentences on stdout, what it amounts to on stderr."""
    told = run(neighbours, line)
    assert told.exit_code == 0
    assert [each for each in words if each not in told.stdout] == []
    assert talk in told.stderr


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("connections id/need/nobody", UnknownThing),
        (f"paths {NEED} id/need/nobody", UnknownThing),
    ],
)
def test_an_unknown_thing_is_refused(neighbours: Settings, line: str, error: type[GraphError]) -> None:
    """As the API refuses it."""
    assert isinstance(run(neighbours, line).exception, error)


@pytest.mark.parametrize(
    "line", ["connections x --limit 0", "paths x y --by mai:nothing", "structure everything"]
)
def test_an_option_that_does_not_fit_is_refused(neighbours: Settings, line: str) -> None:
    """By click, before anything is opened."""
    assert run(neighbours, line).exit_code == 2


def test_without_a_network_the_reason_is_told(
    neighbours: Settings, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a plain directory, and of data held elsewhere."""
    plain = Settings(data_dir=tmp_path_factory.mktemp("plain") / "var")
    with open_plain_writer(open_directory(plain.data_dir, "http://127.0.0.1:8000", "plain"), plain):
        pass
    assert isinstance(run(plain, f"connections {CIRCLE}").exception, NoNetwork)
    monkeypatch.setenv("MAILLAGE_STORE", "sparql:http://127.0.0.1:9/sparql")
    assert isinstance(run(neighbours, f"connections {CIRCLE}").exception, NeedsEmbedded)
