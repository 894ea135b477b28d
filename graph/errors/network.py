"""Errors of questions about connections, paths and structure.

The API, the pages and the command line raise them alike.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class NetworkError(GraphError):
    """A question about connections, paths or structure cannot be answered."""

    code = "network"


class UnknownThing(NetworkError):
    """Nothing of that name is described."""

    code = "unknown-thing"
    message_text = BilingualText(
        "Rien n’est décrit ici sous le nom {iri}.", "Nothing is described here under the name {iri}."
    )
    hint_text = BilingualText(
        "Donnez l’IRI d’une chose, entière ou relative à la base : id/need/entraide.",
        "Give the IRI of a thing, whole or relative to the base: id/need/entraide.",
    )


class ParameterMissing(NetworkError):
    """A question lacks a parameter."""

    code = "parameter-missing"
    message_text = BilingualText("Il manque le paramètre « {name} ».", "The parameter “{name}” is missing.")
    hint_text = BilingualText(
        "/api/openapi.json décrit chaque question et ses paramètres.",
        "/api/openapi.json describes each question and its parameters.",
    )


class ParameterInvalid(NetworkError):
    """A parameter of a question has a value that it cannot have."""

    code = "parameter-invalid"
    message_text = BilingualText(
        "Paramètre « {name} » : reçu « {found} », attendu {expected}.",
        "Parameter “{name}”: got “{found}”, expected {expected}.",
    )
    hint_text = ParameterMissing.hint_text


class NoNetwork(NetworkError):
    """What holds the data gives no network of what it links."""

    code = "no-network"
    message_text = BilingualText(
        "Ni liens ni chemins ici. {reason}", "Neither connections nor paths here. {reason}"
    )
    hint_text = BilingualText(
        "Posez la question en SPARQL, ou servez les données d’un répertoire à nous.",
        "Ask in SPARQL, or serve the data from a directory of ours.",
    )


class StructureInTheMaking(NetworkError):
    """The structure of a large network is being found."""

    code = "structure-in-the-making"
    message_text = BilingualText(
        "La structure de cet instantané est en cours de calcul.",
        "The structure of this snapshot is being found.",
    )
    hint_text = BilingualText("Réessayez dans une minute.", "Try again in a minute.")
