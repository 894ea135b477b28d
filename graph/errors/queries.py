"""Errors of a query's text: its syntax, its parameters, what it asks for.

The client can mend each of them by writing another query. What stops a well-formed query is in `query_limits`, calls to
other endpoints are in `federation`.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class QueryError(GraphError):
    """A query cannot be answered."""

    code = "query"


class QuerySyntaxError(QueryError):
    """The text is not SPARQL."""

    code = "query-syntax"
    message_text = BilingualText("Requête, {line}:{column} : {found}", "Query, {line}:{column}: {found}")
    hint_text = BilingualText(
        "Vérifiez cet endroit ; un préfixe non déclaré se signale aussi ainsi.",
        "Check that place; an undeclared prefix is reported this way too.",
    )


class UnknownFunction(QueryError):
    """The query calls a function that the engine does not have."""

    code = "unknown-function"
    message_text = BilingualText(
        "La fonction <{function}> est inconnue ici.", "The function <{function}> is unknown here."
    )
    hint_text = BilingualText(
        "Vérifiez son IRI ; la description du service (GET /sparql) nomme celles qui sont là.",
        "Check its IRI; the service description (GET /sparql) names those that are there.",
    )


class UnknownQuery(QueryError):
    """There is no query file of that name."""

    code = "unknown-query"
    message_text = BilingualText("Aucune requête nommée « {name} ».", "There is no query named “{name}”.")
    hint_text = BilingualText(
        "`maillage query --list` les nomme toutes.", "`maillage query --list` names them all."
    )


class BindingMismatch(QueryError):
    """The values given are not those that the query takes."""

    code = "binding-mismatch"
    message_text = BilingualText(
        "La requête {name} attend {expected}, reçu {found}.",
        "The query {name} expects {expected}, got {found}.",
    )
    hint_text = BilingualText(
        "Donnez chaque paramètre sous la forme nom=valeur.", "Give each parameter as name=value."
    )


class UpdateRefused(QueryError):
    """An update was sent where only queries are answered."""

    code = "update-refused"
    message_text = BilingualText(
        "Ceci est une mise à jour ; seules les requêtes sont acceptées ici.",
        "This is an update; only queries are accepted here.",
    )
    hint_text = BilingualText(
        "Chargez une contribution avec `maillage load`.", "Load a contribution with `maillage load`."
    )


class NoFormatFits(QueryError):
    """The client accepts no format that this kind of result has."""

    code = "no-format-fits"
    message_text = BilingualText(
        "Aucun des formats acceptés ne convient au résultat ({form}).",
        "None of the accepted formats fits the result ({form}).",
    )
    hint_text = BilingualText(
        "SELECT et ASK : JSON, XML, CSV, TSV ; CONSTRUCT et DESCRIBE : Turtle, JSON-LD, N-Triples, RDF/XML, TriG, N-Quads.",
        "SELECT and ASK: JSON, XML, CSV, TSV; CONSTRUCT and DESCRIBE: Turtle, JSON-LD, N-Triples, RDF/XML, TriG, N-Quads.",
    )


class OrderUnclear(QueryError):
    """The engine could not put in order what the query sorts."""

    code = "order-unclear"
    message_text = BilingualText(
        "Le moteur ne sait pas ranger ensemble des valeurs de sortes aussi différentes.",
        "The engine cannot put values of such different kinds in one order.",
    )
    hint_text = BilingualText(
        "Rangez-les par leur sorte, puis par leur texte : ORDER BY DATATYPE(?x) STR(?x).",
        "Order them by their kind, then by their text: ORDER BY DATATYPE(?x) STR(?x).",
    )


class EngineFault(QueryError):
    """The engine gave up while it evaluated the query."""

    code = "engine-fault"
    message_text = BilingualText("L’évaluation a échoué : {found}", "The evaluation failed: {found}")
    hint_text = BilingualText("Vérifiez ou simplifiez la requête.", "Check or simplify the query.")
