"""Present who keeps the service, how to write to them, and the licences: what the pages about the service itself show.

What nobody has set is said to be missing, never filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from webapp.http.search_address import SearchAddress
from webapp.localization.text import licence_name, msg, shortened
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Link

_MAIL = "mailto:"
_SUBJECT = msg("Maillage : une erreur à signaler")
_BODY = msg("Page : {address}\nInstantané : {snapshot}\n\nCe qui ne va pas, et d’où vous le savez :\n")
_NO_SNAPSHOT = msg("celui du moment")


@dataclass(frozen=True, slots=True)
class LicenceCount:
    """A licence, and how many contributions are under it; `count_href` leads to these."""

    link: Link
    count: int
    count_href: str
    search_href: str


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What the pages about the service show; the contact is None where nobody set it."""

    operator: str
    contact: Link | None
    licences: tuple[LicenceCount, ...] = ()


def present_contact(contact: str) -> Link | None:
    """Link to the operator's contact: an address to write to, or a page."""
    if not contact:
        return None
    words = contact.removeprefix(_MAIL) if contact.startswith(_MAIL) else shortened(contact)
    return Link(Text(words), contact)


def report_href(contact: str, address: str, snapshot: str, context: PageContext) -> str:
    """Return where a mistake on a page is reported: a message that names page and snapshot, or the contact's page.

    Args:
        contact: `mailto:` or `https:`; without one, readers are led to what is said about it.
        address: Of the page, with scheme and host.
        snapshot: The number; empty where the data have none.
    """
    if not contact:
        return context.links.about("contact")
    if not contact.startswith(_MAIL):
        return contact
    body = context.translate(_BODY).format(
        address=address, snapshot=snapshot or context.translate(_NO_SNAPSHOT)
    )
    parts = (("subject", context.translate(_SUBJECT)), ("body", body.replace("\n", "\r\n")))
    joint = "&" if "?" in contact else "?"
    return contact + joint + "&".join(f"{name}={quote(words)}" for name, words in parts)


def present_licences(
    counts: Mapping[str, int], queries: Mapping[str, str], context: PageContext
) -> tuple[LicenceCount, ...]:
    """Present the licences with their counts.

    Args: queries: by licence, the query that gives the contributions under it
    """
    links = context.links
    return tuple(
        LicenceCount(
            Link(Text(licence_name(iri) or shortened(iri)), links.href(iri)),
            count,
            links.sparql(queries[iri]),
            links.search(SearchAddress(chosen={"licence": (iri,)})),
        )
        for iri, count in counts.items()
    )
