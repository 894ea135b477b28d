"""Map every error to the problem that a client is sent: one table of HTTP statuses, codes and texts (RFC 9457).

To add an error, put its class into `STATUS_BY_ERROR`; one that it lacks is a fault of ours (500). The texts of titles and
details are in `problems.toml`.

Spec: https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from http import HTTPStatus
from importlib.resources import files

from graph import errors
from graph.i18n import BilingualText
from graph.rdf.engine import is_damage
from webapp.http.limits import limit_of
from webapp.http.negotiation import NotAcceptableError
from webapp.http.requests import RequestError

STATUS_BY_ERROR: dict[type[Exception], int] = {
    errors.QuerySyntaxError: 400,
    errors.BindingMismatch: 400,
    errors.UpdateRefused: 403,
    errors.ServiceRefused: 403,
    errors.ServiceUnclear: 403,
    errors.ServiceNotListed: 403,
    errors.ServiceFailed: 502,
    errors.UnknownFunction: 400,
    errors.PrefixUnknown: 400,
    errors.UnsupportedSyntax: 400,
    errors.UnknownQuery: 404,
    errors.UnknownGraph: 404,
    NotAcceptableError: 406,
    errors.NoFormatFits: 406,
    errors.FormatError: 406,
    errors.RowLimitExceeded: 413,
    errors.SourceError: 400,
    errors.UnknownMediaType: 415,
    errors.UsingConflict: 400,
    errors.UpdateAmbiguous: 400,
    errors.UpdateNamesDocument: 400,
    errors.UpdateTooDeep: 400,
    errors.SourceTooLarge: 413,
    errors.DefaultGraphIsMerge: 403,
    errors.KeptGraph: 403,
    errors.LoadRefused: 403,
    errors.GraphAbsent: 404,
    errors.UpdateFailed: 409,
    errors.ForeignContribution: 409,
    errors.GraphPresent: 412,
    errors.CandidateRefused: 422,
    errors.WriterGone: 503,
    errors.WriteTimeout: 504,
    errors.ResultLimitExceeded: 413,
    errors.EngineFault: 400,
    errors.OrderUnclear: 400,
    errors.WorkerLost: 400,
    errors.MemoryLimitExceeded: 503,
    errors.QueryQueueFull: 503,
    errors.TimeLimitExceeded: 504,
    errors.ClientGone: 503,
    errors.RowsCutByEngine: 413,
    errors.RemoteReadOnly: 403,
    errors.UpdateUnbounded: 403,
    errors.EngineUnreachable: 503,
    errors.EngineRefusedUs: 502,
    errors.EngineFailed: 502,
    errors.EngineUnreadable: 502,
    errors.OutcomeUnknown: 504,
    errors.UnknownThing: 404,
    errors.ParameterMissing: 400,
    errors.ParameterInvalid: 400,
    errors.ReconciliationError: 400,
    errors.BatchTooLarge: 413,
    errors.NoNetwork: 501,
    errors.DumpMissing: 404,
    errors.NoDumps: 501,
    errors.NoSearchIndex: 503,
    errors.NoHistory: 503,
    errors.StructureInTheMaking: 503,
    errors.SnapshotError: 503,
    errors.NotReady: 503,
    errors.DataDirectoryBusy: 503,
    errors.DiskFull: 507,
    errors.TokensUnreadable: 503,
    errors.DataDirectoryError: 503,
}
STATUS_BY_PROTOCOL_CODE = {
    "thing-removed": 410,
    "method-not-allowed": 405,
    "update-refused": 403,
    "media-type-missing": 415,
    "media-type-unsupported": 415,
    "charset-not-utf8": 415,
    "form-expected": 415,
    "rdf-type-missing": 415,
    "rdf-type-unsupported": 415,
    "encoding-unsupported": 415,
    "method-not-allowed-here": 405,
    "token-missing": 401,
    "token-unknown": 401,
    "scope-too-small": 403,
    "cross-site": 403,
    "token-attempts": 429,
    "too-many-parameters": 413,
    "request-too-large": 413,
    "length-missing": 411,
    "export-too-large": 413,
}
_CODES = {
    413: "request-too-large",
    414: "address-too-long",
}  # the phrases of RFC 9110 are not those of RFC 7231
_TEXTS = tomllib.loads(files(__package__).joinpath("problems.toml").read_text("utf-8"))
TITLES = {int(status): BilingualText(**text) for status, text in _TEXTS["titles"].items()}
DETAILS = {int(status): BilingualText(**text) for status, text in _TEXTS["details"].items()}
PROTOCOL_DETAILS = {code: BilingualText(**text) for code, text in _TEXTS["protocol"].items()}
_NOT_ACCEPTABLE = BilingualText("Formats offerts : {offered}.", "Formats on offer: {offered}.")


NO_HINT = BilingualText("", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: `line` and `column` are set where a query is at fault, `parameter` where one of the address is, `limit`
    (name and value) where one is exceeded.
    """

    status: int
    code: str
    title: BilingualText
    detail: BilingualText
    hint: BilingualText = NO_HINT
    line: int = 0
    column: int = 0
    parameter: str = ""
    limit: tuple[str, str] | None = None
    report: errors.ViolationReport | None = None
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
        members |= {"limit": {"name": self.limit[0], "value": _number(self.limit[1])}} if self.limit else {}
        members |= {"request_id": self.request_id} if self.request_id else {}
        members |= {"report": json.loads(self.report.as_json())} if self.report else {}
        return {name: value for name, value in members.items() if value != ""}


