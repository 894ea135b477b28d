"""Tests of graph.settings."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from graph.errors import SettingError
from graph.settings import TABLE, Settings, explain_settings, read_settings


def test_every_setting_has_a_row_in_the_table() -> None:
    """Table and dataclass name the same settings in the same order."""
    assert [each.name for each in TABLE] == [field.name for field in fields(Settings)]


def test_every_setting_is_explained_in_both_languages() -> None:
    """Help is there for each row."""
    assert all(each.help.fr and each.help.en for each in TABLE)


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
