"""Write webapp/openapi_examples.json: what the API answers about the dataset that ships. `make docs` runs it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from flask.testing import FlaskClient

from graph.administration.bootstrap import bootstrap
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.storage.store_writer import open_writer
from webapp.app import create_app

FILE = Path(__file__).resolve().parents[1] / "webapp" / "openapi_examples.json"
BASE_IRI = "http://127.0.0.1:8000"
ADDRESSES = {
    "connections": "/api/connections?of=id/circle/arpentage&limit=2&lang=fr",
    "paths": "/api/paths?from=id/initiative/riposte-creative-territoriale&to=id/need/prise-de-recul&limit=1&lang=fr",
    "structure": "/api/structure?lang=fr",
    "actors": "/api/structure?part=actors&limit=1&lang=fr",
}
# Every publication has a number and a time of its own; those of an example stand for all.
_SNAPSHOT = {"number": 1, "published_at": "2026-01-01T00:00:00+00:00"}


def examples(client: FlaskClient) -> dict[str, object]:
    """Ask for each example; `{base}` stands for the base IRI."""
    found = {}
    for name, address in ADDRESSES.items():
        response = client.get(address)
        assert response.status_code == 200, response.text  # noqa: PLR2004
        told = json.loads(response.text.replace(BASE_IRI, "{base}"))
        found[name] = {**told, "snapshot": _SNAPSHOT}
    return found


def _ask() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "var")
        with open_writer(open_directory(settings.data_dir, BASE_IRI), settings) as writer:
            bootstrap(writer, lambda _: None)
        return examples(create_app(settings).test_client())


if __name__ == "__main__":
    FILE.write_text(json.dumps(_ask(), ensure_ascii=False, indent=1) + "\n", "utf-8")
