"""Write docs/reference.md: settings, commands, errors and problems, in French then English, from the code itself.

`make docs` runs it. Each half comes from a process of its own: help texts settle their language when imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from graph.cli.framework import translate_click, translated
from graph.errors import GraphError
from graph.i18n import LANGUAGES, BilingualText, spoken_language
from graph.settings import TABLE, Settings
from webapp.cli import maillage
from webapp.http.limits import FIXED, NAME_BY_ERROR
from webapp.http.problems import PROTOCOL_DETAILS, STATUS_BY_ERROR, STATUS_BY_PROTOCOL_CODE
from webapp.sparql.limits import limits_of

PAGE = Path(__file__).with_suffix(".md")
_WIDTH = 100
_PROTOCOL_LIMITS = {
    "source-too-deep": ("source_entity_bytes",),
    "update-too-deep": ("update_operators",),
    "request-too-large": ("query_max_bytes", "write_max_bytes"),
    "too-many-parameters": ("request_parameters",),
    "export-too-large": ("export_rows",),
    "queue-full": ("request_places", "request_searches"),
}


def reference() -> str:
    """Give the whole page, both languages."""
    return "".join(
        subprocess.run(
            [sys.executable, __file__, "half"],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "MAILLAGE_LANGUAGE": each, "PYTHONIOENCODING": "utf-8"},
            check=True,
        ).stdout
        for each in LANGUAGES
    )


def half() -> Iterator[str]:
    """Give the lines in the language of the environment."""
    if spoken_language() == "fr":
        yield "<!-- `make docs` writes this page from the code. -->"
        yield ""
    yield translated("# Référence", "# Reference")
    for title, lines in (
        (translated("Réglages", "Settings"), _settings()),
        (translated("Limites", "Limits"), _limits()),
        (translated("Commandes", "Commands"), _commands()),
        (translated("Refus", "Refusals"), _errors()),
        (translated("Refus du protocole SPARQL", "Refusals of the SPARQL protocol"), _protocol()),
    ):
        yield from ("", f"## {title}", "")
        yield from lines
    yield ""


def _settings() -> Iterator[str]:
    yield translated(
        "Par ordre de priorité : l’option de la commande, la variable d’environnement, le fichier TOML que nomme "
        "`MAILLAGE_SETTINGS` (clés sans `MAILLAGE_`, en minuscules), la valeur par défaut.",
        "In order of precedence: the command's option, the environment variable, the TOML file that "
        "`MAILLAGE_SETTINGS` names (keys without `MAILLAGE_`, in lower case), the default.",
    )
    yield ""
    yield from _table(
        translated("variable", "variable"), translated("défaut", "default"), translated("sens", "meaning")
    )
    for each in TABLE:
        yield f"| `{each.variable}` | {each.amount(each.default) or '–'} | {_said(each.help)} |"


def _limits() -> Iterator[str]:
    yield translated(
        "Un refus pour une limite la nomme : l’en-tête `X-Maillage-Limit: nom=valeur`, et `limit` dans le corps. La description "
        "du service (`/sparql`) donne les valeurs du serveur. Réglables : `MAILLAGE_` et le nom en capitales.",
        "A refusal for a limit names it: the header `X-Maillage-Limit: name=value`, and `limit` in the body. The service "
        "description (`/sparql`) has the values of the server. To set one: `MAILLAGE_` and the name in capitals.",
    )
    yield ""
    yield from _table(
        translated("nom", "name"),
        translated("défaut", "default"),
        translated("réglable", "can be set"),
        translated("refus", "refusal"),
        translated("sens", "meaning"),
    )
    for each in limits_of(Settings()):
        is_fixed = each in FIXED
        can_be_set = translated("non", "no") if is_fixed else translated("oui", "yes")
        codes = [f"`{error.code}`" for error, name in NAME_BY_ERROR.items() if name == each.name]
        codes += [f"`{code}`" for code, names in _PROTOCOL_LIMITS.items() if each.name in names]
        value = f"{each.value} {each.unit}".strip()
        yield f"| `{each.name}` | {value} | {can_be_set} | {', '.join(codes) or '–'} | {_said(each.words)} |"


def _commands() -> Iterator[str]:
    yield translated(
        "Les données vont sur stdout, le reste sur stderr. Code de sortie : 0, tout va bien ; 1, les données ne "
        "conviennent pas ; 2, la demande est fautive ; 3, c’est notre faute ; 130, interrompu.",
        "Data goes to stdout, talk to stderr. Exit code: 0, all is well; 1, the data failed; 2, the caller erred; "
        "3, our fault; 130, interrupted.",
    )
    with click.Context(maillage, info_name="maillage") as context:
        for name in maillage.list_commands(context):
            command = maillage.get_command(context, name)
            assert command is not None, name
            own = click.Context(command, context, name, terminal_width=_WIDTH, max_content_width=_WIDTH)
            yield from ("", f"### maillage {name}", "", "```", command.get_help(own).rstrip(), "```")


def _errors() -> Iterator[str]:
    yield translated(
        "Chaque refus a un code stable ; entre accolades, ce que le message précise. Le statut est celui de HTTP.",
        "Each refusal has a stable code; in braces, what the message fills in. The status is that of HTTP.",
    )
    yield ""
    yield from _table(
        "code",
        translated("statut", "status"),
        translated("message", "message"),
        translated("que faire", "what to do"),
    )
    for error in _leaves(GraphError):
        status = next((STATUS_BY_ERROR[each] for each in error.__mro__ if each in STATUS_BY_ERROR), "")
        yield f"| `{error.code}` | {status} | {_said(error.message_text)} | {_said(error.hint_text)} |"


def _protocol() -> Iterator[str]:
    yield from _table("code", translated("statut", "status"), "message")
    for code, words in PROTOCOL_DETAILS.items():
        yield f"| `{code}` | {STATUS_BY_PROTOCOL_CODE.get(code, 400)} | {_said(words)} |"


def _leaves(error: type[GraphError]) -> Iterator[type[GraphError]]:
    branches = error.__subclasses__()
    if not branches:
        yield error
    for branch in branches:
        yield from _leaves(branch)


def _table(*titles: str) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "|" + "---|" * len(titles)


def _said(words: BilingualText) -> str:
    return words.render(spoken_language()).replace("|", "\\|")


if __name__ == "__main__":
    if sys.argv[1:] == ["half"]:
        translate_click()
        sys.stdout.write("\n".join(half()) + "\n")
    else:
        PAGE.write_text(reference(), "utf-8")
