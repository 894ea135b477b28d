"""The documents: what they name exists, what exists is documented, and the commands of the README run."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import click
import pytest
from flask.testing import FlaskClient

from graph.cli import COMMANDS
from graph.errors import BindingMismatch, GraphError, UnknownQuery
from graph.settings import Settings
from graph.sparql.named_queries import read_query
from graph.storage.dataset import SnapshotDataset
from tests.serving import closing_application
from webapp.cli import maillage

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FOLDERS = re.findall(r"^(\w+)/ {2,}\S", README, re.MULTILINE)
LAW_MAX_LINES = 35  # before the first section; data/ writes its own twice, once a language
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in [
        *(ROOT / each for each in ("README.md", "CONTRIBUTING.md")),
        *(
            path
            for folder in FOLDERS
            for path in (ROOT / folder).glob("**/README.md")
            if "node_modules" not in path.parts
        ),
        *ROOT.glob("docs/**/*.md"),
    ]
}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
_CODE = re.compile(r"```(?:sh)?\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_PATH = re.compile(
    rf"(?:{'|'.join(FOLDERS)})/[\w./-]*(?:/|\.\w+)"
)  # names of graphs look alike, but have no ending


def code_of(text: str) -> Iterator[str]:
    """Give the pieces of code of a document."""
    return (match[1] or match[2] for match in _CODE.finditer(text))


def unknown_targets(text: str) -> list[str]:
    """Name the make targets that do not exist."""
    return [
        name
        for code in code_of(text)
        for name in re.findall(r"\bmake ([a-z-]+)", code)
        if name not in TARGETS
    ]


def unknown_commands(text: str) -> list[str]:
    """Name the `maillage` commands and the questions that do not exist."""
    known = {*COMMANDS, "serve"}
    told = [
        found for code in code_of(text) for found in re.findall(r"\bmaillage ([a-z_]+)(?: ([a-z_]+))?", code)
    ]
    wrong = [command for command, _ in told if command not in known]
    return wrong + [name for command, name in told if command == "query" and name and not is_query(name)]


def is_query(name: str) -> bool:
    """Tell whether a name calls a question."""
    try:
        read_query(name)
    except UnknownQuery:
        return False
    return True


def missing_paths(text: str, folder: Path = ROOT) -> Iterator[str]:
    """Name the links and paths of a document that lead nowhere."""
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        if not (folder / target).exists():
            yield target
    for code in code_of(text):
        if _PATH.fullmatch(code) and not any((place / code).exists() for place in (ROOT, folder)):
            yield code


def faulty(faults: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
    """Give the faults of each document that has some."""
    found = {name: list(faults(text)) for name, text in DOCUMENTS.items()}
    return {name: told for name, told in found.items() if told}


def script(name: str) -> ModuleType:
    """Import a script of docs/."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """Import the script that writes the reference."""
    return script("reference")


@pytest.fixture(scope="module")
def data_dir(riposte: SnapshotDataset) -> Path:
    """Give the data directory of the shipped dataset."""
    return riposte.snapshot.path.parents[1]


@pytest.fixture(scope="module")
def client(data_dir: Path) -> Iterator[FlaskClient]:
    """Ask the shipped dataset."""
    with closing_application(Settings(data_dir=data_dir)) as app:
        yield app.test_client()


def test_there_are_documents_to_look_at() -> None:
    """The walks below see the README, those of the folders, the decisions; and code in them."""
    assert len(DOCUMENTS) > 12
    assert {"graph", "webapp", "ontology", "shapes", "queries", "data", "tests", "docs"} <= set(FOLDERS)
    assert {"run", "test", "docs"} <= TARGETS
    assert len(list(code_of(README))) > 20


def test_the_readme_is_short() -> None:
    """It is read to its end."""
    assert len(README.splitlines()) < 150


@pytest.mark.parametrize("folder", [each for each in FOLDERS if each != "docs"])
def test_each_folder_states_its_law(folder: str) -> None:
    """A README in each top-level folder says what holds there, in a few lines; tables and lists may follow."""
    law = (ROOT / folder / "README.md").read_text("utf-8").partition("\n## ")[0]
    assert 5 <= len(law.splitlines()) <= LAW_MAX_LINES


def test_the_ladder_of_the_graph_is_told_in_words() -> None:
    """Its README says of every module what it is for."""
    parts = {
        path.relative_to(ROOT / "graph").with_suffix("").parts[0] for path in (ROOT / "graph").rglob("*.py")
    }
    told = set(re.findall(r"`(\w+)[/\w]*`", (ROOT / "graph" / "README.md").read_text("utf-8")))
    assert len(parts) > 15
    assert parts - told == {"__init__"}


def test_what_the_documents_name_exists() -> None:
    """Make targets, commands, questions, links and paths."""
    assert faulty(unknown_targets) == {}
    assert faulty(unknown_commands) == {}
    places = {name: list(missing_paths(text, (ROOT / name).parent)) for name, text in DOCUMENTS.items()}
    assert {name: told for name, told in places.items() if told} == {}


@pytest.mark.parametrize(
    ("faults", "bad"),
    [
        (unknown_targets, "run `make coffee`"),
        (unknown_targets, "```sh\nmake coffee\n```"),
        (unknown_commands, "`maillage brew`"),
        (unknown_commands, "`maillage query cups_of_tea`"),
        (missing_paths, "see [this](docs/nothing.md)"),
        (missing_paths, "see `graph/nothing.py`"),
    ],
)
def test_a_name_that_leads_nowhere_is_seen(faults: Callable[[str], Iterable[str]], bad: str) -> None:
    """Each kind of name, in a line or in a block."""
    assert list(faults(bad))
    assert not list(
        faults("`make test`, `maillage query graph_licences`, [x](README.md), `graph/writing/commit.py`")
    )


def test_hints_name_commands_that_exist() -> None:
    """What an error advises can be done."""
    hints = [words for error in _errors() for words in (*error.message_text, *error.hint_text)]
    assert len(hints) > 80
    assert [unknown_commands(each) + unknown_targets(each) for each in hints if unknown_commands(each)] == []


def _errors(root: type[GraphError] = GraphError) -> Iterator[type[GraphError]]:
    yield root
    for branch in root.__subclasses__():
        yield from _errors(branch)


def test_the_reference_is_up_to_date(reference: ModuleType) -> None:
    """Every setting, command, error and problem is documented as the code has it; `make docs` writes it."""
    written = reference.PAGE.read_text("utf-8")
    assert written == reference.reference()
    assert all(
        each in written
        for each in ("# Référence", "# Reference", "MAILLAGE_PORT", "maillage serve", "`setting`")
    )


def test_the_examples_of_the_api_are_up_to_date(client: FlaskClient) -> None:
    """They are what it answers about the dataset that ships; `make docs` writes them."""
    written = script("examples")
    assert json.loads(written.FILE.read_text("utf-8")) == written.examples(client)


def test_the_picture_of_the_layers_is_up_to_date() -> None:
    """README shows the import contracts of pyproject.toml; `make docs` writes them."""
    layers = script("layers")
    block = layers.layers_block((ROOT / "pyproject.toml").read_text("utf-8"))
    assert layers.with_layers(README, block) == README
    assert all(
        each in block for each in ("graph.connections", "validation | execution", "storage", "api | pages")
    )


def test_a_picture_of_other_layers_is_seen() -> None:
    """A ladder that changed gives another picture; no ladder and no markers are errors."""
    layers = script("layers")
    contract = (
        '[[tool.importlinter.contracts]]\ntype = "layers"\nlayers = ["graph.cli", "graph.new | graph.rdf"]\n'
    )
    other = layers.layers_block(contract)
    assert other.splitlines() == ["```", "graph", "─────────", "cli", "new | rdf", "```"]
    assert layers.with_layers(README, other) != README
    with pytest.raises(ValueError, match="no import contract"):
        layers.layers_block("[tool.importlinter]\ncontracts = []")
    with pytest.raises(ValueError, match="lacks"):
        layers.with_layers("no markers", other)


def test_every_command_and_option_explains_itself() -> None:
    """Nothing in `--help` stands without words."""
    with click.Context(maillage) as context:
        commands = [maillage.get_command(context, name) for name in maillage.list_commands(context)]
    assert len(commands) > 7
    options = [
        each for command in commands if command for each in command.params if isinstance(each, click.Option)
    ]
    assert [each.opts for each in options if not each.help] == []
    assert all(command and command.help for command in commands)


def curls() -> list[str]:
    """List the curl commands of the README."""
    return re.findall(r"^curl .*$", README, re.MULTILINE)


def test_there_are_addresses_to_ask() -> None:
    """The README shows how a machine asks."""
    assert len(curls()) >= 2


@pytest.mark.parametrize("command", curls())
def test_addresses_of_the_readme_answer(client: FlaskClient, command: str) -> None:
    """Each curl command of the README gets what it asks for."""
    words = shlex.split(command)
    address = next(each for each in words if each.startswith("http"))
    given = dict(pairwise(words))
    headers = dict([given["-H"].split(": ", 1)]) if "-H" in given else {}
    path = address.partition("127.0.0.1:8000")[2]
    if "--data-urlencode" in given:
        answer = client.post(path, data=dict([given["--data-urlencode"].split("=", 1)]), headers=headers)
    else:
        answer = client.get(path, headers=headers, follow_redirects=True)
    assert answer.status_code == 200
    assert len(answer.data) > 20
    assert headers.get("Accept", answer.mimetype) == answer.mimetype


def maillage_lines() -> list[str]:
    """List the commands of the README that begin with `maillage`."""
    return re.findall(r"^\.venv/bin/(maillage [^#\n]*?)\s*(?:#.*)?$", README, re.MULTILINE)


def test_there_are_commands_to_run() -> None:
    """The README shows the command line."""
    assert len(maillage_lines()) >= 2


@pytest.mark.parametrize("line", maillage_lines())
def test_commands_of_the_readme_run(data_dir: Path, line: str) -> None:
    """Each is run as written, on the shipped dataset."""
    words = [sys.executable, "-c", "from webapp.cli import main; main()", *shlex.split(line)[1:]]
    environ = {**os.environ, "MAILLAGE_DATA_DIR": str(data_dir)}
    done = subprocess.run(words, env=environ, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout


def test_example_values_of_the_readme_fit_their_question() -> None:
    """A question named with values takes those values."""
    told = re.findall(r"maillage query ([a-z_]+)((?: [a-z]+=\S+)+)", "\n".join(code_of(README)))
    assert told
    for name, values in told:
        given = dict(each.split("=", 1) for each in values.split())
        query = read_query(name)
        assert query.bind(query.example("http://x.example") | given, "http://x.example")
    with pytest.raises(BindingMismatch):
        read_query("circles_for_need").bind({"nede": "id/need/x"}, "http://x.example")
