"""Map every error to the problem that a client is sent: one table of HTTP statuses, codes and texts (RFC 9457).

To add an error, put its class into `STATUS_BY_ERROR`; one that the table lacks is a fault of ours (500).

Spec: https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from http import HTTPStatus

from graph.errors import (
    BindingMismatch,
    CandidateRefused,
    ClientGone,
    DataDirectoryBusy,
    DataDirectoryError,
    DefaultGraphIsMerge,
    EngineFailed,
    EngineFault,
    EngineRefusedUs,
    EngineUnreachable,
    EngineUnreadable,
    GraphAbsent,
    GraphError,
    GraphPresent,
    KeptGraph,
    LoadRefused,
    MemoryLimitExceeded,
    NetworkError,
    NoFormatFits,
    NoNetwork,
    NotReady,
    OrderUnclear,
    OutcomeUnknown,
    ParameterInvalid,
    ParameterMissing,
    QueryError,
    QueryQueueFull,
    QuerySyntaxError,
    RemoteError,
    RemoteReadOnly,
    ResultLimitExceeded,
    RowLimitExceeded,
    RowsCutByEngine,
    ServiceFailed,
    ServiceNotListed,
    ServiceRefused,
    ServiceUnclear,
    SnapshotError,
    SourceError,
    SourceSyntaxError,
    StructureInTheMaking,
    TimeLimitExceeded,
    UnknownFunction,
    UnknownGraph,
    UnknownMediaType,
    UnknownQuery,
    UnknownThing,
    UpdateAmbiguous,
    UpdateFailed,
    UpdateRefused,
    UpdateUnbounded,
    UsingConflict,
    ViolationReport,
    WorkerLost,
    WriteError,
    WriterGone,
    WriteTimeout,
)
from graph.i18n import BilingualText
from webapp.http.negotiation import NotAcceptableError
from webapp.http.requests import RequestError

STATUS_BY_ERROR: dict[type[Exception], int] = {
    QuerySyntaxError: 400,
    BindingMismatch: 400,
    UpdateRefused: 403,
    ServiceRefused: 403,
    ServiceUnclear: 403,
    ServiceNotListed: 403,
    ServiceFailed: 502,
    UnknownFunction: 400,
    UnknownQuery: 404,
    UnknownGraph: 404,
    NotAcceptableError: 406,
    NoFormatFits: 406,
    RowLimitExceeded: 413,
    SourceError: 400,
    UnknownMediaType: 415,
    UsingConflict: 400,
    UpdateAmbiguous: 400,
    DefaultGraphIsMerge: 403,
    KeptGraph: 403,
    LoadRefused: 403,
    GraphAbsent: 404,
    UpdateFailed: 409,
    GraphPresent: 412,
    CandidateRefused: 422,
    WriterGone: 503,
    WriteTimeout: 504,
    ResultLimitExceeded: 413,
    EngineFault: 400,
    OrderUnclear: 400,
    WorkerLost: 400,
    MemoryLimitExceeded: 503,
    QueryQueueFull: 503,
    TimeLimitExceeded: 504,
    ClientGone: 503,
    RowsCutByEngine: 413,
    RemoteReadOnly: 403,
    UpdateUnbounded: 403,
    EngineUnreachable: 503,
    EngineRefusedUs: 502,
    EngineFailed: 502,
    EngineUnreadable: 502,
    OutcomeUnknown: 504,
    UnknownThing: 404,
    ParameterMissing: 400,
    ParameterInvalid: 400,
    NoNetwork: 501,
    StructureInTheMaking: 503,
    SnapshotError: 503,
    NotReady: 503,
    DataDirectoryBusy: 503,
    DataDirectoryError: 503,
}
STATUS_BY_PROTOCOL_CODE = {
    "method-not-allowed": 405,
    "update-refused": 403,
    "media-type-missing": 415,
    "media-type-unsupported": 415,
    "charset-not-utf8": 415,
    "rdf-type-missing": 415,
    "rdf-type-unsupported": 415,
    "encoding-unsupported": 415,
    "method-not-allowed-here": 405,
    "token-missing": 401,
    "token-unknown": 401,
    "scope-too-small": 403,
    "cross-site": 403,
    "too-many-parameters": 413,
    "request-too-large": 413,
    "length-missing": 411,
}
_CODES = {
    413: "request-too-large",
    414: "address-too-long",
}  # the phrases of RFC 9110 are not those of RFC 7231
TITLES: dict[int, BilingualText] = {
    400: BilingualText("Demande mal formée", "Malformed request"),
    401: BilingualText("Jeton nécessaire", "Token required"),
    403: BilingualText("Demande refusée", "Request refused"),
    404: BilingualText("Rien à cette adresse", "Nothing at this address"),
    405: BilingualText("Méthode non admise", "Method not allowed"),
    406: BilingualText("Aucun format qui convienne", "No acceptable format"),
    409: BilingualText("En conflit avec l’état du graphe", "In conflict with the state of the graph"),
    412: BilingualText("Condition non remplie", "Condition not met"),
    411: BilingualText("Longueur nécessaire", "Length required"),
    413: BilingualText("Trop volumineux", "Too large"),
    415: BilingualText("Type de contenu non pris en charge", "Unsupported media type"),
    422: BilingualText("Non conforme", "Does not conform"),
    500: BilingualText("Erreur de notre fait", "An error of ours"),
    501: BilingualText("Pas ici", "Not here"),
    502: BilingualText(
        "Un autre serveur n’a pas répondu comme il faut", "Another server did not answer as it should"
    ),
    503: BilingualText("Service momentanément indisponible", "Service unavailable for now"),
    504: BilingualText("Trop long", "Took too long"),
}
DETAILS: dict[int, BilingualText] = {
    404: BilingualText(
        "Aucune chose de ce nom n’est décrite ici : l’adresse est peut-être incomplète, ou la chose porte un autre nom.",
        "No thing of that name is described here: the address may be incomplete, or the thing has another name.",
    ),
    405: BilingualText(
        "Cette adresse n’admet pas cette méthode.", "This address does not allow that method."
    ),
    413: BilingualText("La demande dépasse la taille admise.", "The request is larger than is allowed."),
    500: BilingualText(
        "Une erreur imprévue a empêché de répondre. Elle est consignée ; rien n’a été modifié.",
        "An unforeseen error prevented an answer. It is on record; nothing was changed.",
    ),
    503: BilingualText(
        "Le graphe n’est pas encore prêt à répondre.", "The graph is not ready to answer yet."
    ),
}
PROTOCOL_DETAILS: dict[str, BilingualText] = {
    "method-not-allowed": BilingualText(
        "Une requête s’envoie par GET ou par POST ; reçu {found}.",
        "A query is sent by GET or POST; got {found}.",
    ),
    "query-missing": BilingualText("Il manque le paramètre « query ».", "The parameter “query” is missing."),
    "query-empty": BilingualText("Le paramètre « query » est vide.", "The parameter “query” is empty."),
    "query-repeated": BilingualText(
        "Une seule requête à la fois ; reçu {found}.", "One query at a time; got {found}."
    ),
    "query-not-utf8": BilingualText(
        "La requête n’est pas en UTF-8 ({found}).", "The query is not in UTF-8 ({found})."
    ),
    "charset-not-utf8": BilingualText(
        "La requête doit être en UTF-8 ; annoncé {found}.", "The query must be in UTF-8; declared {found}."
    ),
    "media-type-missing": BilingualText(
        "L’en-tête Content-Type manque : application/sparql-query ou application/x-www-form-urlencoded.",
        "The Content-Type header is missing: application/sparql-query or application/x-www-form-urlencoded.",
    ),
    "media-type-unsupported": BilingualText(
        "Content-Type reçu : {found} ; attendu : application/sparql-query ou application/x-www-form-urlencoded.",
        "Content-Type received: {found}; expected: application/sparql-query or application/x-www-form-urlencoded.",
    ),
    "update-refused": BilingualText(
        "Ceci est une mise à jour : elle s’envoie par POST, seule, avec un jeton.",
        "This is an update: it is sent by POST, on its own, with a token.",
    ),
    "update-missing": BilingualText(
        "Il manque le paramètre « update ».", "The parameter “update” is missing."
    ),
    "update-repeated": BilingualText(
        "Une seule mise à jour à la fois ; reçu {found}.", "One update at a time; got {found}."
    ),
    "update-in-address": BilingualText(
        "Une mise à jour va dans le corps du POST, non dans l’adresse.",
        "An update goes into the body of the POST, not into the address.",
    ),
    "query-and-update": BilingualText(
        "Une requête ou une mise à jour, non les deux.", "A query or an update, not both."
    ),
    "graph-ambiguous": BilingualText(
        "Un seul graphe à la fois : ?default, ?graph=… ou l’adresse elle-même.",
        "One graph at a time: ?default, ?graph=… or the address itself.",
    ),
    "method-not-allowed-here": BilingualText(
        "{found} s’adresse à un graphe : ?default, ?graph=… ; POST en crée un.",
        "{found} is for one graph: ?default, ?graph=…; POST creates one.",
    ),
    "partial-put": BilingualText(
        "Un graphe s’écrit entier : Content-Range n’a pas cours ici.",
        "A graph is written whole: Content-Range has no meaning here.",
    ),
    "rdf-type-missing": BilingualText(
        "L’en-tête Content-Type manque : text/turtle, application/n-triples, application/rdf+xml ou application/ld+json.",
        "The Content-Type header is missing: text/turtle, application/n-triples, application/rdf+xml or "
        "application/ld+json.",
    ),
    "rdf-type-unsupported": BilingualText(
        "Content-Type reçu : {found} ; attendu : text/turtle, application/n-triples, application/rdf+xml ou "
        "application/ld+json.",
        "Content-Type received: {found}; expected: text/turtle, application/n-triples, application/rdf+xml or "
        "application/ld+json.",
    ),
    "encoding-unsupported": BilingualText(
        "Content-Encoding {found} n’est pas accepté : envoyez le corps tel quel.",
        "Content-Encoding {found} is not accepted: send the body as it is.",
    ),
    "token-missing": BilingualText(
        "Cela demande un jeton : Authorization: Bearer …, ou le mot de passe de Basic.",
        "This takes a token: Authorization: Bearer …, or the password of Basic.",
    ),
    "token-unknown": BilingualText(
        "Ce jeton n’est pas reconnu, ou il a été révoqué.", "This token is not recognised, or was revoked."
    ),
    "scope-too-small": BilingualText(
        "Ce jeton ne permet pas cela ({found}).", "This token does not allow that ({found})."
    ),
    "cross-site": BilingualText(
        "Une page d’un autre site ne peut écrire par Basic : employez Bearer.",
        "A page of another site cannot write with Basic: use Bearer.",
    ),
    "too-many-parameters": BilingualText(
        "La demande porte trop de paramètres.", "The request has too many parameters."
    ),
    "request-too-large": BilingualText(
        "La demande dépasse la taille admise.", "The request is larger than is allowed."
    ),
    "length-missing": BilingualText(
        "Une écriture annonce sa longueur (Content-Length) : interrompue, elle ne passerait pas pour complète.",
        "A write announces its length (Content-Length): broken off, it would not pass for whole.",
    ),
    "body-incomplete": BilingualText(
        "La demande s’arrête avant sa fin annoncée ({found} octets).",
        "The request stops before its announced end ({found} bytes).",
    ),
    "graph-not-absolute": BilingualText(
        "Le nom de graphe « {found} » n’est pas un IRI absolu.",
        "The graph name “{found}” is not an absolute IRI.",
    ),
}
_NOT_ACCEPTABLE = BilingualText("Formats offerts : {offered}.", "Formats on offer: {offered}.")


NO_HINT = BilingualText("", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: `line` and `column` are set where a query is at fault, `parameter` where one of the address is."""

    status: int
    code: str
    title: BilingualText
    detail: BilingualText
    hint: BilingualText = NO_HINT
    line: int = 0
    column: int = 0
    parameter: str = ""
    report: ViolationReport | None = None
    request_id: str = ""

    def with_status(self, status: int) -> Problem:
        """Return the same problem under another status, where the address decides it."""
        return replace(self, status=status, title=TITLES[status])

    def as_members(self, language: str) -> dict[str, object]:
        """Return the members of a problem document in one language, with the texts of the other beside it."""
        members: dict[str, object] = {
            "type": f"https://w3id.org/maillage/problem/{self.code}",
            "title": self.title.render(language),
            "status": self.status,
            "detail": self.detail.render(language),
            "code": self.code,
            "hint": self.hint.render(language),
            "detail_fr": self.detail.fr,
            "detail_en": self.detail.en,
        }
        members |= {"line": self.line, "column": self.column} if self.line else {}
        members |= {"parameter": self.parameter} if self.parameter else {}
        members |= {"request_id": self.request_id} if self.request_id else {}
        members |= {"report": json.loads(self.report.as_json())} if self.report else {}
        return {name: value for name, value in members.items() if value != ""}