# Errors with the line and the column of what is at fault.
_PLACED = (
    errors.QuerySyntaxError, errors.SourceSyntaxError, errors.PrefixUnknown, errors.UnsupportedSyntax,
    errors.JsonUnreadable,
)  # fmt: skip


def problem_of(error: Exception) -> Problem:
    """Return the problem that describes an error."""
    if isinstance(error, RequestError):
        return _of_protocol(error)
    if is_damage(error):
        error = errors.DataDamaged()
    status = next((STATUS_BY_ERROR[each] for each in type(error).__mro__ if each in STATUS_BY_ERROR), 500)
    if isinstance(error, NotAcceptableError):
        offered = ", ".join(error.offered)
        detail = BilingualText(*(each.format(offered=offered) for each in _NOT_ACCEPTABLE))
        return Problem(status, "not-acceptable", TITLES[status], detail)
    if (isinstance(error, errors.GraphError) and status < HTTPStatus.INTERNAL_SERVER_ERROR) or isinstance(
        error,
        (
            errors.SnapshotError,
            errors.DataDirectoryError,
            errors.TokensUnreadable,
            errors.WriteError,
            errors.QueryError,
            errors.RemoteError,
            errors.NetworkError,
            errors.DumpError,
            errors.NotReady,
        ),
    ):
        where = error.facts if isinstance(error, _PLACED) else {}
        return Problem(
            status,
            error.code,
            TITLES[status],
            BilingualText(error.message("fr"), error.message("en")),
            BilingualText(error.hint("fr"), error.hint("en")),
            line=int(str(where.get("line", 0))),
            column=int(str(where.get("column", 0))),
            parameter=str(error.facts["name"])
            if isinstance(error, errors.ParameterMissing | errors.ParameterInvalid)
            else "",
            limit=limit_of(error) if isinstance(error, errors.GraphError) else None,
            report=error.report if isinstance(error, errors.CandidateRefused) else None,
        )
    return problem_with_status(500)


def problem_with_status(status: int) -> Problem:
    """Return the problem for an HTTP status of which nothing more is known."""
    known = status if status in TITLES else (400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500)
    code = _CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "-")
    return Problem(status, code, TITLES[known], DETAILS.get(known, TITLES[known]))


def _of_protocol(error: RequestError) -> Problem:
    status = STATUS_BY_PROTOCOL_CODE.get(error.code, 400)
    said = {"found": error.found, "limit": error.limit[1] if error.limit else ""}
    detail = BilingualText(*(each.format(**said) for each in PROTOCOL_DETAILS[error.code]))
    return Problem(status, error.code, TITLES[status], detail, limit=error.limit)


def _number(text: str) -> int | float | str:
    """Return a number where a text is one: facts of an error cross processes as texts."""
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text
