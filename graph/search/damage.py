"""Report damaged files of an index as errors that callers know: the engine panics where it meets bytes that make no sense.

A panic of the engine reaches Python as an exception that is no `Exception`, which would end a server's thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graph.errors import DataDamaged

_PANICS = "pyo3_runtime"  # the module that the class of a panic names; it cannot be imported


class IndexDamaged(Exception):
    """A file of the index is not what was written; the argument is its name, where it is known."""


@contextmanager
def meeting_damage() -> Iterator[None]:
    """Raise IndexDamaged for an error or a panic of the engine."""
    try:
        yield
    except ValueError as error:
        raise IndexDamaged(str(error)) from error
    except BaseException as error:
        if type(error).__module__ != _PANICS:
            raise
        raise IndexDamaged(str(error)) from None


@contextmanager
def answering() -> Iterator[None]:
    """Raise DataDamaged where a question meets a damaged file: part of an answer is none."""
    try:
        with meeting_damage():
            yield
    except IndexDamaged as error:
        raise DataDamaged from error
