"""Answers made comparable: rows as a bag, up to the names of blank nodes, and a check of rows against the algebra's answer.

Blank nodes of the world keep their names in every answer; all others were made by the query, as were the IRIs and strings
of UUID and STRUUID, and only say which cells are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from tests.fuzzing.evaluation.aggregation import AnyTerm, Cell
from tests.fuzzing.evaluation.selection import Answer
from tests.fuzzing.language.terms import DECIMAL, INTEGER, STRING, literal, literal_parts, number
from tests.fuzzing.worlds import BLANK_NODES

Row = tuple[Cell, ...]
_UUID = re.compile(r'[<"](urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[>"]')
_PARTS = re.compile(r", |[| ]")


def comparable(answer: Answer) -> Counter[Row]:
    """Return the rows of an answer as a bag whose made terms have names that depend on their places alone."""
    order = sorted(range(len(answer.columns)), key=lambda place: answer.columns[place])
    rows = [tuple(_normal(row[place]) for place in order) for row in answer.rows]
    made = {each for row in rows for each in row if isinstance(each, str) and is_made(each)}
    if not made:
        return Counter(rows)
    colours = _coloured(rows, made)
    return Counter(tuple(_recoloured(each, colours) for each in row) for row in rows)


def is_made(term: str) -> bool:
    """Return whether a term was made by the query: a new blank node, a UUID."""
    return (term.startswith("_:") and term not in BLANK_NODES) or bool(_UUID.fullmatch(term))


def _normal(cell: Cell) -> Cell:
    """Return a cell with its number in one form, and the parts of a concatenation sorted."""
    if not isinstance(cell, str) or cell[0] != '"':
        return cell
    lexical_form, datatype, language = literal_parts(cell)
    if datatype == DECIMAL:
        return literal(str(round(Decimal(number(cell) or 0), 9).normalize() + 0), DECIMAL)
    if datatype == STRING and _PARTS.search(lexical_form):
        separator = ", " if ", " in lexical_form else "|" if "|" in lexical_form else " "
        return literal(separator.join(sorted(lexical_form.split(separator))))
    return cell if not language or language.islower() else literal(lexical_form, language=language)


def _coloured(rows: Sequence[Row], made: Iterable[str]) -> Mapping[str, str]:
    """Name made terms by the rows in which they are, in two rounds (colour refinement)."""
    colours = dict.fromkeys(made, "_:made")
    for _ in range(2):
        places: dict[str, list[str]] = {each: [] for each in colours}
        for row in rows:
            told = repr([_recoloured(each, colours) for each in row])
            for each in {cell for cell in row if isinstance(cell, str) and cell in colours}:
                own = [place for place, cell in enumerate(row) if cell == each]
                places[each].append(f"{own}{told}")
        colours = {each: f"_:made{hash(tuple(sorted(where)))}" for each, where in places.items()}
    return colours


def _recoloured(cell: Cell, colours: Mapping[str, str]) -> Cell:
    return colours.get(cell, cell) if isinstance(cell, str) else cell


def accepts(expected: Answer, found: Answer) -> bool:
    """Return whether rows are what the algebra says, where it leaves a choice too."""
    if sorted(expected.columns) != sorted(found.columns):
        return False
    if expected.is_graph:
        return set(comparable(expected)) == set(comparable(found))
    wanted, rows = comparable(expected), comparable(found)
    if wanted.total() != rows.total():
        return False
    open_rows = Counter(
        {row: count for row, count in wanted.items() if any(isinstance(c, AnyTerm) for c in row)}
    )
    fixed = wanted - open_rows
    if fixed - rows:
        return False
    return _matched(list(open_rows.elements()), list((rows - fixed).elements()))


def _matched(
    wanted: Sequence[Row], rows: Sequence[Row], fits: Callable[[Row, Row], bool] | None = None
) -> bool:
    """Return whether each row can be given to a row with choices, by augmenting paths."""
    fits = fits or _fits
    owner: dict[int, int] = {}

    def assign(place: int, seen: set[int]) -> bool:
        for other, row in enumerate(rows):
            if other not in seen and fits(wanted[place], row):
                seen.add(other)
                if other not in owner or assign(owner[other], seen):
                    owner[other] = place
                    return True
        return False

    return all(assign(place, set()) for place in range(len(wanted)))


def _fits(wanted: Row, row: Row) -> bool:
    return all(_fits_cell(want, cell) for want, cell in zip(wanted, row, strict=True))


def _fits_cell(want: Cell, cell: Cell) -> bool:
    if want == cell or not isinstance(want, AnyTerm):
        return want == cell
    was_made = isinstance(cell, str) and cell.startswith("_:made")
    return cell in {_normal(each) for each in want.terms} or (was_made and any(map(is_made, want.terms)))


def is_empty(answer: Answer) -> bool:
    """Return whether an answer has no row, or one row that holds nothing: a count of 0, unbound cells."""
    if len(answer.rows) > 1:
        return False
    empty = (None, literal("0", INTEGER), literal(""))
    return not answer.rows or (bool(answer.columns) and all(each in empty for each in answer.rows[0]))
