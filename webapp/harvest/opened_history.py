"""Open the history of things for one request.

It is opened anew each time: a derivation may have put another file in place. Where there is none, the client is told to come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from flask import current_app

from graph.errors import NoHistory
from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.storage.data_directory import find_directory
from graph.storage.history.history_file import HistoryDamaged
from graph.storage.history.kept_history import history_path
from graph.storage.history.reader import HistoryReader, reading_history
from webapp.context import services

_IN_THE_MAKING = BilingualText(
    "L’historique se fait ; il sera là dans un moment.",
    "The history is being made; it will be there in a moment.",
)
_ELSEWHERE = BilingualText(
    "Les données sont dans un autre moteur, qui ne garde pas d’historique.",
    "The data are in another engine, which keeps no history.",
)


def own_names() -> Namespaces:
    """Return the IRIs of the deployment."""
    return Namespaces(current_app.config["MAILLAGE_BASE_IRI"])


@contextmanager
def opened_history() -> Iterator[HistoryReader]:
    """Yield one state of the history.

    Raises:
        NoHistory: There is none, or none yet.
        SnapshotMissing: Nothing was published.
    """
    if services().datasets.get().snapshot is None:
        raise NoHistory(reason=_ELSEWHERE)
    directory = find_directory(current_app.config["MAILLAGE_DATA_DIR"])
    path = history_path(directory) if directory is not None else None
    if path is None:
        raise NoHistory(reason=_IN_THE_MAKING)
    try:
        with reading_history(path) as history:
            if not history.count:
                raise NoHistory(reason=_IN_THE_MAKING)
            yield history
    except HistoryDamaged as error:
        raise NoHistory(reason=_IN_THE_MAKING) from error


def last_number() -> int:
    """Return the last snapshot that the history covers; 0 without a history."""
    try:
        with opened_history() as history:
            return history.number
    except NoHistory:
        return 0


def last_changes(things: Sequence[str]) -> dict[str, datetime | None]:
    """Return when each thing last changed; None where that is not known."""
    dates: dict[str, datetime | None] = dict.fromkeys(things)
    try:
        with opened_history() as history:
            return dates | {each: moment.at for each, moment in history.last_changes(things).items()}
    except NoHistory:
        return dates
