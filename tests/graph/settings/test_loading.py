"""Tests of graph.settings, from the table to the values."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest

from graph.errors import NeedsEmbedded, SettingError
from graph.settings import HIDDEN, TABLE, Settings, explain_settings, read_settings


def test_every_setting_has_a_row_in_the_table() -> None:
    """Table and dataclass name the same settings in the same order."""
    assert [each.name for each in TABLE] == [field.name for field in fields(Settings)]


def test_every_setting_is_explained_in_both_languages() -> None:
    """Help is there for each row and for no other name, in the order of the table; French has its own apostrophes."""
    assert all(each.help.fr and each.help.en and "'" not in each.help.fr for each in TABLE)
    assert list(tomllib.loads((files("graph.settings") / "help.toml").read_text("utf-8"))) == [
        each.name for each in TABLE
    ]


def test_units_are_symbols_or_said_in_both_languages() -> None:
    """An English word for a unit would stand in French help."""
    symbols = {"", "s", "h", "quads"}
    words = {each.unit for each in TABLE} - symbols
    assert words
    assert all(each.amount(1, "fr") != each.amount(1, "en") for each in TABLE if each.unit in words)


def test_defaults_hold_when_nothing_is_said() -> None:
    """An empty environment gives the defaults."""
    assert read_settings({}) == Settings()


def test_endpoints_are_parted_by_any_space() -> None:
    """Lines in a TOML file, spaces in a variable; each once."""
    settings = read_settings(
        {"MAILLAGE_SERVICES": " https://a.example/s\nhttps://b.example/s  https://a.example/s"}
    )
    assert settings.services.split() == ["https://a.example/s", "https://b.example/s"]


@pytest.mark.parametrize(
    "value",
    ["", "mailto:contact@maillage.example.org", "https://example.org/contact?sujet=donnees#formulaire"],
)
def test_a_contact_is_an_e_mail_address_or_a_page(value: str) -> None:
    """Nobody is named by default."""
    assert read_settings({"MAILLAGE_CONTACT": value}).contact == value
    assert read_settings({}).operator_name == read_settings({}).contact == ""


def test_trusted_proxies_are_addresses_and_networks() -> None:
    """Separated by commas, of either family; nobody by default."""
    assert read_settings({}).trusted_proxies == ""
    read = read_settings({"MAILLAGE_TRUSTED_PROXIES": "127.0.0.1,10.0.0.0/8 , ::1"})
    assert read.trusted_proxies == "127.0.0.1, 10.0.0.0/8, ::1"


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    """Order of precedence: option, variable, file, default."""
    toml = tmp_path / "maillage.toml"
    toml.write_text('port = 1\nhost = "file"\nlanguage = "en"\n')
    environ = {"MAILLAGE_SETTINGS": str(toml), "MAILLAGE_PORT": "2", "MAILLAGE_HOST": "variable"}
    settings = read_settings(environ, overrides={"port": 3, "host": None})
    assert (settings.port, settings.host, settings.language) == (3, "variable", "en")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "x"),
        ("TRUSTED_PROXIES", "localhost"),
        ("TRUSTED_PROXIES", "127.0.0.1 ::1"),
        ("TRUSTED_PROXIES", "127.0.0.1,"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("OPERATOR_NAME", "two\nlines"),
        ("CONTACT", "contact@example.org"),
        ("CONTACT", "mailto:"),
        ("CONTACT", "mailto:contact"),
        ("CONTACT", "mailto:a@example.org,b@example.org"),
        ("CONTACT", "mailto:a@example.org?bcc=b@example.org"),
        ("CONTACT", "http://example.org/contact"),
        ("CONTACT", "https://"),
        ("CONTACT", "https://user@example.org/"),
        ("CONTACT", "https://example.org/ contact"),
        ("CONTACT", 'https://example.org/"><script>'),
        ("CONTACT", "javascript:alert(1)"),
        ("CONTACT", "https://example.org/%zz"),
        ("CONTACT", "https://example.org/#a#b"),
        ("CONTACT", "https://example.org/é"),
        ("SOURCE_MAX_BYTES", "-1"),
        ("LOCK_WAIT_S", "nan"),
        ("LOCK_WAIT_S", "-1"),
        ("LANGUAGE", "de"),
        ("BASE_IRI", "example.org"),
        ("SERVICES", "example.org/sparql"),
        ("SERVICES", "https://example.org/sparql file:///etc/passwd"),
        ("SERVICES", "https://user:word@example.org/sparql"),
        ("SERVICES", "https://example.org/sparql#part"),
        ("SERVICES", "https://example.org:0/sparql"),
        ("SERVICES", "https://example.org/<sparql>"),
        ("LOG", "xml"),
        ("METRICS", "everybody"),
        ("SLOW_QUERY_S", "-1"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    """The error names the variable, what was found and what was expected."""
    with pytest.raises(SettingError) as caught:
        read_settings({f"MAILLAGE_{name}": value})
    assert f"MAILLAGE_{name}" in caught.value.message("en")
    assert value in caught.value.message("en")


@pytest.mark.parametrize("text", ["port = ", 'colour = "blue"'])
def test_a_file_that_is_not_toml_or_names_no_setting_is_refused(tmp_path: Path, text: str) -> None:
    """A misspelt setting is not passed over in silence."""
    toml = tmp_path / "x.toml"
    toml.write_text(text)
    with pytest.raises(SettingError):
        read_settings({}, toml=toml)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that was named must be there."""
    with pytest.raises(SettingError):
        read_settings({}, toml=tmp_path / "none.toml")


