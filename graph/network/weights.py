"""How much a shared thing weighs: the rarer, the more. Whole numbers of 1e-4, so that sums don't depend on their order."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

UNIT = 10_000
_EXACT = 100


def rounded_up(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round counts up to two significant digits, so that one more seldom changes a weight; exact up to 100."""
    step = np.ones_like(counts)
    while (large := counts > _EXACT * step).any():
        step[large] *= 10
    return -(-counts // step) * step


def weights(counts: NDArray[np.int64], initiative_count: int) -> NDArray[np.int64]:
    """Give ln(N/df) of the rounded counts, in units; 0 for what all share or none has."""
    whole = int(rounded_up(np.array([initiative_count], np.int64))[0])
    distinct, places = np.unique(rounded_up(counts), return_inverse=True)
    told = [round(math.log(whole / each) * UNIT) if each else 0 for each in distinct.tolist()]
    return np.array(told, np.int64)[places] if told else np.empty(0, np.int64)


def decimal(weight: int) -> str:
    """Write a weight as an xsd:decimal, as stores write it: without a point where nothing follows."""
    whole, part = divmod(weight, UNIT)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".")
