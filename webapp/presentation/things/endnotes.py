"""Read a page as people do, from top to bottom: in which order its sources come, and which passages its notes open.

Sources are numbered in that order. On paper, where no note opens, the passages stand at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from webapp.presentation.view_models import Citation, Quote, ThingPage


def _notes(page: ThingPage) -> Iterator[Citation]:
    for section in page.sections:
        for row in section.rows:
            yield from (each.note for each in row.values)


def _notes_after(page: ThingPage) -> Iterator[Citation]:
    if page.pointing:
        for row in page.pointing.rows:
            yield from (each.note for each in row.values)


def numbers_as_read(page: ThingPage) -> tuple[int, ...]:
    """Return the numbers of sources in the order in which a reader meets them."""
    met: dict[int, None] = {}
    for note in _notes(page):
        met.update(dict.fromkeys(note.numbers))
    for quote in (*(one for each in page.discrepancies for one in each.quotes), *page.quotes):
        met.update(dict.fromkeys([quote.number] if quote.number else []))
    for note in _notes_after(page):
        met.update(dict.fromkeys(note.numbers))
    return tuple(met)


def endnotes(page: ThingPage) -> tuple[Quote, ...]:
    """Return the passages that are behind notes, each once, by number of their source, in the order of its lines."""
    behind = dict.fromkeys(quote for note in (*_notes(page), *_notes_after(page)) for quote in note.quotes)
    return tuple(sorted(behind, key=lambda each: (each.number, int(each.line or 0))))