def test_each_value_tells_where_it_comes_from() -> None:
    """The origin names the variable, and is empty for a default."""
    origins = {each.setting.name: each.source for each in explain_settings({"MAILLAGE_PORT": "9"})}
    assert origins["port"] == "MAILLAGE_PORT"
    assert not origins["host"]


def test_a_base_iri_loses_its_final_slash() -> None:
    """Names are made by appending to it."""
    assert read_settings({"MAILLAGE_BASE_IRI": "https://x.example/"}).base_iri == "https://x.example"


@pytest.mark.parametrize(
    "found",
    [
        "http://",
        "ftp://x",
        "x",
        "http://a b",
        "http://x/?q",
        "http://x/#a",
        "http://x:99999",
        "http://x//b",
        "http://x/a/../b",
        "http://u:p@x",
        "http://é.example",
    ],
)
def test_a_base_iri_that_names_could_not_begin_with_is_refused(found: str) -> None:
    """From the command line as from the environment."""
    for said in ({"overrides": {"base_iri": found}}, {"environ": {"MAILLAGE_BASE_IRI": found}}):
        with pytest.raises(SettingError):
            read_settings(**({"environ": {}} | said))  # type: ignore[arg-type]


def test_a_base_iri_is_kept_in_one_spelling() -> None:
    """Host in lower case, no final slash, path as it is."""
    said = read_settings({}, overrides={"base_iri": "HTTPS://Data.Example.org:8080/Atlas/"})
    assert said.base_iri == "https://data.example.org:8080/Atlas"


def test_values_are_read_as_what_they_are() -> None:
    """Counts become integers, durations numbers, folders paths."""
    environ = {"MAILLAGE_SOURCE_MAX_BYTES": "9", "MAILLAGE_LOCK_WAIT_S": "0.5", "MAILLAGE_DATA_DIR": "here"}
    settings = read_settings(environ)
    assert (settings.source_max_bytes, settings.lock_wait_s, settings.data_dir) == (9, 0.5, Path("here"))


def test_a_secret_is_never_shown() -> None:
    """Neither as a value, nor in an error, nor in the representation of the settings."""
    environ = {"MAILLAGE_SPARQL_PASSWORD": "hush-hush", "MAILLAGE_SPARQL_TOKEN": "hush-token"}
    told = explain_settings(environ)
    shown = [each.text for each in told] + [each.setting.amount(each.value, "en") for each in told]
    assert "hush" not in " ".join(shown)
    assert shown.count(HIDDEN) == 4
    assert "hush" not in repr(read_settings(environ))
    with pytest.raises(SettingError) as caught:
        read_settings({"MAILLAGE_SPARQL_PASSWORD": "hush\nhush"})
    assert "hush" not in caught.value.message("en")


@pytest.mark.parametrize(
    ("value", "query_url"),
    [
        ("", ""),
        ("embedded", ""),
        ("sparql:http://127.0.0.1:7878/query", "http://127.0.0.1:7878/query"),
        ("sparql:https://data.example.org/sparql", "https://data.example.org/sparql"),
    ],
)
def test_a_store_is_here_or_at_an_address(value: str, query_url: str) -> None:
    """The scheme says which."""
    assert read_settings({"MAILLAGE_STORE": value}).query_url == query_url


@pytest.mark.parametrize(
    "value",
    [
        "http://e/",
        "sparql:",
        "sparql:/query",
        "sparql:file:///etc/passwd",
        "sparql:http://user:hush@e/",
        "sparql:http://e/?query=x",
        "sparql:http://e/ x",
        "sparql:http://:1/",
    ],
)
def test_a_store_that_cannot_be_is_refused(value: str) -> None:
    """Other schemes, credentials in the address, parameters."""
    with pytest.raises(SettingError):
        read_settings({"MAILLAGE_STORE": value})


def test_what_needs_the_embedded_store_says_so() -> None:
    """A command on a data directory is refused while another store is set."""
    Settings().require_embedded("load")
    with pytest.raises(NeedsEmbedded, match="load"):
        Settings(store="sparql:http://e/").require_embedded("load")
