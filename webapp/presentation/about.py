"""Present who keeps the service, how to write to them, the licences, and the dumps on offer: the pages about the service.

What nobody has set is said to be missing, never filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from graph.storage.dumps.manifest import CHECKSUMS, MANIFEST, DumpFile, DumpManifest
from webapp.http.search_address import SearchAddress
from webapp.localization.dates import write_moment
from webapp.localization.dump_labels import format_label, part_label
from webapp.localization.text import licence_name, msg, shortened, write_number
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Link

_MAIL = "mailto:"
_SUBJECT = msg("Maillage : une erreur à signaler")
_BODY = msg("Page : {address}\nInstantané : {snapshot}\n\nCe qui ne va pas, et d’où vous le savez :\n")
_NO_SNAPSHOT = msg("celui du moment")
_UNITS = ((1 << 30, msg("Gio")), (1 << 20, msg("Mio")), (1 << 10, msg("Kio")), (1, msg("octets")))


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


@dataclass(frozen=True, slots=True)
class DumpFileRow:
    """A file of a dump, as a row of its table."""

    name: str
    href: str
    held: str
    format: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DumpEntry:
    """A dump, with its files; `quads` is how many it holds."""

    name: str
    number: int
    published: str
    quads: str
    rows: tuple[DumpFileRow, ...]
    licences: tuple[Link, ...]
    manifest_href: str
    checksums_href: str


@dataclass(frozen=True, slots=True)
class DumpsPage:
    """The page of the dumps: the newest, and those before it."""

    latest: DumpEntry | None
    older: tuple[DumpEntry, ...]
    latest_address: str


def present_dumps(dumps: Sequence[DumpManifest], context: PageContext) -> DumpsPage:
    """Build the page from the manifests, the newest first."""
    entries = tuple(_entry(each, context) for each in dumps)
    links = context.links
    address = links.absolute(links.dumps("latest", "all.nq.gz"))
    return DumpsPage(entries[0] if entries else None, entries[1:], address)


def _entry(dump: DumpManifest, context: PageContext) -> DumpEntry:
    links = context.links
    return DumpEntry(
        dump.name,
        dump.number,
        f"{write_moment(dump.published_at, context.language)} UTC",
        write_number(dump.quad_count, context.language, places=0),
        tuple(_row(dump, each, context) for each in dump.files),
        tuple(Link(Text(licence_name(iri) or shortened(iri)), links.href(iri)) for iri in dump.licences),
        links.dumps(dump.name, MANIFEST),
        links.dumps(dump.name, CHECKSUMS),
    )


def _row(dump: DumpManifest, file: DumpFile, context: PageContext) -> DumpFileRow:
    return DumpFileRow(
        file.name,
        context.links.dumps(dump.name, file.name),
        context.render(part_label(file.part)),
        format_label(file),
        _size(file.bytes, context),
        file.sha256,
    )


def _size(size_bytes: int, context: PageContext) -> str:
    """Write a size in the largest unit that is not larger than it."""
    unit, word = next((each for each in _UNITS if size_bytes >= each[0]), _UNITS[-1])
    number = write_number(size_bytes / unit, context.language, places=int(unit > 1))
    return f"{number}\N{NO-BREAK SPACE}{context.translate(word)}"
