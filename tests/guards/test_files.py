"""Rules of the files that are committed: prefixes, templates, and nothing that belongs to others or to a machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from graph.rdf.terms import prefixes

ROOT = Path(__file__).resolve().parents[2]
MAX_BYTES = 1_000_000
_SUFFIXES = {
    "", ".cfg", ".css", ".csv", ".html", ".js", ".json", ".lock", ".lua", ".md", ".po", ".py", ".rq", ".svg", ".toml",
    ".conf", ".env", ".service", ".trig", ".ttl", ".txt", ".yaml", ".yml", ".xml", ".srj", ".srx", ".nt", ".nq", ".rdf", ".jsonld",
}  # fmt: skip
_DECLARATION = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
# Spelt so that this file does not hold what it looks for.
_MACHINE = re.compile(r"(?<![\w.~/-])/(?:[h]ome|[U]sers|[r]oot|[w]ork|[o]pt)/\w|[A-Z]:\\+[U]sers|/[t]mp/\w")
_REGISTRY = re.compile(
    r"registry[.](?:npmjs|yarnpkg)|pypi[.]org/simple|files[.]pythonhosted|[i]ndex-url[ =]+\S+:|\"[r]esolved\":"
)
_PROLOGUE = re.compile(r"^\s*(?:PREFIX|BASE)\b", re.IGNORECASE | re.MULTILINE)
_BUNDLE = re.compile(r"(^|/)(node_modules|vendor|third[-_]party|shared)/|\.min\.|\.map$")
_TEMPLATE_ADDRESS = re.compile(
    r"https?:|\b(?:href|src|action|formaction|poster)\s*=\s*(?:\"(?!\{\{|#)|'(?!\{\{|#)|[^\"'\s])",
    re.IGNORECASE,
)
_SPARQL = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b[^{}]*\{[^{}]*\?\w")


def committed() -> list[Path]:
    """List what is committed or about to be; without git, all but what .gitignore names."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
        return [path for path in map(ROOT.joinpath, told.splitlines()) if path.is_file()]
    ignored = [line.strip("/*") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(
            f"/{each}/" in f"/{path.relative_to(ROOT)}/" or path.name.endswith(each) for each in ignored
        )
    ]


FILES = committed()
TEXTS = {path: path.read_text("utf-8") for path in FILES}
TURTLE = [path for path in FILES if path.suffix in (".ttl", ".trig") and "bad" not in path.parts]
QUERIES = [path for path in FILES if path.suffix == ".rq"]
TEMPLATES = [path for path in FILES if path.suffix == ".html"]


def label(path: Path) -> str:
    """Name a file from the top of the project."""
    return path.relative_to(ROOT).as_posix()


def faulty(paths: list[Path], faults: Callable[[Path], Iterable[str]]) -> dict[str, list[str]]:
    """Give the faults of each file that has some."""
    found = {label(path): list(faults(path)) for path in paths}
    return {name: told for name, told in found.items() if told}


def wrong_prefixes(text: str) -> Iterator[str]:
    """Name the prefixes that mean something else than in prefixes.ttl; a relative one is a file's own affair."""
    for prefix, namespace in _DECLARATION.findall(text):
        declared = prefixes().get(prefix)
        if declared != namespace and (declared is not None or "://" in namespace):
            yield f"{prefix}: <{namespace}>"


def machine_faults(text: str) -> list[str]:
    """Find paths of a machine and addresses of registries."""
    return [match[0] for pattern in (_MACHINE, _REGISTRY) for match in pattern.finditer(text)]


def file_faults(name: str, content: bytes) -> Iterator[str]:
    """Say what makes a file one that is fetched or built rather than committed."""
    if len(content) > MAX_BYTES:
        yield "too large"
    if _BUNDLE.search(name):
        yield "somebody else's"
    if Path(name).suffix not in _SUFFIXES or b"\0" in content:
        yield "not a text"
    if name.endswith((".js", ".css")) and max(map(len, content.splitlines()), default=0) > 500:
        yield "minified"


def template_faults(text: str) -> list[str]:
    """Find addresses and SPARQL in a template: addresses are made by webapp.http.urls."""
    return [match[0] for pattern in (_TEMPLATE_ADDRESS, _SPARQL) for match in pattern.finditer(text)]


