"""Serve the history of things by OAI-PMH 2.0, which libraries and archives harvest: `/oai`.

One record a thing, at its last version; what was removed stays as a deleted record. `responseDate` is the time of the last change, not
the clock's: harvesters come back with it, and a write that was on its way then must not be missed.

Spec: http://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, current_app, request

from graph.rdf.terms import compact
from graph.storage.history.model import ChangeKind, VersionHead
from graph.storage.history.reader import HistoryReader
from webapp.harvest.oai_protocol import (
    ListState,
    OaiError,
    datestamp,
    parse_arguments,
    parse_range,
    parse_token,
    set_spec,
    write_token,
)
from webapp.harvest.oai_records import FORMATS, OAI, XSI, put, put_header, put_metadata
from webapp.harvest.opened_history import opened_history
from webapp.page_data.operator import Operator
from webapp.responses import allow_every_origin, body_response

blueprint = Blueprint("oai", __name__)
_PAGE = 100
_SCHEMA = "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
_WITH_ARGUMENTS = ("badVerb", "badArgument")  # after which the request is told without its arguments
_NO_ADDRESS = "nobody@invalid"  # the protocol needs one; RFC 2606 keeps this name free
ET.register_namespace("", OAI)


class _Harvest(NamedTuple):
    """What a verb works with: a state of the history, the arguments, and where the response goes."""

    history: HistoryReader
    given: Mapping[str, str]
    root: ET.Element


@blueprint.route("/oai", methods=["GET", "POST"])
def harvest() -> Response:
    """Carry out one request of the protocol; mistakes are told in its own way."""
    root = ET.Element(f"{{{OAI}}}OAI-PMH", {f"{{{XSI}}}schemaLocation": _SCHEMA})
    with opened_history() as history:
        last = history.last_moment()
        assert last is not None, "a history that is served is not empty"
        put(root, "responseDate", datestamp(last.at))
        told = put(root, "request", _base_url())
        try:
            pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
            given = parse_arguments(pairs)
            told.attrib.update(given)
            _VERBS[given["verb"]](_Harvest(history, given, root))
        except OaiError as error:
            if error.code in _WITH_ARGUMENTS:
                told.attrib.clear()
            _keep_head(root)
            put(root, "error", error.found, code=error.code)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    response = body_response(body, "text/xml")
    response.headers["Cache-Control"] = "no-cache"
    return allow_every_origin(response)


def _keep_head(root: ET.Element) -> None:
    for each in list(root)[2:]:
        root.remove(each)


def _identify(harvest: _Harvest) -> None:
    operator: Operator = current_app.config["MAILLAGE_OPERATOR"]
    first = harvest.history.first_moment()
    assert first is not None
    is_mail = operator.contact.startswith("mailto:")
    identify = put(harvest.root, "Identify")
    put(identify, "repositoryName", operator.name or "Maillage")
    put(identify, "baseURL", _base_url())
    put(identify, "protocolVersion", "2.0")
    put(identify, "adminEmail", operator.contact.removeprefix("mailto:") if is_mail else _NO_ADDRESS)
    put(identify, "earliestDatestamp", datestamp(first.at))
    put(identify, "deletedRecord", "persistent")
    put(identify, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def _list_formats(harvest: _Harvest) -> None:
    if "identifier" in harvest.given:
        _latest(harvest)
    listed = put(harvest.root, "ListMetadataFormats")
    for prefix, (schema, namespace) in FORMATS.items():
        entry = put(listed, "metadataFormat")
        put(entry, "metadataPrefix", prefix)
        put(entry, "schema", schema)
        put(entry, "metadataNamespace", namespace)


def _list_sets(harvest: _Harvest) -> None:
    if "resumptionToken" in harvest.given:
        raise OaiError("badResumptionToken", harvest.given["resumptionToken"][:100])  # all are listed at once
    listed = put(harvest.root, "ListSets")
    for each in harvest.history.sets():
        entry = put(listed, "set")
        put(entry, "setSpec", _spec(each))
        put(entry, "setName", _short(each))


def _get_record(harvest: _Harvest) -> None:
    head = _latest(harvest)
    _check_prefix(harvest.given["metadataPrefix"])
    _put_record(put(harvest.root, "GetRecord"), harvest, head, harvest.given["metadataPrefix"], is_there=True)


def _list_identifiers(harvest: _Harvest) -> None:
    state, page = _begun(harvest)
    listed = put(harvest.root, "ListIdentifiers")
    for head, is_there in page[:_PAGE]:
        put_header(listed, head, _specs_of(harvest, head), is_there=is_there)
    _put_token(listed, state, page)


def _list_records(harvest: _Harvest) -> None:
    state, page = _begun(harvest)
    listed = put(harvest.root, "ListRecords")
    for head, is_there in page[:_PAGE]:
        _put_record(listed, harvest, head, state.prefix, is_there=is_there)
    _put_token(listed, state, page)


_VERBS: Mapping[str, Callable[[_Harvest], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _state(harvest: _Harvest) -> ListState:
    """Return where the list is: what the token says, or the beginning of what the arguments choose."""
    history, given = harvest.history, harvest.given
    if "resumptionToken" in given:
        return parse_token(given["resumptionToken"], history.epoch)
    _check_prefix(given["metadataPrefix"])
    first_ms, beyond_ms = parse_range(given)
    after = history.place_from(first_ms) - 1 if first_ms is not None else 0
    until = history.place_from(beyond_ms) - 1 if beyond_ms is not None else history.count
    return ListState(history.epoch, given["metadataPrefix"], given.get("set", ""), after, until)


def _begun(harvest: _Harvest) -> tuple[ListState, list[tuple[VersionHead, bool]]]:
    """Return where the list is, and its next records: one more than are sent, where there are more."""
    state = _state(harvest)
    name = _set_name(harvest, state.set_spec)
    page = harvest.history.records(name, state.after, state.until, _PAGE + 1)
    if not page and not state.sent:
        raise OaiError("noRecordsMatch")
    return state, page


def _set_name(harvest: _Harvest, spec: str) -> str:
    found = [each for each in harvest.history.sets() if spec and _spec(each) == spec]
    if spec and not found:
        raise OaiError("noRecordsMatch", spec)
    return found[0] if found else ""


def _put_token(listed: ET.Element, state: ListState, page: list[tuple[VersionHead, bool]]) -> None:
    """Add the token that leads on; the last part of a list has an empty one, its only part has none."""
    if len(page) > _PAGE:
        following = replace(state, after=page[_PAGE - 1][0].place, sent=state.sent + _PAGE)
        put(listed, "resumptionToken", write_token(following), cursor=str(state.sent))
    elif state.sent:
        put(listed, "resumptionToken", cursor=str(state.sent))


def _put_record(
    parent: ET.Element, harvest: _Harvest, head: VersionHead, prefix: str, *, is_there: bool
) -> None:
    version = harvest.history.version_at(head.place)
    assert version is not None
    record, description = put(parent, "record"), version.description
    put_header(record, head, _specs_of(harvest, head), is_there=is_there and description is not None)
    if is_there and description is not None:
        put_metadata(record, head.thing, description, prefix)


def _latest(harvest: _Harvest) -> VersionHead:
    found = harvest.history.latest(harvest.given["identifier"])
    if found is None:
        raise OaiError("idDoesNotExist", harvest.given["identifier"])
    return found


def _check_prefix(prefix: str) -> None:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", prefix)


def _specs_of(harvest: _Harvest, head: VersionHead) -> list[str]:
    if head.kind == ChangeKind.DELETE:
        return []
    return [_spec(each) for each in harvest.history.sets_of(head.thing)]


def _spec(set_name: str) -> str:
    return set_spec(set_name, _short(set_name))


def _short(set_name: str) -> str:
    iri = set_name.partition(":")[2]
    return compact(iri) or iri.partition("://")[2] or iri


def _base_url() -> str:
    return f"{current_app.config['MAILLAGE_BASE_IRI']}/oai"
