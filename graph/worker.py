"""A worker: one process that answers one query at a time, and that can be killed at any moment.

In: jobs from its socket. Out: results, or errors. Runs in a child of the zygote; knows no clock: whoever asked
decides when it has taken too long.
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import tempfile
import threading
from collections.abc import Collection
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self, cast

from pyoxigraph import QueryBoolean, QuerySolutions, Store, serialize

from graph.answer import SOLUTION_FORMATS, TRIPLE_FORMATS, Answer
from graph.errors import EngineFault, GraphError, NoFormatFits, ResultLimitExceeded
from graph.evaluate import evaluate
from graph.federation import FUNCTIONS, Abroad, answer_services
from graph.job import Document, Job, error_header, result_of
from graph.precedence import Precedence, holding
from graph.service_clauses import Call
from graph.terms import prefixes
from graph.wire import Message, receive, send

_INLINE_BYTES = 1 << 16
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_M_ARENA_MAX = -8
_TABLE_BYTES = 8 << 20  # what a page can show


def limit_memory(more_bytes: int) -> None:
    """Forbid the process to grow by more than so many bytes of address space."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + more_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work(
    channel: socket.socket,
    store: Store,
    max_result_bytes: int,
    base_iri: str,
    max_own_bytes: int,
    services: Collection[str],
) -> None:
    """Answer jobs until the other side closes the channel, or until the process is worn.

    A job that takes long is stepped back: its thread gets a worse priority, from which only a privileged process finds
    back. So the thread ends with that job and another goes on. The process stays, because it is warm: the engine counts
    references as it reads, so that a fresh child copies every page that a query passes over (3 µs each).

    Args: max_own_bytes: how much of what it shared it may have copied, before it ends in favour of a fresh one
          services: the endpoints that a query may name; the other side asks them, and hands over what they answered
    """
    abroad = Abroad(services, partial(_asked, channel))
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    going, left = threading.Event(), list[Message]()
    going.set()

    def answer_until_stepped_back() -> None:
        while going.is_set() and os.getpriority(os.PRIO_PROCESS, 0) == niceness:  # of this thread
            message = left.pop() if left else receive(channel)
            if message is None:
                going.clear()
            elif os.getpriority(os.PRIO_PROCESS, 0) != niceness:
                left.append(message)  # it had to step back just when the last job was over
            else:
                with Spool(max_result_bytes) as spool:
                    header = do(store, Job.of_header(message.header), spool, base_iri, abroad)
                    if _own_bytes() > max_own_bytes:
                        header["is_last"] = True
                        going.clear()
                    send(channel, header, spool.inline(), spool.files())

    while going.is_set():
        thread = threading.Thread(target=answer_until_stepped_back)
        thread.start()
        thread.join()


def warm_up(channel: socket.socket, store: Store, text: str, base_iri: str) -> None:
    """Answer a query for nobody, then say so: what every query touches is copied by then."""
    with holding(Precedence.USUAL), Spool(_INLINE_BYTES) as spool:
        do(
            store,
            Job(text, solution_format="text/csv"),
            spool,
            base_iri,
            Abroad((), partial(_asked, channel)),
        )
    send(channel, {})


