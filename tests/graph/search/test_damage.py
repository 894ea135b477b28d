"""Tests of graph.search.damage: what the engine raises at a damaged file becomes an error that callers know."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from graph.errors import DataDamaged
from graph.search.damage import IndexDamaged, answering, meeting_damage


class _Panic(BaseException):
    """Looks like a panic of the engine."""


_Panic.__module__ = "pyo3_runtime"


@pytest.mark.parametrize(
    "error", [ValueError("an IO error occurred"), _Panic("index out of bounds")], ids=repr
)
@pytest.mark.parametrize(("wrapped", "told"), [(meeting_damage, IndexDamaged), (answering, DataDamaged)])
def test_errors_and_panics_of_the_engine_are_damage(
    wrapped: Callable[[], AbstractContextManager[None]], told: type[Exception], error: BaseException
) -> None:
    """To whoever opens an index, and to whoever asks it."""

    def fail() -> None:
        with wrapped():
            raise error

    with pytest.raises(told):
        fail()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), KeyError("bug"), SystemExit()], ids=repr)
def test_what_is_no_damage_passes(error: BaseException) -> None:
    """A stop, a fault of our own."""

    def fail() -> None:
        with answering():
            raise error

    with pytest.raises(type(error)):
        fail()
