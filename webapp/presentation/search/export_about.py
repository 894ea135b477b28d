"""Describe a workbook of search results, for the second of its sheets.

The licences are those of the rows, noted while they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.storage.snapshots import Snapshot
from webapp.localization.text import msg
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.export_table import Cell, ExportRow

_RESULTS, _ABOUT = msg("Résultats"), msg("À propos")
_ADDRESS, _NUMBER, _PUBLISHED, _COUNT, _LICENCE, _READING = (
    msg("Adresse de la recherche"),
    msg("Instantané du graphe, n°"),
    msg("Publié le"),
    msg("Lignes"),
    msg("Licence d’une partie des lignes"),
    msg("Comment lire"),
)
_ADVICE = msg(
    "Plusieurs valeurs d’une case sont séparées par « ; ». Chaque ligne dit sa licence et sa source : citez-les."
)


@dataclass(slots=True)
class ExportAbout:
    """What is said of the results."""

    snapshot: Snapshot | None
    total: int
    address: str
    context: PageContext
    licences: dict[str, str] = field(default_factory=dict)

    def note(self, row: ExportRow) -> None:
        """Note the licences of a row."""
        self.licences |= {each.iri: each.name for each in row.licences}

    def sheet_names(self) -> tuple[str, str]:
        """Return the names of the two sheets."""
        return self.context.translate(_RESULTS), self.context.translate(_ABOUT)

    def lines(self) -> Iterator[tuple[str, Cell]]:
        """Yield titles and values; read them after the last row."""
        translate = self.context.translate
        yield translate(_ADDRESS), self.address
        if self.snapshot is not None:
            yield translate(_NUMBER), self.snapshot.number
            yield translate(_PUBLISHED), self.snapshot.published_at.date()
        yield translate(_COUNT), self.total
        for iri, name in sorted(self.licences.items()):
            yield translate(_LICENCE), f"{name} — {iri}"
        yield translate(_READING), translate(_ADVICE)