def keep_one_heap() -> None:
    """Have every thread take memory from the one heap; by default each reserves address space of its own."""
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _own_bytes() -> int:
    """Estimate what this process has copied: a page for each fault."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * _PAGE_BYTES


def _asked(channel: socket.socket, call: Call) -> Document:
    """Have a call made by whoever is at the other end.

    Raises: ServiceFailed, ServiceNotListed.
    """
    send(channel, {"call": call.as_header()})
    message = receive(channel)
    if message is None:
        raise EOFError
    document = result_of(message.header, message.content, message.files, 0)
    assert isinstance(document, Document), "an answer is no table"
    return document


def do(store: Store, job: Job, spool: Spool, base_iri: str, abroad: Abroad) -> dict[str, Any]:
    """Do one job: the result goes to the spool, what is told of it is returned; errors are told, not raised."""
    try:
        return _answer(store, job, spool, base_iri, abroad)
    except GraphError as error:
        spool.clear()
        return error_header(error)
    except (OSError, RuntimeError, ValueError) as error:  # what the engine raises while it runs
        spool.clear()
        return error_header(EngineFault(found=str(error)))


def _answer(store: Store, job: Job, spool: Spool, base_iri: str, abroad: Abroad) -> dict[str, Any]:
    answer = evaluate(
        store,
        answer_services(job.text, base_iri, abroad),
        base_iri=base_iri,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        functions=FUNCTIONS if abroad.services else None,
    )
    return write_answer(answer, job, spool)


def write_answer(answer: Answer, job: Job, spool: Spool) -> dict[str, Any]:
    """Write an answer as a job wants it: a document into the spool, or a table into what is told of it.

    Raises: NoFormatFits, ResultLimitExceeded.
    """
    if job.max_rows:
        return _tabulate(answer, job.max_rows, min(spool.max_bytes, _TABLE_BYTES))
    media_type = job.triple_format if answer.form == "graph" else job.solution_format
    if not media_type:
        raise NoFormatFits(form=answer.form)
    output = cast("IO[bytes]", spool)  # the engine asks for `write` and `flush` alone
    if isinstance(answer.result, QuerySolutions | QueryBoolean):
        answer.result.serialize(output, format=SOLUTION_FORMATS[media_type])
    else:
        serialize(answer.result, output, TRIPLE_FORMATS[media_type], prefixes=dict(prefixes()))
    return {"form": answer.form, "media_type": media_type, "size_bytes": spool.size_bytes}


def _tabulate(answer: Answer, max_rows: int, max_bytes: int) -> dict[str, Any]:
    result = answer.result
    if isinstance(result, QueryBoolean):
        return _table(answer, [], [["true" if result else "false"]], max_rows)
    rows: list[list[str]] = []
    size_bytes = 0
    for row in islice(result, max_rows + 1):
        rows.append(["" if each is None else str(each) for each in row])
        size_bytes += sum(map(len, rows[-1]))
        if size_bytes > max_bytes:
            raise ResultLimitExceeded(limit_bytes=max_bytes)
    if isinstance(result, QuerySolutions):
        return _table(answer, [each.value for each in result.variables], rows, max_rows)
    return _table(answer, ["subject", "predicate", "object"], rows, max_rows)


def _table(answer: Answer, columns: list[str], rows: list[list[str]], max_rows: int) -> dict[str, Any]:
    return {"form": answer.form, "columns": columns, "rows": rows[:max_rows], "is_cut": len(rows) > max_rows}


class Spool:
    """A file that the engine writes to: in memory at first, then unnamed on disk, never beyond its limit."""

    def __init__(self, max_bytes: int) -> None:
        """Begin empty."""
        self._file = tempfile.SpooledTemporaryFile(max_size=_INLINE_BYTES)  # noqa: SIM115  closed by `with`
        self.max_bytes = max_bytes
        self.size_bytes = 0

    def __enter__(self) -> Self:
        """Keep the file open while it is sent."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; whoever received it has it still."""
        self._file.close()

    def write(self, content: bytes) -> int:
        """Take some bytes.

        Raises: ResultLimitExceeded.
        """
        self.size_bytes += len(content)
        if self.size_bytes > self.max_bytes:
            raise ResultLimitExceeded(limit_bytes=self.max_bytes)
        return self._file.write(content)

    def flush(self) -> None:
        """Do as files do."""
        self._file.flush()

    def clear(self) -> None:
        """Forget what was written."""
        self._file.seek(0)
        self._file.truncate()
        self.size_bytes = 0

    def read(self) -> bytes:
        """Give what was written, whole."""
        self._file.seek(0)
        return self._file.read()

    def inline(self) -> bytes:
        """Give a small result; nothing of a large one."""
        if self.size_bytes > _INLINE_BYTES:
            return b""
        return self.read()

    def files(self) -> list[int]:
        """Give the file of a large result; none for a small one."""
        if self.size_bytes <= _INLINE_BYTES:
            return []
        self._file.flush()
        return [self._file.fileno()]
