"""`maillage`, the command: what every command shares, and how errors become exit codes.

stdout is data, stderr is talk. Exit codes: 0 fine, 1 the data failed, 2 the caller erred, 3 our fault,
130 interrupted.
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
    GraphError,
    ShapesError,
    SnapshotCorrupt,
    SourceError,
)
from graph.i18n import BilingualText, spoken_language
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


def spoken(fr: str, en: str) -> str:
    """Choose between the two languages for the person at the terminal."""
    return BilingualText(fr, en).render(spoken_language())


def taught(fr: str, en: str) -> str:
    """Choose a command's help text, its indented examples kept line by line; the closing quotes set the margin."""
    text = spoken(fr, en)
    margin = text.rpartition("\n")[2]
    paragraphs = text.replace("\n" + margin, "\n").strip().split("\n\n")
    return "\n\n".join("\b\n" + each if each.startswith(" ") else each for each in paragraphs)


class FlowGroup(click.Group):
    """A group that imports a command when it is called, and lists commands in the order data flows."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, BilingualText]], **kwargs: Any) -> None:
        """Take commands as `name -> ("module:attribute", short help)`, in the order they are listed."""
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order data flows."""
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that is called."""
        del ctx
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command), cmd_name
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; that a reader of stdout has left, or a person interrupts, is no failure of the data."""
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
        """List the commands without importing them, so that `--help` answers at once."""
        del ctx
        rows = [(command, words.render(spoken_language())) for command, (_, words) in self._lazy.items()]
        with formatter.section(
            spoken(
                "Commandes, dans l’ordre où vont les données\N{NARROW NO-BREAK SPACE}",
                "Commands, in the order data flows",
            )
        ):
            formatter.write_dl(rows)


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option `--data`."""
    return click.option(
        "--data",
        "data_dir",
        type=click.Path(path_type=Path),
        help=spoken(
            "Répertoire des données (MAILLAGE_DATA_DIR ; défaut : var).",
            "Data directory (MAILLAGE_DATA_DIR; default: var).",
        ),
    )(command)


def settings_for(**overrides: object) -> Settings:
    """Read the settings for a command; None means "not said".

    Raises: SettingError.
    """
    return read_settings(overrides=overrides)


def talk(text: str) -> None:
    """Tell the person something on stderr."""
    click.echo(text, err=True)


@contextmanager
def progress() -> Iterator[Callable[[BilingualText], None]]:
    """Show the step at hand and the time it takes, on stderr, while a long work runs."""
    from rich.console import Console  # noqa: PLC0415  slow to import, and `--help` needs none
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("")
        yield lambda words: bars.update(task, description=words.render(spoken_language()))


def exit_code_of(error: GraphError) -> int:
    """Tell whose fault an error is."""
    if isinstance(error, (SourceError, CandidateRefused)):
        return DATA_FAILED
    if isinstance(error, (ShapesError, SnapshotCorrupt)):
        return OUR_FAULT
    return CALLER_ERRED


def teach_click() -> None:
    """Have click itself speak the language of the person at the terminal."""
    os.environ["LANGUAGE"] = spoken_language()
    gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "translations"))


def run(group: click.Group) -> None:
    """Run the command line and exit with the code that tells whose fault a failure is."""
    teach_click()
    try:
        group(prog_name="maillage")
    except GraphError as error:
        _tell(error)
        sys.exit(exit_code_of(error))
    except ExceptionGroup as errors:
        known, unknown = errors.split(GraphError)
        if known is None or unknown is not None:
            traceback.print_exception(errors)
            talk(f"maillage: {spoken(*_UNFORESEEN)}")
            sys.exit(OUR_FAULT)
        for each in known.exceptions:
            assert isinstance(each, GraphError)
            _tell(each)
        sys.exit(DATA_FAILED)
    except OSError as error:  # a full disk, a folder that may not be written
        talk(f"maillage: {error}")
        talk(f"  → {spoken(*_OF_THE_SYSTEM)}")
        sys.exit(CALLER_ERRED)
    except Exception:  # noqa: BLE001  told whole, and as what it is: neither the data's fault nor the caller's
        traceback.print_exc()
        talk(f"maillage: {spoken(*_UNFORESEEN)}")
        sys.exit(OUR_FAULT)


def _tell(error: GraphError) -> None:
    language = spoken_language()
    if isinstance(error, CandidateRefused):
        talk(error.report.as_text(language))
    talk(f"maillage: {error.message(language)}")
    if error.hint(language):
        talk(f"  → {error.hint(language)}")
