"""Tests of `maillage`, the command, as its users call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.cli import COMMANDS
from graph.cli.framework import exit_code_of
from graph.errors import GraphError, SettingError, ShapesError, SnapshotCorrupt, SourceEmpty
from graph.settings import TABLE, Settings
from graph.sources.reader import read_candidate
from graph.storage.data_directory import DataDirectory, open_directory
from graph.storage.store_writer import open_writer
from graph.writing.plain_store import open_plain_writer
from graph.writing.requests import Update
from tests.deriving import commit_and_derive
from tests.serving import free_port

Write = Callable[..., Path]
BASE = "http://127.0.0.1:8000"
ENTRY = "from webapp.cli import main; main()"


def maillage(
    *words: str, stdin: str = "", language: str = "en", **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("MAILLAGE_")}
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *words],
        input=stdin,
        capture_output=True,
        text=True,
        env={**known, "MAILLAGE_LANGUAGE": language, **environ},
        check=False,
    )


@pytest.fixture
def loaded(directory: DataDirectory, settings: Settings, write: Write) -> str:
    """Publish one contribution, and give the data directory as a word of the command line."""
    with open_writer(directory, settings) as writer:
        commit_and_derive(writer, read_candidate([write("un")], directory.names, settings))
    return str(directory.path)


def test_help_lists_every_command_in_both_languages() -> None:
    """The order is that of the data."""
    french, english = maillage("--help", language="fr"), maillage("--help")
    assert french.stdout != english.stdout
    places = [english.stdout.index(f"\n  {command} ") for command in COMMANDS]
    assert places == sorted(places)
    assert "serve" in english.stdout


EVERY_HELP = """
import sys
from webapp.cli import main
for command in sys.argv[1:]:
    sys.argv = ["maillage", command, "--help"]
    try:
        main()
    except SystemExit as ended:
        assert ended.code == 0, command
"""


@pytest.mark.parametrize(("language", "usage"), [("fr", "Usage : "), ("en", "Usage: ")])
def test_every_command_explains_itself(language: str, usage: str) -> None:
    """`--help` works for each, in each language."""
    commands = [*COMMANDS, "serve"]
    words = [sys.executable, "-c", EVERY_HELP, *commands]
    environ = os.environ | {"MAILLAGE_LANGUAGE": language}
    done = subprocess.run(words, capture_output=True, text=True, env=environ, check=False)
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith(usage)]
    assert all(f" {command} " in f"{line} " for command, line in zip(commands, told, strict=True))


def test_click_itself_speaks_french() -> None:
    """Usage lines and usage errors are translated too."""
    assert maillage("query", "--help", language="fr").stdout.startswith("Usage :")
    assert "Aucune commande 'lod'" in maillage("lod", language="fr").stderr
    assert "No such command 'lod'" in maillage("lod").stderr


def test_help_imports_nothing_heavy() -> None:
    """`--help` answers at once because the engines are not imported for it."""
    heavy = "('pyoxigraph', 'rdflib', 'pyshacl', 'flask', 'granian', 'rich')"
    code = f"import sys; sys.argv = ['maillage', '--help']\ntry:\n {ENTRY}\nexcept SystemExit: pass\nprint([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_loading_tells_what_was_published(loaded: str, write: Write) -> None:
    """Talk goes to stderr; stdout stays free for data."""
    done = maillage("load", "--data", loaded, str(write("deux")))
    assert (done.returncode, done.stdout) == (0, "")
    assert "snapshot 4" in done.stderr  # stated, then derived


def test_a_refused_load_exits_with_one_and_says_why(loaded: str, write: Write) -> None:
    """The data failed: exit code 1, the report, and what to do."""
    bad = write("deux", "<id/initiative/deux> mai:answersNeed <id/need/nulle-part> .")
    done = maillage("load", "--data", loaded, str(bad), language="fr")
    assert done.returncode == 1
    assert "nulle-part" in done.stderr
    assert "rien n’a été écrit" in done.stderr


def test_all_unreadable_files_are_named(loaded: str, tmp_path: Path) -> None:
    """One message a file, with line and column."""
    (tmp_path / "a.ttl").write_text("<a> <b> ;")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    done = maillage("load", "--data", loaded, *(str(tmp_path / each) for each in ("a.ttl", "b.png", "c.ttl")))
    assert done.returncode == 1
    assert all(word in done.stderr for word in ("a.ttl:1:", "b.png", "c.ttl"))


def test_validating_writes_nothing_and_speaks_json(loaded: str, write: Write) -> None:
    """Stdout is data: the report, for a program."""
    before = maillage("snapshots", "--data", loaded).stdout
    done = maillage("validate", "--data", loaded, "--report", "json", str(write("deux")))
    assert (done.returncode, json.loads(done.stdout)["conforms"]) == (0, True)
    assert maillage("snapshots", "--data", loaded).stdout == before


def test_validating_a_bad_file_exits_with_one(loaded: str, write: Write) -> None:
    """The report in Turtle is RDF, and the exit code tells."""
    bad = write("deux", "<id/initiative/deux> mai:answersNeed <id/need/nulle-part> .")
    done = maillage("validate", "--data", loaded, "--report", "turtle", str(bad))
    assert done.returncode == 1
    assert "sh:ValidationReport" in done.stdout


@pytest.mark.parametrize(
    ("output", "start"),
    [("csv", "n\n"), ("tsv", "?n"), ("json", "{"), ("xml", "<?xml"), ("table", "┏")],
)
def test_a_written_query_answers_in_every_form(loaded: str, output: str, start: str) -> None:
    """From standard input, in each format."""
    done = maillage(
        "query", "-", "--data", loaded, "--format", output, stdin="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    )
    assert done.returncode == 0
    assert done.stdout.startswith(start)


def test_a_query_file_that_constructs_gives_turtle(loaded: str, tmp_path: Path) -> None:
    """A graph is written as Turtle unless another syntax is asked for."""
    path = tmp_path / "q.rq"
    path.write_text("CONSTRUCT WHERE { ?s a <https://w3id.org/maillage/ns#Initiative> }")
    assert "a mai:Initiative" in maillage("query", str(path), "--data", loaded).stdout
    assert maillage("query", str(path), "--data", loaded, "--format", "csv").returncode == 2


def test_a_wrong_query_exits_with_two_at_its_place(loaded: str) -> None:
    """The caller erred; line and column are told."""
    done = maillage("query", "-", "--data", loaded, stdin="SELECT *\n{ ?s ?p }")
    assert done.returncode == 2
    assert "2:" in done.stderr


@pytest.mark.parametrize(
    "words", [("query", "no_such_question"), ("query",), ("remove", "id/contribution/none")]
)
def test_what_is_not_there_exits_with_two(loaded: str, words: tuple[str, ...]) -> None:
    """Unknown questions and graphs are the caller's error."""
    assert maillage(*words, "--data", loaded).returncode == 2


