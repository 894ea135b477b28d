"""Find the file that brought a contribution, where it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from graph.backends.protocols import Dataset
from graph.rdf.terms import Literal, NamedNode, name
from graph.storage.received_files import received_path
from webapp.page_data.descriptions import triples_of

_TOLD = ("dcterms:title", "schema:sha256", "dcterms:modified")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file as it was received, and where its bytes are kept."""

    name: str
    sha256: str
    received_at: datetime
    path: Path


def received_file(dataset: Dataset, contribution: NamedNode, data_dir: Path) -> ReceivedFile | None:
    """Return the file of a contribution; None where it is none, or came another way."""
    if "/contribution/" not in contribution.value or dataset.snapshot is None:
        return None
    triples = triples_of(dataset, "browse/received_file", {"focus": contribution})
    told = {each.predicate: each.object.value for each in triples if isinstance(each.object, Literal)}
    if len(told) != len(_TOLD):
        return None
    title, sha256, received = (told[name(each)] for each in _TOLD)
    path = received_path(data_dir, sha256)
    return None if path is None else ReceivedFile(title, sha256, datetime.fromisoformat(received), path)
