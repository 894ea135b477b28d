"""Errors of a query that was stopped or refused because of a limit.

A result is complete or it is one of these: no part of a result is ever sent.
"""

from __future__ import annotations

from graph.errors.queries import QueryError
from graph.i18n import BilingualText


class RowLimitExceeded(QueryError):
    """A query of ours gave more rows than it promises."""

    code = "row-limit"
    message_text = BilingualText(
        "La requête {name} donne plus de {limit} lignes.", "The query {name} gives more than {limit} rows."
    )
    hint_text = BilingualText("Précisez la demande.", "Narrow the request.")


class TimeLimitExceeded(QueryError):
    """The query ran for longer than is allowed and was stopped."""

    code = "time-limit"
    message_text = BilingualText(
        "La requête a été arrêtée après {limit_s} s, la limite de ce serveur.",
        "The query was stopped after {limit_s} s, the limit of this server.",
    )
    hint_text = BilingualText(
        "Restreignez-la : d’abord les motifs qui laissent le moins de lignes, moins de jointures sans lien, un LIMIT.",
        "Narrow it: the patterns that leave fewest rows first, no unconnected joins, a LIMIT.",
    )


class MemoryLimitExceeded(QueryError):
    """The query needed more memory than is allowed and was stopped."""

    code = "memory-limit"
    message_text = BilingualText(
        "La requête a été arrêtée : elle demande plus de {limit_bytes} octets de mémoire, la limite de ce serveur.",
        "The query was stopped: it needs more than {limit_bytes} bytes of memory, the limit of this server.",
    )
    hint_text = BilingualText(
        "Évitez de trier ou de grouper tout le graphe ; restreignez d’abord.",
        "Avoid sorting or grouping the whole graph; narrow first.",
    )


class ResultLimitExceeded(QueryError):
    """The result is larger than is allowed."""

    code = "result-limit"
    message_text = BilingualText(
        "Le résultat dépasse {limit_bytes} octets, la limite de ce serveur ; rien n’en est donné.",
        "The result is larger than {limit_bytes} bytes, the limit of this server; none of it is given.",
    )
    hint_text = BilingualText(
        "Demandez-le par pages, triées par clé (ORDER BY, FILTER, LIMIT), ou chargez un export entier.",
        "Ask for it in pages sorted by key (ORDER BY, FILTER, LIMIT), or take a whole dump.",
    )


class QueryQueueFull(QueryError):
    """Too many queries wait already."""

    code = "queue-full"
    message_text = BilingualText(
        "Trop de requêtes attendent déjà (au plus {limit}).",
        "Too many queries are waiting already ({limit} at most).",
    )
    hint_text = BilingualText("Réessayez dans quelques secondes.", "Try again in a few seconds.")


class WorkerLost(QueryError):
    """The query broke the process that evaluated it."""

    code = "worker-lost"
    message_text = BilingualText(
        "La requête a mis à terre le processus qui l’évaluait (état {status}) ; il est remplacé.",
        "The query brought down the process that evaluated it (status {status}); it is replaced.",
    )
    hint_text = BilingualText(
        "Elle est sans doute trop profondément imbriquée : simplifiez-la.",
        "It is probably nested too deeply: simplify it.",
    )


class ClientGone(QueryError):
    """Whoever asked went away, so the query was stopped; nobody reads this but logs."""

    code = "client-gone"
    message_text = BilingualText(
        "Le client est parti : la requête est arrêtée.", "The client went away: the query is stopped."
    )
    hint_text = BilingualText(
        "Gardez la connexion ouverte jusqu’à la réponse.", "Keep the connection open until the answer comes."
    )


class RowsCutByEngine(QueryError):
    """The engine behind this server gave fewer rows than there are, or would not let us be sure that it did not."""

    code = "rows-cut"
    message_text = BilingualText(
        "Le moteur interrogé coupe ses résultats : {found} reçus, et il y en a davantage ou l’on ne peut l’exclure. "
        "Rien n’est donné plutôt qu’une partie.",
        "The engine behind this server cuts its results: {found} were received, and there are more or this cannot be "
        "ruled out. Nothing is given rather than a part.",
    )
    hint_text = BilingualText(
        "Ajoutez LIMIT, et un ORDER BY pour lire la suite par OFFSET. L’exploitant peut dire par MAILLAGE_SPARQL_ROW_CAP "
        "à combien le moteur coupe.",
        "Add LIMIT, and ORDER BY to read on by OFFSET. The operator can tell by MAILLAGE_SPARQL_ROW_CAP at how many the "
        "engine cuts.",
    )