def test_without_a_data_directory_the_next_step_is_told(tmp_path: Path) -> None:
    """A person who queries first learns how to begin."""
    done = maillage("query", "-", "--data", str(tmp_path / "none"), stdin="ASK {}")
    assert done.returncode == 2
    assert "maillage serve" in done.stderr


def test_a_dump_can_be_loaded_elsewhere(loaded: str) -> None:
    """One graph as Turtle, everything as N-Quads; a graph format for everything is refused."""
    one = maillage("dump", "--data", loaded, "--graph", "id/contribution/un")
    assert "mai:Contribution" in one.stdout
    whole = maillage("dump", "--data", loaded).stdout.splitlines()
    assert len(whole) > len(one.stdout.splitlines())
    assert all(line.endswith(" .") for line in whole)
    assert maillage("dump", "--data", loaded, "--format", "turtle").returncode == 2
    assert maillage("dump", "--data", loaded, "--graph", "id/contribution/none").returncode == 2


def test_snapshots_are_listed_and_verified(loaded: str) -> None:
    """The digest is computed again from the statements."""
    done = maillage("snapshots", "--data", loaded, "--verify", "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["number"] == 1


def test_a_removal_is_published(loaded: str) -> None:
    """The next snapshot lacks the contribution."""
    assert maillage("remove", "--data", loaded, "id/contribution/un").returncode == 0
    assert maillage("dump", "--data", loaded, "--graph", "id/contribution/un").returncode == 2


def test_settings_tell_where_they_come_from() -> None:
    """Every row of the table is shown."""
    done = maillage("settings", MAILLAGE_PORT="9000")
    assert all(each.variable in done.stdout for each in TABLE)
    assert "9000  (MAILLAGE_PORT)" in done.stdout
    told = json.loads(maillage("settings", "--format", "json").stdout)
    assert told["port"] == {"value": "8000", "source": "default"}


def test_a_wrong_setting_exits_with_two() -> None:
    """The variable is named."""
    done = maillage("settings", MAILLAGE_PORT="many")
    assert done.returncode == 2
    assert "MAILLAGE_PORT" in done.stderr


def test_tokens_are_made_listed_and_revoked(loaded: str) -> None:
    """The secret stands alone on stdout, once; the list tells names and scopes."""
    made = maillage("token", "create", "atelier", "--scope", "contribute", "--data", loaded)
    assert made.returncode == 0
    secret = made.stdout.strip()
    assert secret.startswith("maillage_")
    listed = maillage("token", "list", "--data", loaded).stdout
    assert listed.startswith("atelier\tcontribute\t")
    assert secret not in listed
    assert maillage("token", "create", "atelier", "--scope", "read", "--data", loaded).returncode == 2
    assert maillage("token", "revoke", "atelier", "--data", loaded).returncode == 0
    assert maillage("token", "list", "--data", loaded).stdout == ""
    assert maillage("token", "revoke", "atelier", "--data", loaded).returncode == 2


def test_a_backup_is_made_and_restored(loaded: str, tmp_path: Path) -> None:
    """One file, one command each way; the restored snapshot is verified by the ordinary means."""
    saved, there = str(tmp_path / "saved.tar.gz"), str(tmp_path / "there")
    assert maillage("backup", saved, "--data", loaded).returncode == 0
    assert maillage("restore", saved, "--data", there).returncode == 0
    assert maillage("snapshots", "--verify", "--data", there).returncode == 0


def test_a_graph_name_that_is_no_iri_exits_with_two(loaded: str, write: Write) -> None:
    """It is told without a traceback, by each command that takes one."""
    for words in (("load", "--graph", "a b", str(write("x"))), ("remove", "a b")):
        told = maillage(*words, "--data", loaded)
        assert (told.returncode, "Traceback" in told.stderr) == (2, False)


def test_a_refusal_of_the_system_exits_with_two_and_tells_what_to_do(loaded: str, tmp_path: Path) -> None:
    """A backup into a folder that is not there: message and hint, no traceback."""
    told = maillage("backup", str(tmp_path / "nowhere" / "x.tar.gz"), "--data", loaded)
    assert told.returncode == 2
    assert "→ The system refused" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_data_directory_that_cannot_be_written_to_is_told_with_what_to_do(loaded: str) -> None:
    """One whose lock cannot be opened, and one that cannot be made: the whole path, and how to name another."""
    lock = Path(loaded) / "lock"
    lock.unlink()
    lock.mkdir()
    below_a_file = str(Path(loaded) / "maillage.json" / "var")
    for words in (("remove", "id/contribution/un", "--data", loaded), ("serve", "--data", below_a_file)):
        told = maillage(*words, MAILLAGE_PORT=str(free_port()))  # `make run` may be serving at the usual one
        assert told.returncode == 2
        assert f"maillage: {words[-1]} cannot be written to" in told.stderr
        assert "--data" in told.stderr
        assert "Traceback" not in told.stderr


def test_modules_of_the_working_directory_are_not_imported(loaded: str, tmp_path: Path, write: Write) -> None:
    """Not by the processes that a command starts either, whatever lies where somebody calls it."""
    write("blank", '_:somebody <http://xmlns.com/foaf/0.1/name> "x" .')
    for each in ("graph", "pyoxigraph", "struct"):
        (tmp_path / f"{each}.py").write_text("raise SystemExit('trapped')\n", "utf-8")
    words = [sys.executable, "-P", "-c", ENTRY, "validate", "blank.ttl", "--data", loaded]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "trapped" not in done.stderr
    assert done.returncode in (0, 1), done.stderr


def test_a_backup_moves_to_another_base_iri(settings: Settings, tmp_path: Path) -> None:
    """By an option alone: a base IRI in the environment renames nothing."""
    directory = open_directory(settings.data_dir, BASE, "plain")
    with open_plain_writer(directory, settings) as writer:
        writer.write(Update(f"INSERT DATA {{ GRAPH <{BASE}/g> {{ <x:a> <x:b> <x:c> }} }}"))
    saved, elsewhere, same = (str(tmp_path / each) for each in ("saved.tar.gz", "elsewhere", "same"))
    assert maillage("backup", saved, "--data", str(directory.path)).returncode == 0
    maillage("restore", saved, "--base-iri", "https://x.example/", "--data", elsewhere)
    maillage("restore", saved, "--data", same, MAILLAGE_BASE_IRI="https://x.example")
    assert "<https://x.example/g>" in maillage("dump", "--data", elsewhere).stdout
    assert f"<{BASE}/g>" in maillage("dump", "--data", same).stdout


def test_a_fault_of_ours_exits_with_three(loaded: str) -> None:
    """What nobody foresaw is neither the data's fault nor the caller's."""
    patched = f"import graph.cli.options as options; options.find_directory = None; {ENTRY}"
    words = [sys.executable, "-c", patched, "dump", "--data", loaded]
    told = subprocess.run(
        words, capture_output=True, text=True, env=os.environ | {"MAILLAGE_LANGUAGE": "en"}, check=False
    )
    assert told.returncode == 3
    assert "Report it" in told.stderr


@pytest.mark.parametrize(("file", "content"), [("snapshot.json", "{}"), ("store/CURRENT", "x\n")])
def test_a_damaged_file_is_told_as_damage(loaded: str, file: str, content: str) -> None:
    """With what to do; nobody is asked to report it."""
    (Path(loaded) / "current" / file).write_text(content, "utf-8")
    told = maillage("dump", "--data", loaded)
    assert told.returncode == 3
    assert "maillage check" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_reader_that_leaves_is_no_failure(loaded: str) -> None:
    """`maillage dump | head` ends quietly."""
    words = [sys.executable, "-c", ENTRY, "dump", "--data", loaded]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
        assert dump.stdout is not None
        assert dump.stderr is not None
        dump.stdout.close()
        assert dump.stderr.read() == b""
    assert dump.returncode == 0


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [("ZeroDivisionError", 3, "Traceback"), ("KeyboardInterrupt", 130, ""), ("MemoryError", 3, "Traceback")],
)
def test_what_nobody_foresaw_is_our_fault(raised: str, code: int, told: str) -> None:
    """A bug never passes for bad data; an interruption is neither."""
    spoil = f"import graph.cli.settings as it\ndef fail(): raise {raised}\nit.explain_settings = fail"
    words = [sys.executable, "-c", f"{spoil}\n{ENTRY}", "settings"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert told in done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourceEmpty(path="x"), 1),
        (ShapesError(found="x"), 3),
        (SnapshotCorrupt(number=1, found="x", expected="y"), 3),
        (SettingError(name="x", found="y", expected="z"), 2),
    ],
)
def test_an_exit_code_tells_whose_fault_it_is(error: GraphError, code: int) -> None:
    """The data's, ours, or the caller's."""
    assert exit_code_of(error) == code


