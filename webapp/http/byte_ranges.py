"""Decide how much of a file a request gets: all of it, one range, nothing new, or a refusal.

Files never change, so their ETag is strong. Several ranges at once are answered with the whole file, as a server may.

Spec: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2, https://www.rfc-editor.org/rfc/rfc9110#section-14
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

_SINGLE = re.compile(r"bytes[ \t]*=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)
_MOST_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is sent of a file: a status, and the bytes from `start`, `length` of them."""

    status: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What conditions and ranges depend on; the ETag is strong and has its quotes."""

    size: int
    etag: str
    last_modified: datetime


def choose_delivery(method: str, headers: Mapping[str, str], file: FileFacts) -> Delivery:
    """Choose what is sent, from the headers of a request.

    Args:
        method: GET or HEAD; ranges are for GET alone.
        headers: By name, whatever the case is looked up as the standard writes it.
        file: What is there.
    """
    if not _still_matches(headers, file):
        return Delivery(HTTPStatus.PRECONDITION_FAILED, 0, 0)
    if _is_known(headers, file):
        return Delivery(HTTPStatus.NOT_MODIFIED, 0, 0)
    whole = Delivery(HTTPStatus.OK, 0, file.size)
    wanted = headers.get("Range", "")
    if method != "GET" or not wanted or not _may_be_partial(headers, file):
        return whole
    match = _SINGLE.fullmatch(wanted.strip())
    if match is None or not any(match.groups()) or max(map(len, match.groups())) > _MOST_DIGITS:
        return whole
    return _range(match[1], match[2], file.size) or whole


def content_range(delivery: Delivery, size: int) -> str:
    """Return the header that says which bytes are sent, or how many there are; "" for a whole file."""
    if delivery.status == HTTPStatus.PARTIAL_CONTENT:
        return f"bytes {delivery.start}-{delivery.start + delivery.length - 1}/{size}"
    return f"bytes */{size}" if delivery.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE else ""


def _range(first: str, last: str, size: int) -> Delivery | None:
    """Return what a single range selects; None for one that is no range and so is ignored."""
    if not first:
        length = min(int(last), size)
        start = size - length
    else:
        if last and int(last) < int(first):
            return None
        start = int(first)
        length = min(int(last) if last else size - 1, size - 1) - start + 1
    if length <= 0 or start >= size:
        return Delivery(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, 0)
    return Delivery(HTTPStatus.PARTIAL_CONTENT, start, length)


def _still_matches(headers: Mapping[str, str], file: FileFacts) -> bool:
    if "If-Match" in headers:
        named = _etags(headers["If-Match"])
        return file.etag in named or "*" in named
    since = _moment(headers.get("If-Unmodified-Since", ""))
    return since is None or _second(file.last_modified) <= since


def _is_known(headers: Mapping[str, str], file: FileFacts) -> bool:
    if "If-None-Match" in headers:
        named = [each.removeprefix("W/") for each in _etags(headers["If-None-Match"])]
        return file.etag in named or "*" in named
    since = _moment(headers.get("If-Modified-Since", ""))
    return since is not None and _second(file.last_modified) <= since


def _may_be_partial(headers: Mapping[str, str], file: FileFacts) -> bool:
    """Return whether the part that the client has is of this very file."""
    condition = headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == file.etag
    return _moment(condition) == _second(file.last_modified)


def _etags(text: str) -> list[str]:
    return [each.strip() for each in text.split(",")]


def _moment(text: str) -> datetime | None:
    """Parse a date of HTTP; None for anything else."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo is not None else None


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
