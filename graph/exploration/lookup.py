"""Find the thing that a parameter means, and the files of the network of a snapshot."""

from __future__ import annotations

import re
from pathlib import Path

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.errors import ParameterInvalid, ParameterMissing, UnknownThing
from graph.i18n import BilingualText
from graph.rdf.namespaces import absolute_iri
from graph.rdf.terms import NamedNode

# Characters that no IRI has; any other text may be an IRI, if perhaps of nothing known.
IRI_PATTERN = r'^[^\x00-\x20<>"{}|\\^`]+$'
_IRI = BilingualText("l’IRI d’une chose", "the IRI of a thing")


def network_folder(dataset: Dataset) -> Path | None:
    """Return the folder of the network of a snapshot; None where it is not stored."""
    if dataset.snapshot is None:
        return None
    folder = dataset.snapshot.network_path
    return folder if folder.is_dir() else None


def thing_named(dataset: Dataset, network: Network, parameter: str, text: str) -> str:
    """Return the absolute IRI of a thing.

    Args:
        parameter: Name of the parameter, for the error.
        text: The IRI: absolute, compact or relative to the base.

    Raises:
        ParameterMissing, ParameterInvalid, UnknownThing: The text is empty, no IRI, or the IRI of nothing known.
    """
    if not text:
        raise ParameterMissing(name=parameter)
    if not re.match(IRI_PATTERN, text):
        raise ParameterInvalid(name=parameter, found=text, expected=_IRI)
    iri = absolute_iri(text, dataset.names.base_iri)
    if iri is None or (network.iris.find(iri) is None and not _is_mentioned(dataset, iri)):
        raise UnknownThing(iri=iri or text)
    return iri


def _is_mentioned(dataset: Dataset, iri: str) -> bool:
    try:
        return dataset.mentions(NamedNode(iri))
    except ValueError:
        return False