def test_without_a_data_directory_files_are_judged_with_what_ships(tmp_path: Path, write: Write) -> None:
    """Nothing need be served to try a file, and the report reads as text."""
    none = tmp_path / "none"
    done = maillage("validate", "--data", str(none), str(write("un")), language="fr")
    assert done.returncode == 0
    assert done.stdout.startswith("conforme")
    assert not none.exists()


def test_a_damaged_snapshot_is_our_fault(loaded: str) -> None:
    """Its statements no longer give the digest that was published."""
    manifest = Path(loaded) / "snapshots" / "1" / "snapshot.json"
    manifest.write_text(manifest.read_text().replace('"digest": "', '"digest": "0'))
    done = maillage("snapshots", "--data", loaded, "--verify")
    assert done.returncode == 3
    assert "digest found" in done.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ASK { ?s ?p ?o }", "yes"),
        ("ASK { ?s a <urn:nothing> }", "no"),
        ("CONSTRUCT WHERE { ?s a <https://w3id.org/maillage/ns#Initiative> }", "a mai:Initiative"),
        (
            "SELECT ?s ?none { ?s a <https://w3id.org/maillage/ns#Initiative> . OPTIONAL { ?s <urn:x> ?none } }",
            "│",
        ),
        ('SELECT ?said { BIND(<<( <urn:s> <urn:p> "o" )>> AS ?said) }', "urn:p"),
        ("SELECT ?type { ?s a ?type }", "mai:Initiative"),
    ],
)
def test_a_table_shows_every_kind_of_answer(loaded: str, text: str, shown: str) -> None:
    """Verdicts, triples, unbound cells, names with their prefix."""
    assert shown in maillage("query", "-", "--data", loaded, stdin=text).stdout


