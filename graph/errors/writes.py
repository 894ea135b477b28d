"""Errors of writes: updates, graphs that are put or removed.

Nothing was written when one of them is raised, but for `WriterGone`, which cannot know.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class WriteError(GraphError):
    """A write cannot be done; nothing was written."""

    code = "write"


class DefaultGraphIsMerge(WriteError):
    """A write names the default graph, which holds what all published graphs state."""

    code = "default-graph-is-merge"
    message_text = BilingualText(
        "Le graphe par défaut réunit toutes les contributions : on n’y écrit pas directement.",
        "The default graph is the merge of all contributions: it is not written to directly.",
    )
    hint_text = BilingualText(
        "Nommez le graphe d’une contribution : GRAPH <{expected}> {{ … }}, ou ?graph=…",
        "Name the graph of a contribution: GRAPH <{expected}> {{ … }}, or ?graph=…",
    )


class KeptGraph(WriteError):
    """A write names a graph that the software keeps."""

    code = "kept-graph"
    message_text = BilingualText(
        "Le graphe {graph} est tenu par le logiciel.", "The graph {graph} is kept by the software."
    )
    hint_text = BilingualText(
        "Écrivez dans un graphe de contribution, {expected}.", "Write to a contribution graph, {expected}."
    )


class GraphAbsent(WriteError):
    """The graph to write to or to remove is not there."""

    code = "graph-absent"
    message_text = BilingualText("Aucun graphe nommé {graph}.", "There is no graph named {graph}.")
    hint_text = BilingualText("GET /sparql les nomme tous.", "GET /sparql names them all.")


class GraphPresent(WriteError):
    """The graph was to be created, and is there already."""

    code = "graph-present"
    message_text = BilingualText("Le graphe {graph} existe déjà.", "The graph {graph} exists already.")
    hint_text = BilingualText(
        "Retirez l’en-tête If-None-Match pour le remplacer.",
        "Leave out the If-None-Match header to replace it.",
    )


class LoadRefused(WriteError):
    """An update asks the server to fetch something."""

    code = "load-refused"
    message_text = BilingualText(
        "{found} n’est pas accepté dans une mise à jour : elle n’envoie pas de requête ailleurs.",
        "{found} is not accepted in an update: it sends no request elsewhere.",
    )
    hint_text = BilingualText(
        "Téléchargez la source, puis envoyez-la par PUT sur /graphs.",
        "Download the source, then send it by PUT to /graphs.",
    )


class UsingConflict(WriteError):
    """The protocol's dataset and the request's own are both given."""

    code = "using-conflict"
    message_text = BilingualText(
        "La mise à jour contient USING ou WITH : using-graph-uri et using-named-graph-uri s’y ajoutent à tort.",
        "The update holds USING or WITH: using-graph-uri and using-named-graph-uri must not be added.",
    )
    hint_text = BilingualText(
        "Gardez l’un ou l’autre (SPARQL 1.1 Protocol, 2.2.3).",
        "Keep one or the other (SPARQL 1.1 Protocol, 2.2.3).",
    )


class UpdateFailed(WriteError):
    """An operation of the update cannot be done, and so none was."""

    code = "update-failed"
    message_text = BilingualText("La mise à jour n’a pas abouti : {found}", "The update failed: {found}")
    hint_text = BilingualText(
        "Rien n’a été écrit ; SILENT passe outre un graphe absent ou déjà là.",
        "Nothing was written; SILENT goes past a graph that is absent or already there.",
    )


class UpdateAmbiguous(WriteError):
    """Escapes in the update give it two readings."""

    code = "update-ambiguous"
    message_text = BilingualText(
        "Des échappements \\u de la mise à jour en changent la lecture.",
        "Escapes \\u in the update change how it reads.",
    )
    hint_text = BilingualText(
        "Écrivez ces caractères en toutes lettres, en UTF-8.", "Write these characters as such, in UTF-8."
    )


class WriteTimeout(WriteError):
    """The write took too long and was stopped."""

    code = "write-timeout"
    message_text = BilingualText(
        "L’écriture a dépassé {limit_s} s et a été arrêtée ; rien n’a été écrit.",
        "The write took more than {limit_s} s and was stopped; nothing was written.",
    )
    hint_text = BilingualText(
        "Découpez-la, ou relevez MAILLAGE_WRITE_TIMEOUT_S.", "Split it, or raise MAILLAGE_WRITE_TIMEOUT_S."
    )


class WriterGone(WriteError):
    """The writing process ended before it answered."""

    code = "writer-gone"
    message_text = BilingualText(
        "Le processus d’écriture s’est arrêté : l’écriture a peut-être eu lieu.",
        "The writing process ended: the write may have happened.",
    )
    hint_text = BilingualText(
        "Relisez le graphe avant de recommencer ; refaire un PUT est sans danger.",
        "Read the graph before you try again; a PUT may be sent again safely.",
    )
