"""Define the frozen values that templates receive; templates are given nothing else.

So a page can be tested without HTML, and a template cannot query the dataset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.presentation.description import Text

if TYPE_CHECKING:
    from webapp.presentation.search.shortcuts import Shortcut  # which stands on this module


@dataclass(frozen=True, slots=True)
class Link:
    """Words that may lead somewhere; `hue` is the kind of thing they name, for the thin mark beside them.

    `before` and `after` are what punctuation puts around it in an aside.
    """

    text: Text
    href: str | None = None
    hue: str = ""
    before: str = ", "
    after: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of a source: its words as they stand, who says them, and where."""

    exact: Text
    prefix: str = ""
    suffix: str = ""
    line: str = ""
    speaker: Link | None = None
    source: Link | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from. `numbers` are those of the sources at the foot of the page."""

    numbers: tuple[int, ...] = ()
    status: Link | None = None  # what is interpreted, derived or contested; leads to what that means
    quotes: tuple[Quote, ...] = ()
    contributions: tuple[Link, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not (self.numbers or self.status or self.quotes or self.contributions or self.rules)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row: words and links in reading order, what qualifies them, and the note behind."""

    pieces: tuple[Link, ...]
    aside: tuple[Link, ...] = ()
    sentence: Text | None = None
    note: Citation = Citation()


@dataclass(frozen=True, slots=True)
class Row:
    """What one property says; `silence` stands instead where the source says nothing.

    is_part: only some of the values are here; count: how many there are in all, where that is known; all_href leads
    to them.
    """

    words: str
    values: tuple[Value, ...] = ()
    silence: str = ""
    is_part: bool = False
    count: int = 0
    all_href: str = ""


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason, as the table has it; `count` of `total` things have what is shared, neither where it is stated."""

    words: tuple[Link, ...]
    weight: str
    count: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Closeness:
    """A thing that another is close to, and why; `is_stated` when a source says so itself.

    left_out: how many reasons are not shown.
    """

    link: Link
    kind: str
    sentence: tuple[Link, ...]
    is_stated: bool
    weight: str
    grounds: tuple[ReasonView, ...]
    left_out: int
    paths_href: str


@dataclass(frozen=True, slots=True)
class Nearby:
    """Some of what a thing is close to, of `total`, from the `first` on; `silence` where there is nothing."""

    of: Link
    words: str
    total: int
    entries: tuple[Closeness, ...] = ()
    first: int = 1
    all_href: str = ""
    paths_href: str = ""
    silence: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """A field that names a thing: what was typed, what it means, or what it may mean.

    chosen: the thing; candidates: each leads to the same page with that thing chosen;
    has_more: others were left out. again_href: the page without it.
    """

    typed: str = ""
    iri: str = ""
    chosen: Link | None = None
    candidates: tuple[tuple[Link, str], ...] = ()
    has_more: bool = False
    again_href: str = ""

    @property
    def is_unknown(self) -> bool:
        """Return whether nothing has that name."""
        return bool(self.typed) and self.chosen is None and not self.candidates


NO_PICK = Pick()


@dataclass(frozen=True, slots=True)
class Section:
    """The rows that answer one question; `nearby` comes before them."""

    key: str
    title: str
    rows: tuple[Row, ...]
    nearby: Nearby | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Passages that do not agree, to be shown side by side."""

    title: Link
    description: Text | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A numbered source at the foot of a page."""

    number: int
    link: Link
    url: str = ""
    issued: str = ""
    licence: Link | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """A contribution at the foot of a page: its licence, and when and by whom it was given."""

    link: Link
    licence: Link | None
    given: str = ""
    giver: Link | None = None


@dataclass(frozen=True, slots=True)
class ThingPage:
    """Everything the page of one thing shows, in reading order."""

    iri: str
    kind: str
    hue: str
    name: Text
    other_names: tuple[Text, ...]
    description: Text | None
    facts: tuple[Value, ...]
    status: Link | None
    sections: tuple[Section, ...]
    discrepancies: tuple[Discrepancy, ...]
    quotes: tuple[Quote, ...]
    pointing: Section | None
    sources: tuple[CitedSource, ...]
    contributions: tuple[Contribution, ...]
    registers: tuple[str, ...]
    formats: tuple[Link, ...]
    queries: tuple[Link, ...]
    reference_count: int = 0  # statements that point to the thing, where the page shows some of them
    references_href: str = ""  # the query that gives all of them
    shortcut: Shortcut | None = None
    brief: tuple[Row, ...] = ()  # who, for which need, and what is closest, for those who read no further
    endnotes: tuple[Quote, ...] = ()  # the passages that notes open, for paper
    is_abridged: bool = False  # a text is longer than a page has room for
    feed_href: str = ""  # of what is new about the thing
    trail: tuple[Link, ...] = ()  # the list of its kind, then what contains it
