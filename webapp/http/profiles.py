"""Choose the profile of a document: the vocabulary, or the shape of JSON, that the client asks for.

A client names it in `Accept: application/ld+json;profile="…"`, in `Accept-Profile`, or in the address (`?profile=schema`). A
profile that is unknown in a header is passed over, as other preferences that cannot be met; one in the address is refused.

Spec: https://www.w3.org/TR/dx-prof-conneg/, https://www.w3.org/TR/json-ld11/#iana-considerations
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from webapp.http.negotiation import parse_accept
from webapp.http.requests import RequestError

JSON_LD = "application/ld+json"
_JSON_LD_PROFILES = "http://www.w3.org/ns/json-ld#"
_PROFILE_RANGE = re.compile(r"\s*<([^<>]*)>\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*$")
_MOST = 100  # elements of a header that are read
_MOST_LETTERS = 4096


@dataclass(frozen=True, slots=True)
class Profile:
    """A way to write a document.

    Attributes:
        token: Its name in addresses.
        iri: Its name everywhere else.
        namespace: Of the vocabulary that the document is written in; empty for our own.
        aliases: Other IRIs that clients name it by.
        media_type: The format in which it is sent unless another one is asked for.
    """

    token: str
    iri: str
    namespace: str = ""
    aliases: tuple[str, ...] = ()
    media_type: str = JSON_LD


FRAMED = Profile("framed", f"{_JSON_LD_PROFILES}framed", aliases=(f"{_JSON_LD_PROFILES}compacted",))
SCHEMA = Profile(
    "schema",
    "https://schema.org/",
    "https://schema.org/",
    ("https://schema.org", "http://schema.org/", "http://schema.org"),
)
PAIR = Profile(
    "pair",
    "http://virtual-assembly.org/ontologies/pair#",
    "http://virtual-assembly.org/ontologies/pair#",
    ("http://virtual-assembly.org/ontologies/pair",),
)
ACTIVITY_STREAMS = Profile(
    "as",
    "https://www.w3.org/ns/activitystreams",
    "https://www.w3.org/ns/activitystreams#",
    ("https://www.w3.org/ns/activitystreams#",),
)
PROFILES = (FRAMED, SCHEMA, PAIR, ACTIVITY_STREAMS)
_BY_NAME = {text: each for each in PROFILES for text in (each.token, each.iri, *each.aliases)}


def choose_profile(named: str, accept_profile: str, accept: str, media_type: str) -> Profile | None:
    """Choose a profile; None for documents as they are.

    Args:
        named: The one in the address, a token or an IRI; empty without one.
        accept_profile: The header `Accept-Profile`.
        accept: The header `Accept`.
        media_type: The format that was chosen.

    Raises:
        RequestError: The address names a profile that there is not, or one that this format cannot have.
    """
    if named:
        found = _BY_NAME.get(named)
        if found is None:
            raise RequestError("profile-unknown", named)
        if found is FRAMED and media_type != JSON_LD:
            raise RequestError("profile-needs-json-ld", media_type)
        return found
    wanted = [*_of_accept(accept, media_type), *_of_accept_profile(accept_profile)]
    fitting = [
        (quality, each)
        for quality, each in wanted
        if quality > 0 and (each is not FRAMED or media_type == JSON_LD)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _of_accept(accept: str, media_type: str) -> list[tuple[float, Profile]]:
    """List the profiles that a header names with a media type, each with the quality of its range."""
    return [
        (one.quality, _BY_NAME[text])
        for one in parse_accept(accept)
        if one.is_named and one.matches(media_type)
        for text in one.parameters.get("profile", "").split()
        if text in _BY_NAME
    ]


def _of_accept_profile(header: str) -> list[tuple[float, Profile]]:
    """List the profiles of an `Accept-Profile` header; what is malformed is left out."""
    found = map(_PROFILE_RANGE.match, header[:_MOST_LETTERS].split(",")[:_MOST])
    return [
        (float(each[2] or 1), _BY_NAME[each[1]]) for each in found if each is not None and each[1] in _BY_NAME
    ]
