"""Tests of bench.present: wrong answers are named, sections are replaced."""

from __future__ import annotations

from pathlib import Path

from bench.ask import Rate, Told
from bench.measure import Measured
from bench.present import Run, disagreements, outvoted, present, put_in_page


def _measured(engine: str, *, rows: int | None, seconds: float = 0.01) -> Measured:
    rates = {"cold lookups": Rate(100 / seconds, 1.0, 2.0, 0, 50.0)}
    return Measured(engine, 1.0, 1000, rates, {"circle_needs": Told(seconds, rows, "" if rows else "> 5 s")})


def _run(*measured: Measured) -> Run:
    return Run(10, 20, 10, "2026-11-21", "make bench", 0.5, 0.6, measured, ["left out: virtuoso"])


def test_disagreement_is_named() -> None:
    """Two engines that answer with different numbers of rows are both named; equal ones, or a query given up, are not."""
    ours = _measured("ours", rows=3)
    (told,) = disagreements([ours, _measured("peer", rows=2)])
    assert "circle_needs" in told and "3" in told and "2" in told
    assert not list(disagreements([ours, _measured("peer", rows=3), _measured("slow", rows=None)]))


def test_outvoted() -> None:
    """Ours is suspected when nobody agrees with it, and not when one peer of two does."""
    ours, same, other = (_measured("x", rows=rows) for rows in (3, 3, 2))
    assert list(outvoted([ours, other])) == ["circle_needs"]
    assert not list(outvoted([ours, same, other]))
    assert not list(outvoted([ours, _measured("slow", rows=None)]))


def test_wrong_answers_have_no_ratio() -> None:
    """The time of an answer that differs from ours is not compared, neither alone nor in the mean."""
    section = present(_run(_measured("ours", rows=3), _measured("peer", rows=2, seconds=0.02)))
    assert "20.0 (2) ≠" in section
    assert "| example questions, geometric mean ms | 10.0 of 1 | – |" in section


def test_ratios() -> None:
    """Above 1 means that ours is ahead: more requests a second, less time."""
    section = present(_run(_measured("ours", rows=3), _measured("peer", rows=3, seconds=0.02)))
    assert "| cold lookups, requests/s | 10,000 | 5,000 (2.00) |" in section
    assert "20.0 (3) **2.00**" in section
    assert "left out: virtuoso" in section


def test_section_is_replaced(tmp_path: Path) -> None:
    """A page keeps the sections of other sizes; a new run of one size takes the place of the former."""
    page = tmp_path / "bench.md"
    put_in_page(page, "## 10 initiatives\n\nfirst\n")
    put_in_page(page, "## 20 initiatives\n\nother\n")
    put_in_page(page, "## 10 initiatives\n\nsecond\n")
    text = page.read_text("utf-8")
    assert text.startswith("# How fast")
    assert "first" not in text
    assert "second" in text and "other" in text
