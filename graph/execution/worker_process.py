"""Evaluate one query at a time, in a process that can be killed at any moment: the program of a worker.

It runs in a child of the fork server, receives requests on its socket and replies with results or errors. It knows no time
limit: the web process decides when a query has taken too long.
"""

from __future__ import annotations

import os
import resource
import socket
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph.runtime.ipc import Message, receive, send
from graph.runtime.process_priority import Priority, temporary_priority
from graph.sparql.federation import ServiceEndpoints
from graph.sparql.preparation import Preparation
from graph.sparql.query_requests import QueryRequest, ResultDocument, parse_result
from graph.sparql.result_writer import QueryContext, execute_request
from graph.sparql.rewriting.rules import ALL_RULES, Rewriter
from graph.sparql.service_clauses import ServiceCall
from graph.sparql.spool import INLINE_BYTES, Spool
from graph.storage.snapshot_parts.statistics import read_statistics

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def work(channel: socket.socket, context: QueryContext, max_result_bytes: int, max_own_bytes: int) -> None:
    """Evaluate requests until the other side closes the channel, or until the process has copied too many pages.

    The priority of a request that takes long is lowered, which only a privileged process can undo. So its thread ends with that
    request, and another thread goes on. The process stays, because it is warm: the engine counts references as it reads, so a
    fresh child copies every page that a query reads (3 µs each).

    Args:
        channel: Receives requests, sends results.
        context: The snapshot, and what its queries are evaluated with.
        max_result_bytes: Limit of one result.
        max_own_bytes: How many bytes of shared pages it may have copied before a fresh worker replaces it.
    """
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    going, left = threading.Event(), list[Message]()
    going.set()

    def evaluate_until_priority_is_lowered() -> None:
        while going.is_set() and os.getpriority(os.PRIO_PROCESS, 0) == niceness:  # of this thread
            message = left.pop() if left else receive(channel)
            if message is None:
                going.clear()
            elif os.getpriority(os.PRIO_PROCESS, 0) != niceness:
                left.append(message)  # its priority was lowered just when the last request was over
            else:
                with Spool(max_result_bytes) as spool:
                    request = QueryRequest.from_message(message.header, message.content)
                    header = execute_request(context, request, spool)
                    if _own_bytes() > max_own_bytes:
                        header["is_last"] = True
                        going.clear()
                    send(channel, header, spool.inline(), spool.files())

    while going.is_set():
        thread = threading.Thread(target=evaluate_until_priority_is_lowered)
        thread.start()
        thread.join()


def worker_context(
    channel: socket.socket, store: Store, snapshot_path: Path, command: Mapping[str, Any]
) -> QueryContext:
    """Return what a worker evaluates queries with.

    Args:
        channel: The web process has the calls of SERVICE made.
        store: The snapshot.
        snapshot_path: Its folder, where its statistics are.
        command: That of the fork server: `base_iri`, `services`, `rules_off`.
    """
    rules = tuple(each for each in ALL_RULES if each not in command["rules_off"])
    return QueryContext(
        store,
        command["base_iri"],
        ServiceEndpoints(command["services"], partial(_call_service, channel)),
        Preparation(Rewriter(rules, statistics=read_statistics(snapshot_path))),
    )


def warm_up(channel: socket.socket, context: QueryContext, text: str) -> None:
    """Evaluate a query without a result, then report: the pages that every query touches are copied by then."""
    with temporary_priority(Priority.NORMAL), Spool(INLINE_BYTES) as spool:
        execute_request(context, QueryRequest(text, solution_format="text/csv"), spool)
    send(channel, {})


def _own_bytes() -> int:
    """Estimate how many bytes of pages this process has copied: one page for each fault."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * _PAGE_BYTES


def _call_service(channel: socket.socket, call: ServiceCall) -> ResultDocument:
    """Make the web process call an endpoint, and return the result.

    Raises:
        QueryError: ServiceFailed or ServiceNotListed.
    """
    send(channel, {"call": call.as_header()})
    message = receive(channel)
    if message is None:
        raise EOFError
    document = parse_result(message.header, message.content, message.files, 0)
    assert isinstance(document, ResultDocument), "an answer is no table"
    return document
