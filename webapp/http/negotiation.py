"""Choose what a client prefers among what is offered: media types, languages, content codings.

Works on header texts alone, so that middleware, endpoints and tests use it alike.

Spec: https://www.rfc-editor.org/rfc/rfc9110#section-12.5
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # noqa: S105 (a grammar rule of RFC 9110, not a secret)
_RANGE = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*((?:;.*)?)$", re.DOTALL)
_PARAMETER = re.compile(rf';\s*({_TOKEN})\s*=\s*("(?:[^"\\]|\\.)*"|{_TOKEN})\s*')
_QUALITY = re.compile(
    r"(?:[01](?:\.[0-9]*)?|\.[0-9]+)\Z"
)  # wider than the RFC: `.5` and long fractions are sent
_READ_LENGTH = 4096  # no honest client says more; reading on would be work for nothing
_READ_COUNT = 100
_LANGUAGE_RANGE = re.compile(r"(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)$")


class NotAcceptableError(ValueError):
    """No offer is acceptable to the client."""

    def __init__(self, accept: str, offered: Sequence[str]) -> None:
        """Record the header and the offers."""
        super().__init__(f"none of {', '.join(offered)} is acceptable under {accept!r}")
        self.accept = accept
        self.offered = tuple(offered)


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    quality: float = 1.0

    def matches(self, media_type: str) -> bool:
        """Check whether this range covers a media type.

        Parameters decide nothing here: we write one form of each type, and who asks for another (`profile`, `version`,
        `header`) is better served with ours than with none.
        """
        type_, subtype, _ = _split_media_type(media_type)
        return self.type in ("*", type_) and self.subtype in ("*", subtype)

    def has_parameters_of(self, media_type: str) -> bool:
        """Check whether a media type has all parameters of this range; any `charset` will do, all our text is UTF-8."""
        parameters = _split_media_type(media_type)[2]
        return all(
            parameters.get(name, value if name == "charset" else None) == value
            for name, value in self.parameters.items()
        )

    @property
    def is_named(self) -> bool:
        """Check whether this range names one media type."""
        return "*" not in (self.type, self.subtype)


def parse_accept(accept: str) -> tuple[MediaRange, ...]:
    """Parse an `Accept` header into its ranges, in order; elements that are not media ranges are left out."""
    ranges = (_parse_range(element) for element in islice(_elements(accept[:_READ_LENGTH]), _READ_COUNT))
    return tuple(one for one in ranges if one is not None)


def quality_of(media_type: str, ranges: Sequence[MediaRange]) -> float:
    """Return the quality that the most specific matching range grants, 0 when none matches."""
    return rank_of(media_type, ranges)[0]


def choose_media_type(accept: str | None, offered: Sequence[str]) -> str:
    """Choose what the client prefers; a missing, empty or unreadable header accepts the first offer.

    Args:
        accept: The header.
        offered: Media types, ours first; equal qualities are decided by this order.

    Raises:
        NotAcceptableError: Every offer has quality 0.
    """
    best = _preferred(accept or "", tuple(offered))
    if best is None:
        raise NotAcceptableError(accept or "", offered)
    return best


def rank_of(media_type: str, ranges: Sequence[MediaRange]) -> tuple[float, bool]:
    """Return the quality of a media type, and whether the range that grants it names the type."""
    fitting = [
        (one.is_named, one.type != "*", has_all, len(one.parameters) if has_all else 0, one.quality)
        for one in ranges
        if one.matches(media_type)
        # `text/turtle;version=1.2;q=0` refuses a version that we do not write.
        and ((has_all := one.has_parameters_of(media_type)) or one.quality > 0)
    ]
    if not fitting:
        return 0.0, False
    decisive = max(fitting)
    return decisive[-1], decisive[0]


@lru_cache(maxsize=256)
def _preferred(accept: str, offered: tuple[str, ...]) -> str | None:
    """Rank the offers; kept, because clients send the same few headers with every request."""
    ranges = parse_accept(accept)
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media_type: quality_of(media_type, ranges))
    quality = quality_of(best, ranges)
    if quality == 0:
        return None
    essence = best.partition(";")[0]
    alike = [
        each for each in offered if each.partition(";")[0] == essence and quality_of(each, ranges) == quality
    ]
    return max(alike, key=lambda each: _has_exactly(each, ranges))


def _has_exactly(media_type: str, ranges: Sequence[MediaRange]) -> bool:
    return any(
        one.parameters and one.matches(media_type) and one.has_parameters_of(media_type) for one in ranges
    )


def choose_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """Choose the language that the reader prefers; the first offer when none fits.

    Spec: https://www.rfc-editor.org/rfc/rfc4647#section-3.4 (lookup: `fr-CA` is met by `fr`)
    """
    qualities = dict(_language_ranges(accept_language or ""))
    best = max(offered, key=lambda language: _language_quality(language, qualities))
    return best if _language_quality(best, qualities) > 0 else offered[0]


def _elements(header: str) -> Iterator[str]:
    """Split a header at its commas, but not inside a quoted string."""
    start, is_quoted, position = 0, False, 0
    while position < len(header):
        character = header[position]
        if is_quoted and character == "\\":
            position += 1
        elif character == '"':
            is_quoted = not is_quoted
        elif character == "," and not is_quoted:
            yield header[start:position]
            start = position + 1
        position += 1
    yield header[start:]


def _parse_range(element: str) -> MediaRange | None:
    # Java's own client sends a bare `*` for any type.
    match = _RANGE.match(re.sub(r"^\s*\*\s*(?=;|$)", "*/*", element))
    if match is None:
        return None
    type_, subtype = match[1].lower(), match[2].lower()
    if type_ == "*" and subtype != "*":
        return None
    parameters = _parameters(match[3])
    quality = _quality(parameters.pop("q", "1"))
    return None if quality is None else MediaRange(type_, subtype, parameters, quality)


def _quality(text: str) -> float | None:
    """Parse a quality, with or without the zero before its point; None for what is none."""
    quality = float(text) if _QUALITY.match(text) else 2.0
    return quality if quality <= 1 else None


def _parameters(text: str) -> dict[str, str]:
    """Parse `;name=value` pairs up to `q`: what follows it is an extension, long out of use."""
    found: dict[str, str] = {}
    for name, value in _PARAMETER.findall(text):
        plain = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        found[name.lower()] = plain.lower() if name.lower() in ("charset", "q") else plain
        if name.lower() == "q":
            break
    return found


def _split_media_type(media_type: str) -> tuple[str, str, dict[str, str]]:
    essence, separator, rest = media_type.partition(";")
    type_, _, subtype = essence.strip().lower().partition("/")
    return type_, subtype, _parameters(separator + rest)


def _language_ranges(header: str) -> Iterator[tuple[str, float]]:
    for element in header[:_READ_LENGTH].split(",")[:_READ_COUNT]:
        tag, separator, rest = element.strip().partition(";")
        quality = _quality(_parameters(separator + rest).get("q", "1"))
        if _LANGUAGE_RANGE.match(tag.strip()) and quality is not None:
            yield tag.strip().lower(), quality


def _language_quality(language: str, qualities: Mapping[str, float]) -> float:
    """Return the best quality among the ranges that this language satisfies, exact ones before `*`."""
    fitting = [quality for tag, quality in qualities.items() if tag.partition("-")[0] == language]
    return max(fitting) if fitting else qualities.get("*", 0.0)


@lru_cache(maxsize=256)
def accepts_encoding(accept_encoding: str | None, coding: str) -> bool:
    """Check whether a client accepts a content coding: it names it, or takes any, and does not refuse it.

    Spec: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    """
    qualities: dict[str, float] = {}
    for each in (accept_encoding or "")[:_READ_LENGTH].lower().split(",")[:_READ_COUNT]:
        name, separator, rest = each.strip().partition(";")
        quality = _quality(_parameters(separator + rest).get("q", "1"))
        qualities[name.strip()] = quality or 0.0
    return qualities.get(coding, qualities.get("*", 0.0)) > 0
