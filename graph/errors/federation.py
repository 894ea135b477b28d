"""Errors of SERVICE, the clause that asks another SPARQL endpoint."""

from __future__ import annotations

from graph.errors.queries import QueryError
from graph.i18n import BilingualText


class ServiceRefused(QueryError):
    """The query asks the server to send requests elsewhere."""

    code = "service-refused"
    message_text = BilingualText(
        "SERVICE n’est pas accepté : le serveur n’envoie pas de requête ailleurs.",
        "SERVICE is not accepted: the server sends no request elsewhere.",
    )
    hint_text = BilingualText(
        "Interrogez les deux services depuis votre poste, par exemple avec Comunica.",
        "Query both services from your own machine, with Comunica for instance.",
    )


class ServiceUnclear(QueryError):
    """The query asks another endpoint, in a way that does not tell plainly which."""

    code = "service-unclear"
    message_text = BilingualText(
        "SERVICE n’est accepté que vers un IRI constant, écrit sans détour ; reçu : {found}.",
        "SERVICE is accepted to a constant IRI only, plainly written; got: {found}.",
    )
    hint_text = BilingualText(
        "Écrivez après SERVICE l’IRI même du point d’accès, entre chevrons ; dix fois au plus.",
        "Write the very IRI of the endpoint after SERVICE, in angle brackets; ten times at most.",
    )


class ServiceNotListed(QueryError):
    """The query asks an endpoint that the operator does not list."""

    code = "service-not-listed"
    message_text = BilingualText(
        "Ce serveur n’interroge pas <{found}>.",
        "This server does not query <{found}>.",
    )
    hint_text = BilingualText("Points d’accès admis : {expected}.", "Endpoints on its list: {expected}.")


class ServiceFailed(QueryError):
    """An endpoint that the query asks did not answer as it should."""

    code = "service-failed"
    message_text = BilingualText(
        "<{found}> n’a pas répondu à SERVICE : {reason}.", "<{found}> did not answer SERVICE: {reason}."
    )
    hint_text = BilingualText(
        "Réessayez plus tard ; SERVICE SILENT s’en passe, et la réponse est alors partielle.",
        "Try again later; SERVICE SILENT does without, and the answer is partial then.",
    )