def test_a_named_question_is_listed_shown_and_answered(loaded: str, tmp_path: Path) -> None:
    """By its name, with its values or those of its example; a written query can be shown too."""
    assert "circles_for_need" in maillage("query", "--list").stdout
    shown = maillage("query", "circles_for_need", "--show", "--data", loaded).stdout
    assert shown.startswith("PREFIX")
    assert "VALUES ?need" in shown
    asked = maillage("query", "circles_for_need", "need=id/need/x", "--data", loaded)
    assert asked.returncode == 0
    assert "lang = " in asked.stderr
    assert maillage("query", "circles_for_need", "need", "--data", loaded).returncode == 2
    written = tmp_path / "q.rq"
    written.write_text("ASK {}")
    assert maillage("query", str(written), "--show", "--data", loaded).stdout == "ASK {}"


def test_explain_shows_what_is_evaluated(loaded: str, tmp_path: Path) -> None:
    """The rules that changed a text, what is known to slow it down, and the text that the engine gets; nothing is evaluated."""
    written = tmp_path / "slow.rq"
    written.write_text("SELECT * { ?a ?p ?b FILTER EXISTS { ?b ?q ?c . ?c ?r ?d } . ?e ?f ?g }", "utf-8")
    shown = maillage("query", str(written), "--explain", "--data", loaded).stdout.splitlines()
    assert shown[0].endswith(": exists, star")
    assert shown[1].startswith("# 1:") and "?e ?f ?g" in shown[1]
    assert (
        shown[2]
        == "SELECT ?a ?p ?b ?e ?f ?g { ?a ?p ?b FILTER EXISTS { ?b ?q ?c . FILTER EXISTS { ?c ?r ?d . } } . ?e ?f ?g }"
    )


