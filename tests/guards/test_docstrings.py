"""Guards of words: docstrings that say something, names in the words of the field, READMEs that list what is there.

Each rule is a function from a text to its faults, is shown to refuse a bad example, and fails when it saw no file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Packages whose words are not yet read through; empty when all are.
NOT_YET: frozenset[str] = frozenset()  # fmt: skip
# What a name must not hold, and the words that the field has for it.
RETIRED: Mapping[str, str] = {
    **dict.fromkeys(("tell", "tells", "teller", "told"), "serialize, render, describe, report"),
    **dict.fromkeys(("say", "says", "said", "advises"), "render, message, hint"),
    **dict.fromkeys(("asked", "asking"), "request, query, parameters"),
    **dict.fromkeys(("amendment", "rehearsal"), "store replacement, trial copy"),
    **dict.fromkeys(("judge", "judged", "judgement"), "validate incrementally"),
    **dict.fromkeys(("desk", "nursery"), "write queue, write service, executor"),
    **dict.fromkeys(("turn", "turns", "precedence"), "fair queue, admission, priority"),
    **dict.fromkeys(("zygote", "zygotes"), "fork server"),
    **dict.fromkeys(("death", "deaths", "patience"), "worker failure, waiting"),
    **dict.fromkeys(("standing", "rebase"), "neighbour table, feature update"),
    **dict.fromkeys(("ground", "cheapest"), "search graph, bidirectional search"),
    **dict.fromkeys(("bridges", "unmet"), "articulation points, unanswered needs"),
    **dict.fromkeys(("dependence", "dependences"), "shape dependencies"),
    **dict.fromkeys(("hot", "gate", "presence"), "response cache, slow clients, client disconnect"),
    **dict.fromkeys(("crowd", "rolls", "seek", "sourcing"), "large things, listings, name lookup, path citations"),
    **dict.fromkeys(("gather", "mesh", "gauges"), "statement rows, home diagram, collectors"),
    **dict.fromkeys(("abroad",), "federation, endpoints"),
}  # fmt: skip
# Names that hold a retired word all the same, and why: "path: name".
KEPT_NAMES: Mapping[str, str] = {
    "graph/connections/structure/model.py: bridges": "what API, commands and CSV files call this table",
}
TWO_SENTENCES_FROM_LINES = 60
_OPENING = re.compile(r"(give|tell|say|have|let)s?\b", re.IGNORECASE)
_FLOWS = re.compile(r"(?<![\w`“\"])(In|Out|Flows in|Flows out):(?=\s)")
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)[.!?][)”\"]?(?=\s|$)")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TABLE = re.compile(
    r"^\|\s*(?:module|package)s?\b[^\n]*\n\|[ :|-]+\n((?:\|[^\n]*\n?)*)", re.MULTILINE | re.IGNORECASE
)
_CELL = re.compile(r"^\|([^|]*)\|", re.MULTILINE)

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def packages(root: Path = ROOT) -> dict[str, Path]:
    """List the packages of the code by their path from the top."""
    found = (path.parent for name in ("graph", "webapp") for path in (root / name).rglob("__init__.py"))
    return {
        path.relative_to(root).as_posix(): path for path in sorted(found) if "_generated" not in path.parts
    }


def is_done(package: str) -> bool:
    """Return whether the rules hold for a package already."""
    return package not in NOT_YET


def modules(package: Path) -> list[Path]:
    """List the modules of a package, its own `__init__` among them."""
    return sorted(package.glob("*.py"))


def faults_of(check: object, done: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Collect the faults that a check finds in each module of the packages that are done."""
    assert callable(check)
    chosen = (
        [path for name, path in packages().items() if is_done(name)]
        if done is None
        else [ROOT / each for each in done]
    )
    found = {
        path.relative_to(ROOT).as_posix(): list(check(path.read_text("utf-8"), path.stem))
        for folder in chosen
        for path in modules(folder)
    }
    return {name: faults for name, faults in found.items() if faults}


