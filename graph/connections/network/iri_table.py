"""A sorted table of IRIs in one array of bytes, so that it can be mapped into memory and searched by bisection.

The place of an IRI is its number everywhere in the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class IriTable:
    """Distinct IRIs in the order of their UTF-8 bytes, which is that of their code points.

    Attributes:
        blob: uint8. The bytes of all IRIs.
        offsets: int64[n + 1]. IRI i is blob[offsets[i]:offsets[i + 1]].
    """

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of IRIs."""
        return len(self.offsets) - 1

    def __getitem__(self, place: int) -> str:
        """Return the IRI at a place."""
        return self.encoded(place).decode()

    def __iter__(self) -> Iterator[str]:
        """Yield every IRI, in order."""
        return (each.decode() for each in self.all_encoded())

    def encoded(self, place: int) -> bytes:
        """Return the bytes of the IRI at a place."""
        return self.blob[self.offsets[place] : self.offsets[place + 1]].tobytes()

    def all_encoded(self) -> list[bytes]:
        """Return the bytes of every IRI, in order."""
        whole, bounds = self.blob.tobytes(), self.offsets.tolist()
        return [whole[start:end] for start, end in pairwise(bounds)]

    def find(self, iri: str) -> int | None:
        """Return the place of an IRI; None when it is not in the table."""
        sought = iri.encode()
        place = self.place_of(sought)
        return place if place < len(self) and self.encoded(place) == sought else None

    def place_of(self, sought: bytes) -> int:
        """Return the place that an IRI has or would take."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < sought:
                low = middle + 1
            else:
                high = middle
        return low

    def edited(self, leaving: NDArray[np.int64], arriving: Sequence[bytes]) -> IriTable:
        """Return the table without some places and with some new IRIs; the others are copied in slices.

        Args:
            leaving: Places, ascending.
            arriving: Distinct, sorted, none of them in the table.
        """
        slices: list[NDArray[np.uint8]] = []
        lengths = np.diff(self.offsets)
        kept_lengths: list[NDArray[np.int64]] = []
        here = 0
        events = sorted(
            [(int(each), 0, b"") for each in leaving] + [(self.place_of(each), 1, each) for each in arriving],
            key=lambda each: (each[0], -each[1], each[2]),
        )
        for place, is_new, iri in events:
            slices.append(self.blob[self.offsets[here] : self.offsets[place]])
            kept_lengths.append(lengths[here:place])
            here = place
            if is_new:
                slices.append(np.frombuffer(iri, np.uint8))
                kept_lengths.append(np.array([len(iri)], np.int64))
            else:
                here = place + 1
        slices.append(self.blob[self.offsets[here] :])
        kept_lengths.append(lengths[here:])
        return IriTable(np.concatenate(slices), _bounds(np.concatenate(kept_lengths)))


def iri_table(encoded: Iterable[bytes]) -> IriTable:
    """Build a table of distinct IRIs that are sorted."""
    iris = list(encoded)
    lengths = np.fromiter(map(len, iris), np.int64, len(iris))
    return IriTable(np.frombuffer(b"".join(iris), np.uint8), _bounds(lengths))


def _bounds(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    bounds = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return bounds
