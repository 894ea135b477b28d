"""Sets of integers as sorted arrays. NumPy's `unique` and `isin` use hashing, which is far slower here."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Whole = TypeVar("Whole", bound=np.integer)


def distinct(numbers: NDArray[Whole]) -> NDArray[Whole]:
    """Return the distinct numbers, ascending."""
    ordered = np.sort(numbers)
    is_first = np.ones(len(ordered), np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first]


def is_among(numbers: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each number whether it is among others, which are ascending."""
    if not len(others):
        return np.zeros(len(numbers), np.bool_)
    found: NDArray[np.bool_] = (
        others[np.minimum(np.searchsorted(others, numbers), len(others) - 1)] == numbers
    )
    return found