def docstrings(text: str) -> Iterator[tuple[str, str]]:
    """Yield each docstring of a module with the name of what it documents."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Documented) and (docstring := ast.get_docstring(node)):
            yield getattr(node, "name", "module"), docstring


def bad_openings(text: str, _stem: str = "") -> Iterator[str]:
    """Name the docstrings whose first word says nothing of what is returned or done."""
    for name, docstring in docstrings(text):
        if _OPENING.match(docstring):
            yield f"{name}: {docstring.splitlines()[0]}"


def data_flow_labels(text: str, _stem: str = "") -> Iterator[str]:
    """Name the docstrings that repeat the signature as "In: … Out: …"."""
    for name, docstring in docstrings(text):
        if _FLOWS.search(docstring):
            yield name


def short_module_docstrings(text: str, stem: str = "") -> Iterator[str]:
    """Name a long module whose docstring is a single sentence."""
    lines = len(text.splitlines())
    docstring = ast.get_docstring(ast.parse(text)) or ""
    if lines >= TWO_SENTENCES_FROM_LINES and len(_SENTENCE_END.findall(docstring)) < 2:
        yield f"{stem}: {lines} lines, one sentence"


def public_names(text: str) -> Iterator[str]:
    """Yield the public names that a module and its public classes define."""

    def defined(body: Iterable[ast.stmt]) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name
            elif isinstance(node, ast.Assign):
                yield from (each.id for each in node.targets if isinstance(each, ast.Name))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield from defined(node.body)

    yield from (each for each in defined(ast.parse(text).body) if not each.startswith("_"))


def retired_words(text: str, stem: str = "") -> Iterator[str]:
    """Name the public names that hold a retired word, and what the field says instead."""
    for name in dict.fromkeys((stem, *public_names(text))):
        for word in (each.lower() for each in _WORD.findall(name)):
            if word in RETIRED:
                yield f"{name}: {word}: {RETIRED[word]}"


def readme_faults(folder: Path) -> Iterator[str]:
    """List where the README of a package and its modules differ.

    The table is the one whose first column is headed "module" or "package"; it names modules with or without `.py`,
    packages with or without a final slash.
    """
    readme = folder / "README.md"
    if not readme.is_file():
        yield "no README.md"
        return
    table = _TABLE.search(readme.read_text("utf-8") + "\n")
    cells = _CELL.findall(table[1]) if table else []
    listed = {
        each.removesuffix(".py").strip("/") for cell in cells for each in re.findall(r"`([^`]+)`", cell)
    }
    there = {path.stem for path in modules(folder)} - {"__init__"} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }
    yield from (f"not listed: {each}" for each in sorted(there - listed))
    yield from (f"not there: {each}" for each in sorted(listed - there))


def test_the_list_of_what_is_not_yet_done_names_packages() -> None:
    """Every package that is put off exists; the walk sees all of the code."""
    assert packages().keys() >= NOT_YET
    assert {"graph", "graph/storage", "webapp/pages"} <= packages().keys()
    assert sum(len(modules(path)) for path in packages().values()) > 200


def test_docstrings_open_with_what_is_done() -> None:
    """No docstring begins with a word that would fit any function."""
    assert faults_of(bad_openings) == {}


@pytest.mark.parametrize("word", ["Give", "Tell", "Say", "Have", "Let", "Tells"])
def test_an_empty_opening_is_seen(word: str) -> None:
    """The opening is found in modules, classes and functions; another verb is not."""
    bad = (
        f'"""{word} it."""\nclass Thing:\n    """{word} it."""\n    def do(self):\n        """{word} it."""\n'
    )
    assert len(list(bad_openings(bad))) == 3
    assert not list(bad_openings(bad.replace(word, "Return")))


def test_docstrings_do_not_repeat_signatures() -> None:
    """What goes in and comes out stands in the types."""
    assert faults_of(data_flow_labels) == {}


@pytest.mark.parametrize("label", ["In: a store.", "Reads it. Out: a query.", "Flows in: files."])
def test_a_flow_in_a_docstring_is_seen(label: str) -> None:
    """A label is found at the beginning of a line and after a sentence; the word "in" is none."""
    assert list(data_flow_labels(f'"""Read.\n\n{label}\n"""'))
    assert not list(data_flow_labels('"""Read what is in: this is prose. Log in:"""'.replace("Log in:", "")))


def test_long_modules_explain_themselves() -> None:
    """From sixty lines on, a module says in a second sentence what is not obvious."""
    assert faults_of(short_module_docstrings) == {}


def test_a_long_module_with_one_sentence_is_seen() -> None:
    """The limit is sixty lines and two sentences."""
    lines = "\nx = 1" * TWO_SENTENCES_FROM_LINES
    assert list(short_module_docstrings(f'"""Hold terms, e.g. IRIs."""{lines}'))
    assert not list(short_module_docstrings(f'"""Hold terms. They are frozen."""{lines}'))
    assert not list(short_module_docstrings('"""Hold terms."""\nx = 1'))


def test_names_are_the_words_of_the_field() -> None:
    """No module and no public name holds a word that is understood in this project alone; exceptions are there."""
    found = {
        f"{path}: {fault.partition(':')[0]}": fault
        for path, faults in faults_of(retired_words).items()
        for fault in faults
    }
    assert {name: fault for name, fault in found.items() if name not in KEPT_NAMES} == {}
    assert found.keys() >= KEPT_NAMES.keys()


@pytest.mark.parametrize(
    "bad",
    [
        "def told(): ...",
        "class ZygoteProcess: ...",
        "TURNS = 1",
        "patience_s: float = 1.0",
        "class A:\n    says = 1",
    ],
)
def test_a_retired_word_is_seen(bad: str) -> None:
    """It is found in functions, classes, constants and members, in any case; not in private names or within words."""
    assert list(retired_words(bad))
    assert list(retired_words("", "worker_deaths"))
    assert not list(
        retired_words("def _told(): ...\nclass _Zygote:\n    says = 1\ndef returns(): ...", "saying_x")
    )


def test_readmes_list_what_is_there() -> None:
    """The table of each package's README names its modules and packages, no more and no fewer."""
    checked = {name: list(readme_faults(path)) for name, path in packages().items() if is_done(name)}
    assert {name: faults for name, faults in checked.items() if faults} == {}


def test_a_readme_that_is_not_true_is_seen(tmp_path: Path) -> None:
    """A missing README, a module left out and a module that is gone are told."""
    for each in ("__init__.py", "terms.py", "deep/__init__.py"):
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).touch()
    assert list(readme_faults(tmp_path)) == ["no README.md"]
    table = "# rdf\n\n| module | what it does |\n|---|---|\n| `terms` | terms |\n| `gone.py` | x |\n"
    (tmp_path / "README.md").write_text(table, "utf-8")
    assert list(readme_faults(tmp_path)) == ["not listed: deep", "not there: gone"]
    (tmp_path / "README.md").write_text(table.replace("gone.py", "deep/"), "utf-8")
    assert list(readme_faults(tmp_path)) == []
    (tmp_path / "README.md").write_text("`terms` and `deep`, but in no table", "utf-8")
    assert list(readme_faults(tmp_path)) == ["not listed: deep", "not listed: terms"]