def problem_of(error: Exception) -> Problem:
    """Return the problem that describes an error."""
    if isinstance(error, RequestError):
        return _of_protocol(error)
    status = next((STATUS_BY_ERROR[each] for each in type(error).__mro__ if each in STATUS_BY_ERROR), 500)
    if isinstance(error, NotAcceptableError):
        offered = ", ".join(error.offered)
        detail = BilingualText(*(each.format(offered=offered) for each in _NOT_ACCEPTABLE))
        return Problem(status, "not-acceptable", TITLES[status], detail)
    if (isinstance(error, GraphError) and status < HTTPStatus.INTERNAL_SERVER_ERROR) or isinstance(
        error,
        (SnapshotError, DataDirectoryError, WriteError, QueryError, RemoteError, NetworkError, NotReady),
    ):
        where = error.facts if isinstance(error, QuerySyntaxError | SourceSyntaxError) else {}
        return Problem(
            status,
            error.code,
            TITLES[status],
            BilingualText(error.message("fr"), error.message("en")),
            BilingualText(error.hint("fr"), error.hint("en")),
            line=int(str(where.get("line", 0))),
            column=int(str(where.get("column", 0))),
            parameter=str(error.facts["name"])
            if isinstance(error, ParameterMissing | ParameterInvalid)
            else "",
            report=error.report if isinstance(error, CandidateRefused) else None,
        )
    return problem_with_status(500)


def problem_with_status(status: int) -> Problem:
    """Return the problem for an HTTP status of which nothing more is known."""
    known = status if status in TITLES else (400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500)
    code = _CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "-")
    return Problem(status, code, TITLES[known], DETAILS.get(known, TITLES[known]))


def _of_protocol(error: RequestError) -> Problem:
    status = STATUS_BY_PROTOCOL_CODE.get(error.code, 400)
    detail = BilingualText(*(each.format(found=error.found) for each in PROTOCOL_DETAILS[error.code]))
    return Problem(status, error.code, TITLES[status], detail)
