"""A worker: one process that answers one query at a time, and that can be killed at any moment.

In: requests from its socket. Out: results, or errors. Runs in a child of the fork server; knows no clock: whoever asked
decides when it has taken too long.
"""

from __future__ import annotations

import os
import resource
import socket
import threading
from collections.abc import Collection
from functools import partial

from pyoxigraph import Store

from graph.runtime.ipc import Message, receive, send
from graph.runtime.process_priority import Priority, temporary_priority
from graph.sparql.federation import ServiceEndpoints
from graph.sparql.query_requests import QueryRequest, ResultDocument, parse_result
from graph.sparql.result_writer import execute_request
from graph.sparql.service_clauses import ServiceCall
from graph.sparql.spool import INLINE_BYTES, Spool

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def work(
    channel: socket.socket,
    store: Store,
    max_result_bytes: int,
    base_iri: str,
    max_own_bytes: int,
    services: Collection[str],
) -> None:
    """Answer requests until the other side closes the channel, or until the process is worn.

    A request that takes long is stepped back: its thread gets a worse priority, from which only a privileged process finds
    back. So the thread ends with that request and another goes on. The process stays, because it is warm: the engine counts
    references as it reads, so that a fresh child copies every page that a query passes over (3 µs each).

    Args: max_own_bytes: how much of what it shared it may have copied, before it ends in favour of a fresh one
          services: the endpoints that a query may name; the other side asks them, and hands over what they answered
    """
    endpoints = ServiceEndpoints(services, partial(_asked, channel))
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    going, left = threading.Event(), list[Message]()
    going.set()

    def answer_until_stepped_back() -> None:
        while going.is_set() and os.getpriority(os.PRIO_PROCESS, 0) == niceness:  # of this thread
            message = left.pop() if left else receive(channel)
            if message is None:
                going.clear()
            elif os.getpriority(os.PRIO_PROCESS, 0) != niceness:
                left.append(message)  # it had to step back just when the last request was over
            else:
                with Spool(max_result_bytes) as spool:
                    header = execute_request(
                        store, QueryRequest.from_header(message.header), spool, base_iri, endpoints
                    )
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
    with temporary_priority(Priority.NORMAL), Spool(INLINE_BYTES) as spool:
        execute_request(
            store,
            QueryRequest(text, solution_format="text/csv"),
            spool,
            base_iri,
            ServiceEndpoints((), partial(_asked, channel)),
        )
    send(channel, {})


def _own_bytes() -> int:
    """Estimate what this process has copied: a page for each fault."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * _PAGE_BYTES


def _asked(channel: socket.socket, call: ServiceCall) -> ResultDocument:
    """Have a call made by whoever is at the other end.

    Raises: ServiceFailed, ServiceNotListed.
    """
    send(channel, {"call": call.as_header()})
    message = receive(channel)
    if message is None:
        raise EOFError
    document = parse_result(message.header, message.content, message.files, 0)
    assert isinstance(document, ResultDocument), "an answer is no table"
    return document
