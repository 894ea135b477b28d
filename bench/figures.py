"""One cell of the page on connections: what a size gave for one measure, in words; a dash where it was not measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]
Figure = Callable[[Result], str]
NONE = "–"
_MS = 1000


def told(result: Result, key: str) -> Any:
    """Find what some part of a size told; None where none did."""
    return next((part["told"][key] for part in result["parts"].values() if key in part["told"]), None)


def total(result: Result, keys: Sequence[str], place: int = 0) -> float | None:
    """Add up the seconds of several steps; place 1: of processor time."""
    found = [told(result, each) for each in keys]
    return None if None in found else sum(each[place] for each in found)


def quantiles(times: Sequence[Sequence[float]], place: int = 0) -> tuple[float, float, float]:
    """Give median, 95th in a hundred, and the worst, in ms; place 1: of processor time."""
    ordered = sorted(each[place] * _MS for each in times)
    last = len(ordered) - 1
    return ordered[last // 2], ordered[min(last, int(len(ordered) * 0.95))], ordered[last]


def _of(key: str, words: Callable[[Any], str]) -> Figure:
    def figure(result: Result) -> str:
        found = told(result, key)
        return NONE if found is None else words(found)

    return figure


def counted(key: str) -> Figure:
    """Say a count."""
    return _of(key, lambda found: f"{found:,}")


def sized(key: str) -> Figure:
    """Say a size in MiB."""
    return _of(key, lambda found: f"{found / 2**20:,.1f} MiB")


def of_rule(word: str) -> Figure:
    """Say how many connections a rule gave."""
    return _of("by_rule", lambda found: f"{found.get(word, 0):,}")


def endings(key: str) -> Figure:
    """Say how searches ended."""
    return _of(
        key, lambda found: ", ".join(f"{count} {word}" for word, count in sorted(found["endings"].items()))
    )


def spread(key: str, place: int = 0) -> Figure:
    """Say median, p95 and worst; and how many of what was to be asked, where time was up before the end."""

    def words(found: Any) -> str:
        times = found["times"]
        shown = " / ".join(f"{each:,.1f}" for each in quantiles(times, place))
        return shown + (f" ({len(times)} of {found['of']})" if len(times) < found.get("of", 0) else "")

    return _of(key, words)


def seconds(*keys: str, place: int = 0) -> Figure:
    """Say the seconds of several steps together."""

    def figure(result: Result) -> str:
        found = total(result, keys, place)
        return NONE if found is None else f"{found:,.1f}"

    return figure


def peak(part: str) -> Figure:
    """Say the most memory that a part held."""

    def figure(result: Result) -> str:
        found = result["parts"].get(part)
        return f"{found['peak_bytes'] / 2**30:.2f} GiB" if found and found["peak_bytes"] else NONE

    return figure
