"""Parse requests of OAI-PMH: arguments, dates, resumption tokens; each mistake has the code that the protocol names.

A token holds all that a list needs to go on, and which state it is of: what is written meanwhile comes with the next harvest. So the
server remembers nothing, and a token works as long as its epoch.

Spec: http://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

# Each verb's arguments: those that it needs, and those that it may have.
_LIST = (("metadataPrefix",), ("from", "until", "set"))
VERBS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_LONGEST_TOKEN = 2000


class OaiError(Exception):
    """A mistake of a request: the code that the protocol names, and what was found."""

    def __init__(self, code: str, found: str = "") -> None:
        """Keep both."""
        super().__init__(f"{code}: {found}")
        self.code = code
        self.found = found


@dataclass(frozen=True, slots=True)
class ListState:
    """Where a list is.

    Attributes:
        epoch: The line of history.
        prefix: The metadata format.
        set_spec: Of the set; empty for all records.
        after: The place of the last version that was sent.
        until: The place of the last version of the list.
        sent: How many records were sent.
    """

    epoch: str
    prefix: str
    set_spec: str
    after: int
    until: int
    sent: int = 0


def parse_arguments(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the arguments of a request, the verb among them.

    Raises:
        OaiError: There is no such verb, an argument is missing, repeated, or not one of the verb's.
    """
    names = [name for name, _ in pairs]
    if names.count("verb") != 1:
        raise OaiError("badVerb", ", ".join(value for name, value in pairs if name == "verb"))
    given = dict(pairs)
    verb = given["verb"]
    if verb not in VERBS:
        raise OaiError("badVerb", verb)
    needed, possible = VERBS[verb]
    if len(names) > len(given):
        raise OaiError("badArgument", ", ".join(sorted({each for each in names if names.count(each) > 1})))
    if "resumptionToken" in given and VERBS[verb] == _LIST:
        needed, possible = ("resumptionToken",), ()
    strange = sorted(given.keys() - {"verb", *needed, *possible})
    missing = [each for each in needed if not given.get(each)]
    if strange or missing:
        raise OaiError("badArgument", ", ".join([*strange, *(f"{each} = ?" for each in missing)]))
    return given


def parse_range(given: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Parse `from` and `until` as milliseconds since 1970: the first one of the range, and the first one beyond it.

    Raises:
        OaiError: One is no date, they have different granularity, or `until` is before `from`.
    """
    start, end = given.get("from"), given.get("until")
    if start and end and len(start) != len(end):
        raise OaiError("badArgument", f"from={start}, until={end}")
    first = _milliseconds(start) if start else None
    beyond = _milliseconds(end) + (1000 if _SECOND.match(end) else 86_400_000) if end else None
    if first is not None and beyond is not None and beyond <= first:
        raise OaiError("badArgument", f"from={start}, until={end}")
    return first, beyond


def _milliseconds(text: str) -> int:
    if not (_DAY.match(text) or _SECOND.match(text)):
        raise OaiError("badArgument", text)
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError as error:
        raise OaiError("badArgument", text) from error


def write_token(state: ListState) -> str:
    """Write where a list is as a resumption token."""
    text = json.dumps(asdict(state), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.crc32(text).to_bytes(4, "big") + text).decode().rstrip("=")


def parse_token(token: str, epoch: str) -> ListState:
    """Parse a resumption token.

    Raises:
        OaiError: It is not one of this line of history.
    """
    strange = OaiError("badResumptionToken", token[:100])
    if len(token) > _LONGEST_TOKEN:
        raise strange
    try:
        content = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        state = ListState(**json.loads(content[4:]))
    except (ValueError, TypeError, binascii.Error) as error:
        raise strange from error
    if zlib.crc32(content[4:]).to_bytes(4, "big") != content[:4] or state.epoch != epoch:
        raise strange
    return state


def datestamp(at: datetime) -> str:
    """Write a time to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def set_spec(set_name: str, short: str) -> str:
    """Build the name of a set as the protocol allows it, of its kind and a short form of its IRI."""
    kind = set_name.partition(":")[0]
    return f"{kind}." + re.sub(r"[^A-Za-z0-9_.!~*'()-]+", ".", short).strip(".")
