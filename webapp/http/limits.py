"""Name the limits that a client may run into: an error tells which one, and the documents list them all.

Most are settings; those that nobody needs to set stand here.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph import errors
from graph.exploration.reconciliation.limits import MOST_MEMBERS, MOST_QUERIES, MOST_THINGS
from graph.i18n import BilingualText
from graph.sources.parser_limits import MOST_ENTITY_BYTES, MOST_TERMS
from graph.sparql.update_limits import MOST_BRACKETS, MOST_OPERATORS

QUERY_MAX_BYTES = 2 << 20
MAX_FIELDS = 1000
SHOWN_ROWS = 500
UPLOAD_PLACES = 24
SEARCH_QUEUE = 4
RECONCILIATION_QUEUE = 16
OWN_QUERY_ROWS = 1_000_000
EXPORTED_ROWS = 100_000
HEADER = "X-Maillage-Limit"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: `unit` is as in the table of settings ("s", "bytes", …)."""

    name: str
    value: int | float
    unit: str
    words: BilingualText


FIXED = (
    Limit(
        "query_max_bytes",
        QUERY_MAX_BYTES,
        "bytes",
        BilingualText(
            "Taille d’une demande qui n’écrit pas, texte de la requête compris.",
            "Size of a request that writes nothing, the text of the query included.",
        ),
    ),
    Limit(
        "request_parameters",
        MAX_FIELDS,
        "",
        BilingualText(
            "Paramètres d’une adresse ou d’un formulaire.", "Parameters of an address or of a form."
        ),
    ),
    Limit(
        "query_shown_rows",
        SHOWN_ROWS,
        "",
        BilingualText(
            "Lignes que montre la page d’une requête ; les autres formats les donnent toutes.",
            "Rows that the page of a query shows; the other formats give them all.",
        ),
    ),
    Limit(
        "request_places",
        UPLOAD_PLACES,
        "",
        BilingualText(
            "Envois reçus en même temps, et réponses longues en cours d’envoi.",
            "Uploads received at once, and long answers being sent.",
        ),
    ),
    Limit(
        "request_searches",
        SEARCH_QUEUE,
        "",
        BilingualText(
            "Recherches de chemins par l’API qui peuvent attendre.",
            "Searches for paths by the API that may wait.",
        ),
    ),
    Limit(
        "source_nested_terms",
        MOST_TERMS,
        "",
        BilingualText(
            "Triplets imbriqués les uns dans les autres, dans un fichier ou un corps.",
            "Triples nested in each other, in a file or body.",
        ),
    ),
    Limit(
        "source_entity_bytes",
        MOST_ENTITY_BYTES,
        "bytes",
        BilingualText(
            "Ce en quoi s’étend une entité XML d’un fichier ou d’un corps.",
            "What an XML entity of a file or body expands to.",
        ),
    ),
    Limit(
        "update_brackets",
        MOST_BRACKETS,
        "",
        BilingualText(
            "Parenthèses ou accolades imbriquées dans une mise à jour.",
            "Nested brackets or braces in an update.",
        ),
    ),
    Limit(
        "update_operators",
        MOST_OPERATORS,
        "",
        BilingualText(
            "Opérateurs enchaînés dans un WHERE d’une mise à jour.",
            "Operators joined in one WHERE of an update.",
        ),
    ),
    Limit(
        "reconciliation_queries",
        MOST_QUERIES,
        "",
        BilingualText(
            "Lignes d’une liste que l’on réconcilie à la fois.", "Rows of a list that are reconciled at once."
        ),
    ),
    Limit(
        "reconciliation_members",
        MOST_MEMBERS,
        "",
        BilingualText(
            "Propriétés d’une ligne que l’on réconcilie, types, valeurs d’une propriété.",
            "Properties of a row that is reconciled, types, values of a property.",
        ),
    ),
    Limit(
        "extension_things",
        MOST_THINGS,
        "",
        BilingualText(
            "Choses dont on demande à la fois les propriétés pour une table.",
            "Things whose properties are requested at once for a table.",
        ),
    ),
    Limit(
        "reconciliation_queue",
        RECONCILIATION_QUEUE,
        "",
        BilingualText(
            "Demandes de réconciliation qui peuvent attendre.", "Requests for reconciliation that may wait."
        ),
    ),
    Limit(
        "export_rows",
        EXPORTED_ROWS,
        "",
        BilingualText(
            "Choses d’une recherche emportée en un fichier ; au-delà, faire d’autres choix, ou prendre le graphe entier.",
            "Things of a search that is taken away as one file; beyond it, choose more narrowly, or take the whole graph.",
        ),
    ),
    Limit(
        "own_query_rows",
        OWN_QUERY_ROWS,
        "",
        BilingualText(
            "Lignes d’une requête du service lui-même, pour ses pages et son API : chacune a sa limite, celle-ci est la plus haute.",
            "Rows of a query of the service itself, for its pages and API: each has its limit, this is the highest.",
        ),
    ),
)
NAME_BY_ERROR: dict[type[Exception], str] = {
    errors.TimeLimitExceeded: "query_timeout_s",
    errors.MemoryLimitExceeded: "query_memory_bytes",
    errors.ResultLimitExceeded: "query_result_bytes",
    errors.QueryQueueFull: "query_queue",
    errors.WriteTimeout: "write_timeout_s",
    errors.SourceTooLarge: "write_max_bytes",
    errors.SourceTooDeep: "source_nested_terms",
    errors.TangledBlankNodes: "naming_timeout_s",
    errors.UpdateTooDeep: "update_brackets",
    errors.RowLimitExceeded: "own_query_rows",
    errors.BatchTooLarge: "reconciliation_queries",
}
_VALUES = ("limit", "limit_s", "limit_bytes")


def limit_of(error: errors.GraphError) -> tuple[str, str] | None:
    """Return the name and the value of the limit that an error is about; None where it is about none."""
    name = next((NAME_BY_ERROR[each] for each in type(error).__mro__ if each in NAME_BY_ERROR), "")
    value = next((str(error.facts[each]) for each in _VALUES if each in error.facts), "")
    return (str(error.facts.get("limit_name", name)), value) if name and value else None


def body_limit(max_bytes: int) -> tuple[str, str]:
    """Return the name and the value of the limit on the size of a body."""
    return ("query_max_bytes" if max_bytes == QUERY_MAX_BYTES else "write_max_bytes"), str(max_bytes)
