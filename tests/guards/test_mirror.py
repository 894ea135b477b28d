"""The tests of a module stand where the module stands: tests/graph/storage/test_snapshots.py for graph/storage/snapshots.py.

So nobody searches for them, and a module that moves takes its tests along. What is true of several modules together is
a story; each story says what it is about.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parallel import FIRST, SLOW, SPREAD, TOGETHER

ROOT = Path(__file__).resolve().parents[2]
MIRRORED = ("bench", "graph", "webapp")
# Tests that are of no module alone, and what they follow through several modules.
STORIES = {
    "tests/graph/search/test_questions.py": "the questions of ordinary people: words, spelling, suggestions, index",
    "tests/graph/sparql/test_standard.py": "what the guide to SPARQL says, line by line, through all rules",
    "tests/graph/writing/test_load_crash.py": "a load that is killed: commit, store writer, recovery at the next start",
    "tests/graph/writing/test_writer_crash.py": "a writer process that is killed: queue, writer process, commit",
    "tests/webapp/api/test_commands.py": "the commands of graph.cli tell what the API tells",
    "tests/webapp/api/test_fuzz.py": "the endpoints held to their own OpenAPI description",
    "tests/webapp/localization/test_extension.py": "a network's own words, from the register of words to its pages",
    "tests/webapp/page_data/test_browse_queries.py": "every query that the modules of page_data ask",
    "tests/webapp/pages/test_every_page.py": "what holds for the pages of every blueprint",
    "tests/webapp/pages/test_large_networks.py": "pages of a network too large to be shown whole: lists, things, data",
    "tests/webapp/server/test_hang_up.py": "SIGHUP to every process of a server, while a write waits",
    "tests/webapp/pages/test_layout.py": "what surrounds every page: context, addresses, trail, layout",
    "tests/webapp/pages/test_numbers.py": "the numbers of all pages: queries, page data, presentation, the lists they lead to",
    "tests/webapp/server/test_kept_answers.py": "answers that are given again after a write, over HTTP",
    "tests/webapp/server/test_operation.py": "what an operator sees of a server: log, metrics, slow queries",
    "tests/webapp/server/test_query_command.py": "the command query of graph.cli gives what a served endpoint gives",
    "tests/webapp/server/test_small_machine.py": "a server with few descriptors, and what it says at its stop",
    "tests/webapp/server/test_served.py": "a served dataset as clients meet it: names, queries, a load beside it",
}


def modules_of_tests(root: Path) -> list[str]:
    """List the test modules of the mirrored packages, from the top of the project."""
    found = [path for package in MIRRORED for path in (root / "tests" / package).rglob("test_*.py")]
    return sorted(path.relative_to(root).as_posix() for path in found)


def is_mirrored(root: Path, name: str) -> bool:
    """Return whether the module or package that a test module is named after stands at the same place."""
    path = Path(name).relative_to("tests")
    module = root / path.parent / path.name.removeprefix("test_")
    return module.is_file() or (module.with_suffix("") / "__init__.py").is_file()


def out_of_place(root: Path) -> set[str]:
    """Name the test modules that have no module at their place."""
    return {name for name in modules_of_tests(root) if not is_mirrored(root, name)}


def test_every_test_stands_where_its_module_stands() -> None:
    """What does not is a story; a story that has found its module is no story any more."""
    assert len(modules_of_tests(ROOT)) > 80
    assert out_of_place(ROOT) == STORIES.keys()


@pytest.mark.parametrize(
    "bad", ["graph/test_snapshots.py", "graph/storage/test_snapshot.py", "webapp/test_x.py"]
)
def test_a_test_out_of_place_is_seen(tmp_path: Path, bad: str) -> None:
    """In another folder than its module, under another name, or of nothing."""
    for name in ("graph/storage/snapshots.py", "graph/settings/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    for name in ("graph/storage/test_snapshots.py", "graph/test_settings.py", bad):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).touch()
    assert out_of_place(tmp_path) == {f"tests/{bad}"}


def test_what_is_said_of_tests_is_said_of_tests_there_are() -> None:
    """Folders and modules that stay together, begin first or are slow exist; a test that is named is in its module."""
    for name in (*FIRST, *SLOW, *SPREAD, *TOGETHER):
        path, _, function = name.partition("::")
        assert (ROOT / path).exists(), name
        assert not function or f"def {function}(" in (ROOT / path).read_text("utf-8"), name
