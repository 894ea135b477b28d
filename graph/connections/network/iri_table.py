"""IRIs by place: all of them sorted by their bytes in one blob, so that a place is found by halving."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class IriTable:
    """Distinct IRIs in the order of their UTF-8 bytes, which is that of their code points.

    blob: uint8; offsets: int64[n+1], IRI i is blob[offsets[i]:offsets[i+1]].
    """

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the IRIs."""
        return len(self.offsets) - 1

    def __getitem__(self, place: int) -> str:
        """Give the IRI at a place."""
        return self.encoded(place).decode()

    def __iter__(self) -> Iterator[str]:
        """Give every IRI, in order."""
        return (each.decode() for each in self.all_encoded())

    def encoded(self, place: int) -> bytes:
        """Give the bytes of the IRI at a place."""
        return self.blob[self.offsets[place] : self.offsets[place + 1]].tobytes()

    def all_encoded(self) -> list[bytes]:
        """Give the bytes of every IRI, in order."""
        whole, bounds = self.blob.tobytes(), self.offsets.tolist()
        return [whole[start:end] for start, end in pairwise(bounds)]

    def find(self, iri: str) -> int | None:
        """Give the place of an IRI, or None."""
        sought = iri.encode()
        place = self.place_of(sought)
        return place if place < len(self) and self.encoded(place) == sought else None

    def place_of(self, sought: bytes) -> int:
        """Give the place that an IRI has or would take."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.encoded(middle) < sought:
                low = middle + 1
            else:
                high = middle
        return low

    def edited(self, leaving: NDArray[np.int64], arriving: Sequence[bytes]) -> IriTable:
        """Give the table without some places and with some new IRIs, without reading the others one by one.

        Args: leaving: ascending; arriving: distinct, sorted, none of them in the table
        """
        pieces: list[NDArray[np.uint8]] = []
        lengths = np.diff(self.offsets)
        kept_lengths: list[NDArray[np.int64]] = []
        here = 0
        events = sorted(
            [(int(each), 0, b"") for each in leaving] + [(self.place_of(each), 1, each) for each in arriving],
            key=lambda each: (each[0], -each[1], each[2]),
        )
        for place, is_new, iri in events:
            pieces.append(self.blob[self.offsets[here] : self.offsets[place]])
            kept_lengths.append(lengths[here:place])
            here = place
            if is_new:
                pieces.append(np.frombuffer(iri, np.uint8))
                kept_lengths.append(np.array([len(iri)], np.int64))
            else:
                here = place + 1
        pieces.append(self.blob[self.offsets[here] :])
        kept_lengths.append(lengths[here:])
        return IriTable(np.concatenate(pieces), _bounds(np.concatenate(kept_lengths)))


def iri_table(encoded: Iterable[bytes]) -> IriTable:
    """Make a table of distinct IRIs that come sorted."""
    held = list(encoded)
    lengths = np.fromiter(map(len, held), np.int64, len(held))
    return IriTable(np.frombuffer(b"".join(held), np.uint8), _bounds(lengths))


def _bounds(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    bounds = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return bounds
