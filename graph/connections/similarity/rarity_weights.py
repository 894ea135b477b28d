"""Compute how much a shared thing weighs: the rarer, the more; in integers, so that sums ignore their order."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from graph.connections.similarity.model import UNIT

# What more than three in four share weighs nothing: for example the body that carries seven initiatives of eight.
LEAST = round(math.log(4 / 3) * UNIT)
_EXACT = 100
_STEPS = (13, 16, 20, 25, 32, 40, 50, 64, 80, 100)  # of a power of ten, each a quarter more
_ROUND = np.concatenate(
    [np.arange(_EXACT + 1), *(np.array(_STEPS, np.int64) * 10**power for power in range(1, 9))]
)


def rounded_up(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round counts up to steps of a quarter, so that one more seldom changes a weight; exact up to 100.

    There are ten steps from 1,000 to 10,000. A weight is at most ln(1.3) from that of the count itself.
    """
    return _ROUND[np.searchsorted(_ROUND, counts)]


def weights(counts: NDArray[np.int64], whole_count: int) -> NDArray[np.int64]:
    """Return ln(N/df) of the rounded counts, in units; 0 for what is too common to weigh, and for what nothing has."""
    whole = max(1, int(rounded_up(np.array([whole_count]))[0]))
    every = [round(math.log(whole / each) * UNIT) if each else 0 for each in _ROUND.tolist()]
    kept = np.array([each if each >= LEAST else 0 for each in every], np.int64)
    return kept[np.searchsorted(_ROUND, counts)]