def test_loading_again_tells_that_nothing_is_new(loaded: str, write: Write) -> None:
    """The snapshot stays."""
    assert "Nothing new: snapshot 2 stays" in maillage("load", "--data", loaded, str(write("un"))).stderr


def test_a_graph_is_named_by_a_relative_or_whole_iri(loaded: str, tmp_path: Path, write: Write) -> None:
    """The same words work for each command; what is no IRI is the caller's error."""
    done = maillage("dump", "--data", loaded, "--graph", f"{BASE}/id/contribution/un")
    assert done.stdout == maillage("dump", "--data", loaded, "--graph", "id/contribution/un").stdout != ""
    path = write("deux").rename(tmp_path / "autre.ttl")
    assert maillage("load", "--data", loaded, "--graph", "id/contribution/deux", str(path)).returncode == 0
    assert maillage("remove", "--data", loaded, "id/contribution/deux").returncode == 0
    for words in (("remove", "a b"), ("dump", "--graph", "a b"), ("load", "--graph", "a b", str(path))):
        assert maillage(*words, "--data", loaded).returncode == 2


ELSEWHERE = {"MAILLAGE_STORE": "sparql:http://127.0.0.1:9/sparql", "MAILLAGE_SPARQL_PASSWORD": "hush"}


@pytest.mark.parametrize("words", [("load", "x.ttl"), ("dump",), ("snapshots",), ("backup", "x.tar.gz")])
def test_what_needs_the_embedded_store_is_refused_over_another(loaded: str, words: tuple[str, ...]) -> None:
    """Exit code 2, and the reason: nothing is done to a directory that is not served."""
    (Path(loaded) / "x.ttl").write_text("", "utf-8")
    words = (*(each.replace("x.ttl", f"{loaded}/x.ttl") for each in words), "--data", loaded)
    done = maillage(*words, **ELSEWHERE)
    assert done.returncode == 2
    assert f"maillage {words[0]} exists with the embedded store only" in done.stderr


def test_tokens_are_kept_for_a_store_elsewhere(tmp_path: Path) -> None:
    """In a data directory that holds nothing else."""
    folder = str(tmp_path / "tokens")
    done = maillage("token", "create", "essai", "--scope", "contribute", "--data", folder, **ELSEWHERE)
    assert (done.returncode, done.stdout[:9]) == (0, "maillage_")
    assert "essai" in maillage("token", "list", "--data", folder, **ELSEWHERE).stdout


def test_settings_never_print_a_secret() -> None:
    """Neither for people nor for programs."""
    for words in ((), ("--format", "json")):
        done = maillage("settings", *words, **ELSEWHERE)
        assert done.returncode == 0
        assert "hush" not in done.stdout + done.stderr
        assert "•••" in done.stdout or "\\u2022" in done.stdout