def test_there_are_files_to_look_at() -> None:
    """The walks below see every kind of file."""
    assert min(map(len, (FILES, TURTLE, QUERIES, TEMPLATES))) >= 10
    assert ROOT / "README.md" in FILES


def test_prefixes_mean_the_same_everywhere() -> None:
    """A prefix of a Turtle file is that of ontology/prefixes.ttl, or stands for a relative IRI under a new name."""
    assert faulty(TURTLE, lambda path: wrong_prefixes(TEXTS[path])) == {}


@pytest.mark.parametrize(
    "bad",
    [
        "@prefix schema: <http://schema.org/> .",
        "PREFIX fresh: <http://fresh.example/>",
        "  @prefix scheme: <id/scheme/> .",
    ],
)
def test_a_wrong_prefix_is_seen(bad: str) -> None:
    """Another namespace, an undeclared prefix, a declared one made relative."""
    assert list(wrong_prefixes(bad))
    assert not list(wrong_prefixes("@prefix need: <id/need/> .\n@prefix schema: <https://schema.org/> ."))


def test_queries_declare_no_prefix() -> None:
    """They use those of ontology/prefixes.ttl, and no base."""
    assert faulty(QUERIES, lambda path: _PROLOGUE.findall(TEXTS[path])) == {}


@pytest.mark.parametrize("bad", ["PREFIX x: <urn:x>\nASK {}", "ASK {}\n  prefix x: <urn:x>", "BASE <urn:x>"])
def test_a_prefix_in_a_query_is_seen(bad: str) -> None:
    """In either case, wherever a line begins with one."""
    assert _PROLOGUE.findall(bad)
    assert not _PROLOGUE.findall("#+ summary: the base\nASK { ?prefix ?base ?x }")


def test_templates_hold_no_address() -> None:
    """A template writes the addresses it is given, and asks nothing."""
    assert faulty(TEMPLATES, lambda path: template_faults(TEXTS[path])) == {}


@pytest.mark.parametrize(
    "bad",
    [
        '<a href="/list/need">',
        "<img src='logo.svg'>",
        "<form action=/sparql>",
        "{{ 'https://example.org/' ~ name }}",
        "{% set query = 'SELECT * { ?s ?p ?o }' %}",
    ],
)
def test_an_address_in_a_template_is_seen(bad: str) -> None:
    """However it is quoted; a given address and a place on the page are fine."""
    assert template_faults(bad)
    assert not template_faults("""<a href="{{ page.href }}"><a href='#top'>""")


def test_files_are_ours_and_small() -> None:
    """What others publish is installed, not committed; no file is beyond a megabyte."""
    assert faulty(FILES, lambda path: file_faults(label(path), path.read_bytes())) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data/big.trig", b"x" * (MAX_BYTES + 1)),
        ("webapp/static/htmx.min.js", b""),
        ("node_modules/a/index.js", b""),
        ("shared/sources/article.txt", b""),
        ("webapp/static/font.woff2", b"wOF2"),
        ("webapp/static/page.js", b"a" * 501),
        ("webapp/static/page.css", b"\0"),
    ],
)
def test_a_file_of_others_is_seen(name: str, content: bytes) -> None:
    """Too large, bundled, minified, binary, copied from elsewhere."""
    assert list(file_faults(name, content))
    assert not list(file_faults("webapp/static/maillage.css", b"a {}\n"))


def test_nothing_tells_of_a_machine() -> None:
    """No path of somebody's machine, no address of a registry."""
    assert faulty(FILES, lambda path: machine_faults(TEXTS[path])) == {}


@pytest.mark.parametrize(
    "bad",
    [
        "/ho" + "me/alice/maillage",
        'open("/tm' + 'p/x")',
        "C:\\Us" + "ers\\alice",
        "https://registry" + ".npmjs.org/htmx",
        "--index-ur" + "l https://mirror.example",
        '"reso' + 'lved": "https://x"',
    ],
)
def test_a_trace_of_a_machine_is_seen(bad: str) -> None:
    """Paths and registries of each usual kind; paths of a server in an example are fine."""
    assert machine_faults(bad)
    assert not machine_faults("maillage serve --data /srv/maillage; https://x.example/work/one")
