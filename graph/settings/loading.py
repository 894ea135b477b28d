"""Load the settings from the command line, the environment and a TOML file.

The command line wins over the environment, the environment over the file, the file over the defaults. A misspelt name in
the file is an error; other variables of the environment are not looked at.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import SettingError
from graph.settings.schema import HIDDEN, Setting, Settings
from graph.settings.table import TABLE


@dataclass(frozen=True, slots=True)
class SettingValue:
    """The value of a setting, and its source: a variable, a file, an option of the command line, or "" for the default."""

    setting: Setting
    value: object
    source: str

    @property
    def text(self) -> str:
        """The value for a program; of a secret, only whether there is one."""
        return self.setting.amount(self.value) if self.setting.is_secret else str(self.value)


def read_settings(
    environ: Mapping[str, str] = os.environ,
    *,
    toml: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """Read every setting.

    Args:
        environ: Variables `MAILLAGE_…`; `MAILLAGE_SETTINGS` names the TOML file when `toml` is not given.
        toml: A file of names in lower case without `MAILLAGE_`.
        overrides: Values of options; texts are parsed, None means that the option was not given.

    Raises:
        SettingError: A name is unknown, or a value cannot be.
    """
    values: dict[str, Any] = {
        each.setting.name: each.value for each in explain_settings(environ, toml=toml, overrides=overrides)
    }
    return Settings(**values)


def explain_settings(
    environ: Mapping[str, str] = os.environ,
    *,
    toml: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> tuple[SettingValue, ...]:
    """Read every setting with its source, in the order of the table; see `read_settings`."""
    toml_path = toml or (Path(environ["MAILLAGE_SETTINGS"]) if environ.get("MAILLAGE_SETTINGS") else None)
    file_values = _read_toml(toml_path) if toml_path else {}
    options = {name: value for name, value in (overrides or {}).items() if value is not None}
    return tuple(_resolve(setting, options, environ, file_values, toml_path) for setting in TABLE)


def _resolve(
    setting: Setting,
    options: Mapping[str, object],
    environ: Mapping[str, str],
    file_values: Mapping[str, Any],
    toml_path: Path | None,
) -> SettingValue:
    if setting.name in options:
        option, value = "--" + setting.name.replace("_", "-"), options[setting.name]
        return SettingValue(
            setting, _parse(setting, value, option) if isinstance(value, str) else value, option
        )
    if setting.variable in environ:
        value = _parse(setting, environ[setting.variable], setting.variable)
        return SettingValue(setting, value, setting.variable)
    if setting.name in file_values:
        return SettingValue(
            setting, _parse(setting, str(file_values[setting.name]), setting.name), str(toml_path)
        )
    return SettingValue(setting, setting.default, "")


def _parse(setting: Setting, text: str, name: str) -> object:
    try:
        return setting.parser.parse(text)
    except ValueError as error:
        found = HIDDEN if setting.is_secret else text
        raise SettingError(name=name, found=found, expected=setting.parser.expected) from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(name=str(path), found=str(error), expected="TOML") from error
    names = {each.name for each in TABLE}
    for name in values:
        if name not in names:
            raise SettingError(name=f"{path}: {name}", found=values[name], expected=", ".join(sorted(names)))
    return values
