"""What every command of `maillage` shares: help in two languages, settings, progress, exit codes.

Results go to stdout, messages to stderr. Exit codes: 0 success, 1 the data does not conform or cannot be read, 2 the command
was called wrongly, 3 a fault of the software or a damaged file, 130 interrupted.
"""

from __future__ import annotations

import gettext
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from graph.errors import (
    CandidateRefused,
    DataDamaged,
    DumpDamaged,
    DumpUnreadable,
    GraphError,
    ShapesError,
    SnapshotCorrupt,
    SnapshotDamaged,
    SourceError,
    StoreDamaged,
)
from graph.i18n import BilingualText, spoken_language
from graph.rdf.engine import is_damage
from graph.settings import Settings, read_settings

DATA_FAILED, CALLER_ERRED, OUR_FAULT, INTERRUPTED = 1, 2, 3, 130
_OF_THE_SYSTEM = BilingualText(
    "Le système a refusé ; ce qui était publié l’est encore. Vérifiez la place sur le disque et les droits.",
    "The system refused; what was published still is. Check the space on the disk and the permissions.",
)
_UNFORESEEN = BilingualText(
    "erreur imprévue, de notre fait ; ce qui était publié l’est encore. Signalez-la avec ce qui précède.",
    "an unforeseen error, our fault; what was published still is. Report it with what stands above.",
)


def translated(fr: str, en: str) -> str:
    """Return the text in the language of the person at the terminal."""
    return BilingualText(fr, en).render(spoken_language())


def help_text(fr: str, en: str) -> str:
    """Return the help of a command in the language of the person at the terminal.

    Indented examples keep their lines. The closing quotes set the margin.
    """
    text = translated(fr, en)
    margin = text.rpartition("\n")[2]
    paragraphs = text.replace("\n" + margin, "\n").strip().split("\n\n")
    return "\n\n".join("\b\n" + each if each.startswith(" ") else each for each in paragraphs)


class FlowGroup(click.Group):
    """A group that imports a command when it is called, and lists commands in the order data flows."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, BilingualText]], **kwargs: Any) -> None:
        """Take the commands.

        Args:
            lazy: By name, in the order of listing: `module:attribute` of the command, and its short help.
        """
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order data flows."""
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command), cmd_name
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a closed pipe at stdout is no failure, and an interruption has its own exit code."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # or Python would flush to it again
            raise click.exceptions.Exit(0) from None
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them, so that `--help` is fast."""
        del ctx
        rows = [
            (command, short_help.render(spoken_language())) for command, (_, short_help) in self._lazy.items()
        ]
        with formatter.section(
            translated(
                "Commandes, dans l’ordre où vont les données\N{NARROW NO-BREAK SPACE}",
                "Commands, in the order data flows",
            )
        ):
            formatter.write_dl(rows)


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option `--data` to a command."""
    return click.option(
        "--data",
        "data_dir",
        type=click.Path(path_type=Path),
        help=translated(
            "Répertoire des données (MAILLAGE_DATA_DIR ; défaut : var).",
            "Data directory (MAILLAGE_DATA_DIR; default: var).",
        ),
    )(command)


def settings_for(**overrides: object) -> Settings:
    """Read the settings, of which the options of a command replace some.

    Args:
        overrides: By name of the setting; None where the option was not given.

    Raises:
        SettingError: A value is not valid.
    """
    return read_settings(overrides=overrides)


def print_message(text: str) -> None:
    """Print a message on stderr."""
    click.echo(text, err=True)


@contextmanager
def progress() -> Iterator[Callable[[BilingualText], None]]:
    """Show on stderr, at a terminal, the current step of a long command and the time it takes."""
    from rich.console import Console  # noqa: PLC0415  slow to import, and `--help` needs none
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("")
        yield lambda step: bars.update(task, description=step.render(spoken_language()))


def exit_code_of(error: GraphError) -> int:
    """Return the exit code of an error."""
    if isinstance(error, (SourceError, CandidateRefused, DumpDamaged, DumpUnreadable)):
        return DATA_FAILED
    if isinstance(error, (ShapesError, SnapshotCorrupt, DataDamaged, SnapshotDamaged, StoreDamaged)):
        return OUR_FAULT
    return CALLER_ERRED


def translate_click() -> None:
    """Make click print its own messages in the language of the person at the terminal."""
    os.environ["LANGUAGE"] = spoken_language()
    gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "translations"))


def run(group: click.Group) -> None:
    """Run the command line; print errors on stderr, and exit with their code."""
    translate_click()
    # What is started by `python -m` must not import modules that lie in the working directory.
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        group(prog_name="maillage")
    except GraphError as error:
        _print_error(error)
        sys.exit(exit_code_of(error))
    except ExceptionGroup as errors:
        known, unknown = errors.split(GraphError)
        if known is None or unknown is not None:
            traceback.print_exception(errors)
            print_message(f"maillage: {translated(*_UNFORESEEN)}")
            sys.exit(OUR_FAULT)
        for each in known.exceptions:
            assert isinstance(each, GraphError)
            _print_error(each)
        sys.exit(DATA_FAILED)
    except OSError as error:  # a full disk, a folder that may not be written
        print_message(f"maillage: {error}")
        print_message(f"  → {translated(*_OF_THE_SYSTEM)}")
        sys.exit(CALLER_ERRED)
    except Exception as error:  # noqa: BLE001  a fault of the software, which is shown whole
        if is_damage(error):
            _print_error(DataDamaged())
            sys.exit(OUR_FAULT)
        traceback.print_exc()
        print_message(f"maillage: {translated(*_UNFORESEEN)}")
        sys.exit(OUR_FAULT)


def _print_error(error: GraphError) -> None:
    language = spoken_language()
    if isinstance(error, CandidateRefused):
        print_message(error.report.as_text(language))
    print_message(f"maillage: {error.message(language)}")
    if error.hint(language):
        print_message(f"  → {error.hint(language)}")
