"""Sets of whole numbers as ascending arrays: by sorting, as numpy's own `unique` and `isin` hash, which takes far longer."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Whole = TypeVar("Whole", bound=np.integer)


def distinct(numbers: NDArray[Whole]) -> NDArray[Whole]:
    """Give numbers in order, each once."""
    ordered = np.sort(numbers)
    is_first = np.ones(len(ordered), np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first]


def is_among(numbers: NDArray[np.int64], held: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of each number whether it is among ascending ones."""
    if not len(held):
        return np.zeros(len(numbers), np.bool_)
    found: NDArray[np.bool_] = held[np.minimum(np.searchsorted(held, numbers), len(held) - 1)] == numbers
    return found
