"""How much a shared thing weighs: the rarer, the more. Whole numbers of 1e-4, so that sums don't depend on their order."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

UNIT = 10_000
# What more than three in four share brings nothing close: the body that carries seven initiatives of eight, say.
LEAST = round(math.log(4 / 3) * UNIT)
_EXACT = 100
_STEPS = np.array(
    [10, 13, 16, 20, 25, 32, 40, 50, 64, 80], np.int64
)  # of a power of ten, each a quarter more


def rounded_up(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round counts up to two significant digits, so that one more seldom changes a weight; exact up to 100."""
    step = np.ones_like(counts)
    while (large := counts > _EXACT * step).any():
        step[large] *= 10
    return -(-counts // step) * step


def whole_of(count: int) -> int:
    """Round how many there are in all up to a step of a quarter; exact up to 100.

    Every weight depends on it, so that each step writes all connections anew: there are ten from 1,000 to 10,000.
    """
    if count <= _EXACT:
        return count
    power: int = 10 ** (len(str(count)) - 2)
    return next((step * power for step in _STEPS if step * power >= count), _EXACT * power)


def weights(counts: NDArray[np.int64], whole_count: int) -> NDArray[np.int64]:
    """Give ln(N/df) of the rounded counts, in units; 0 for what is too common to weigh anything, and for what none has."""
    whole = whole_of(whole_count)
    distinct, places = np.unique(rounded_up(counts), return_inverse=True)
    told = [round(math.log(whole / each) * UNIT) if each else 0 for each in distinct.tolist()]
    heard = [each if each >= LEAST else 0 for each in told]
    return np.array(heard, np.int64)[places] if heard else np.empty(0, np.int64)


def decimal(weight: int) -> str:
    """Write a weight as an xsd:decimal, as stores write it: without a point where nothing follows."""
    whole, part = divmod(weight, UNIT)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".")
