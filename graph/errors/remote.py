"""Errors of an engine elsewhere that holds the data in place of the embedded store.

The person who queries cannot mend most of them: their hints address the operator.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class RemoteError(GraphError):
    """The engine behind this server, which is another's, does not do what is asked of it."""

    code = "remote"


class EngineUnreachable(RemoteError):
    """Nobody answers at the engine's address, or it has no time for us."""

    code = "engine-unreachable"
    message_text = BilingualText(
        "Le moteur SPARQL qui tient les données ne répond pas ({found}).",
        "The SPARQL engine that holds the data does not answer ({found}).",
    )
    hint_text = BilingualText(
        "Réessayez dans un instant. Exploitant : MAILLAGE_STORE dit l’adresse interrogée.",
        "Try again in a moment. Operator: MAILLAGE_STORE tells the address that is asked.",
    )


class EngineRefusedUs(RemoteError):
    """The engine does not accept our credentials."""

    code = "engine-refused-us"
    message_text = BilingualText(
        "Le moteur SPARQL qui tient les données refuse nos identifiants ({found}).",
        "The SPARQL engine that holds the data refuses our credentials ({found}).",
    )
    hint_text = BilingualText(
        "Exploitant : vérifiez MAILLAGE_SPARQL_USER et _PASSWORD, ou _TOKEN, et MAILLAGE_SPARQL_AUTH.",
        "Operator: check MAILLAGE_SPARQL_USER and _PASSWORD, or _TOKEN, and MAILLAGE_SPARQL_AUTH.",
    )


class EngineFailed(RemoteError):
    """The engine says that it failed."""

    code = "engine-failed"
    message_text = BilingualText(
        "Le moteur SPARQL qui tient les données a échoué : {found}",
        "The SPARQL engine that holds the data failed: {found}",
    )
    hint_text = BilingualText(
        "Simplifiez la requête ; le journal du moteur en dira plus à l’exploitant.",
        "Simplify the query; the engine's log will tell the operator more.",
    )


class EngineUnreadable(RemoteError):
    """What came from the engine is no answer: another format, broken, or broken off."""

    code = "engine-unreadable"
    message_text = BilingualText(
        "Le moteur SPARQL qui tient les données a donné autre chose qu’une réponse lisible : {found}.",
        "The SPARQL engine that holds the data gave something else than a readable answer: {found}.",
    )
    hint_text = BilingualText(
        "Exploitant : l’adresse de MAILLAGE_STORE est-elle celle d’un service SPARQL ?",
        "Operator: is the address in MAILLAGE_STORE that of a SPARQL service?",
    )


class RemoteReadOnly(RemoteError):
    """No address to write to was given."""

    code = "remote-read-only"
    message_text = BilingualText(
        "Les données sont tenues par un autre moteur, que ce serveur ne fait que lire : {name} n’est pas réglé.",
        "The data is held by another engine, which this server only reads: {name} is not set.",
    )
    hint_text = BilingualText(
        "Écrivez auprès de ce moteur, ou demandez à l’exploitant.",
        "Write to that engine, or ask the operator.",
    )


class UpdateUnbounded(RemoteError):
    """An update could write to any graph, those that the software keeps among them."""

    code = "update-unbounded"
    message_text = BilingualText(
        "Cette mise à jour peut viser n’importe quel graphe (GRAPH ?g, ALL, NAMED), et le moteur ne dirait pas lesquels "
        "avant de l’avoir faite.",
        "This update may aim at any graph (GRAPH ?g, ALL, NAMED), and the engine would not tell which before it is done.",
    )
    hint_text = BilingualText(
        "Nommez chaque graphe visé par son IRI.", "Name each graph it writes to by its IRI."
    )


class OutcomeUnknown(RemoteError):
    """The engine did not confirm a write that was sent to it."""

    code = "outcome-unknown"
    message_text = BilingualText(
        "Le moteur n’a pas confirmé l’écriture ({found}) : elle a peut-être eu lieu. Elle n’a pas été renvoyée.",
        "The engine did not confirm the write ({found}): it may have happened. It was not sent again.",
    )
    hint_text = BilingualText(
        "Relisez le graphe avant de recommencer ; refaire un PUT est sans danger.",
        "Read the graph before you try again; a PUT may be sent again safely.",
    )


class NeedsEmbedded(RemoteError):
    """Something is asked that only the embedded store has: snapshots, files loaded through the gate, backups."""

    code = "needs-embedded"
    message_text = BilingualText(
        "{name} n’existe qu’avec le magasin embarqué, et MAILLAGE_STORE en désigne un autre.",
        "{name} exists with the embedded store only, and MAILLAGE_STORE names another one.",
    )
    hint_text = BilingualText(
        "Retirez MAILLAGE_STORE pour travailler sur un répertoire de données.",
        "Unset MAILLAGE_STORE to work on a data directory.",
    )
