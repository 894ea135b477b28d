"""Users' writes, sent on to a remote engine after the checks that are possible here.

Checked are the syntax, by a strict parser, that nothing is loaded from elsewhere, and that no graph kept by the software is
written. Blank nodes are replaced with IRIs as in a load. The shapes are not checked: they look at the whole state after a
write, which the protocol does not give within a transaction. No write is sent twice.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError

from graph.backends.remote.dataset import RemoteCurrent
from graph.backends.remote.deadline import Deadline
from graph.backends.remote.protocol_client import ProtocolClient
from graph.backends.remote.syntax_checker import SyntaxChecker
from graph.errors import (
    DefaultGraphIsMerge,
    EngineUnreachable,
    EngineUnreadable,
    GraphAbsent,
    GraphError,
    GraphPresent,
    KeptGraph,
    OutcomeUnknown,
    RemoteReadOnly,
    ResultLimitExceeded,
    SourceEmpty,
    TangledBlankNodes,
    TimeLimitExceeded,
    UpdateUnbounded,
)
from graph.rdf.namespaces import Namespaces
from graph.rdf.skolemization import SkolemizationTimeout, skolemize
from graph.rdf.terms import NamedNode, Quad
from graph.runtime.counters import Timings
from graph.settings import Settings
from graph.sources.payload import parse_payloads
from graph.sparql.named_queries import read_query
from graph.writing.proposals import checked_update
from graph.writing.requests import GraphWrite, Update, WriteResult

_UNSURE = (EngineUnreadable, TimeLimitExceeded, ResultLimitExceeded)


class RemoteWriteService:
    """Sends writes to the remote engine, which puts them in order; threads may share it."""

    def __init__(
        self,
        service: ProtocolClient,
        settings: Settings,
        names: Namespaces,
        current: RemoteCurrent,
        syntax_checker: SyntaxChecker,
    ) -> None:
        self._service = service
        self._settings = settings
        self._names = names
        self._current = current
        self._syntax_checker = syntax_checker
        self.writes: Timings[tuple[str, str]] = Timings()
        self.fault = ""  # the engine says itself how it is

    def write(self, request: Update | GraphWrite) -> WriteResult:
        """Check a write and send it.

        Raises:
            RemoteReadOnly: No URL for such writes is set.
            OutcomeUnknown: The engine did not confirm it.
            EngineRefusedUs, EngineFailed, EngineFault: The engine refused it.
            GraphError: It was refused here.
        """
        kind = "update" if isinstance(request, Update) else request.verb
        deadline, ending = Deadline(self._settings.write_timeout_s), "lost"
        started = time.monotonic()
        try:
            done = (
                self._update(request, deadline)
                if isinstance(request, Update)
                else self._graph(request, deadline)
            )
            ending = "accepted"
        except GraphError as error:
            ending = "lost" if isinstance(error, OutcomeUnknown) else "refused"
            raise
        finally:
            self.writes.record((kind, ending), time.monotonic() - started)
            self._current.note_write()
        return done

    def _update(self, update: Update, deadline: Deadline) -> WriteResult:
        self._require("sparql_update_url")
        update, outline = checked_update(update)
        base = self._names.document_base
        self._syntax_checker.check_update(update.text, base, deadline.remaining_s)
        for each in outline.targets or ():
            self._refuse_kept(each)
        if outline.writes_default:
            raise DefaultGraphIsMerge(expected=self._contribution)
        if outline.targets is None:  # GRAPH ?g, ALL, NAMED: it could reach those that the software keeps
            raise UpdateUnbounded
        with _confirmed():
            self._service.update(
                f"BASE <{base}>\n{update.text}",
                deadline,
                default_graphs=update.default_graphs,
                named_graphs=update.named_graphs,
            )
        return WriteResult(0)

    def _graph(self, request: GraphWrite, deadline: Deadline) -> WriteResult:
        self._require("sparql_graph_store_url")
        if not request.graph:
            raise DefaultGraphIsMerge(expected=self._contribution)
        self._refuse_kept(request.graph)
        is_there = self._has_graph(request.graph)
        if is_there and request.must_be_new:
            raise GraphPresent(graph=request.graph)
        if request.verb == "delete" and not is_there:
            raise GraphAbsent(graph=request.graph)
        content = None if request.verb == "delete" else self._content(request)
        with _confirmed():
            self._service.change_graph(request.verb.upper(), request.graph, content, deadline)
        return WriteResult(0, is_new=not is_there and request.verb != "delete")

    def _has_graph(self, graph: str) -> bool:
        """Return whether a graph has a triple."""
        opened = self._current.get()
        return bool(opened.run(read_query("remote/graph_exists"), {"graph": NamedNode(graph)}).result)

    def _content(self, request: GraphWrite) -> bytes:
        """Serialize the request body as N-Triples, its blank nodes replaced with IRIs."""
        graph_name = NamedNode(request.graph)
        triples = parse_payloads(request.parts, request.graph, max_bytes=self._settings.write_max_bytes)
        if not triples:
            raise SourceEmpty(path=request.graph)
        quads = [Quad(each.subject, each.predicate, each.object, graph_name) for each in triples]
        sent = b"\0".join(part.content for part in request.parts)
        salt = "" if request.verb == "put" else hashlib.sha256(sent).hexdigest()
        limit_s = self._settings.naming_timeout_s
        try:
            named = skolemize(quads, self._names, timeout_s=limit_s, salt=salt)
        except SkolemizationTimeout as error:
            raise TangledBlankNodes(path=request.graph, limit_s=limit_s) from error
        return "".join(f"{each.triple} .\n" for each in named).encode()

    def _refuse_kept(self, graph: str) -> None:
        if self._names.is_reserved(NamedNode(graph)):
            raise KeptGraph(graph=graph, expected=self._contribution)

    @property
    def _contribution(self) -> str:
        return self._names.things + "contribution/…"

    def _require(self, name: str) -> None:
        if not getattr(self._settings, name):
            raise RemoteReadOnly(name="MAILLAGE_" + name.upper())


@contextmanager
def _confirmed() -> Iterator[None]:
    """Raise OutcomeUnknown for an error after which a write may have been carried out; others pass."""
    try:
        yield
    except EngineUnreachable as error:
        cause = error.__cause__
        reason = cause.reason if isinstance(cause, URLError) else cause
        if reason is None or isinstance(reason, ConnectionRefusedError):  # it never reached the engine
            raise
        raise OutcomeUnknown(found=error.facts["found"]) from error
    except _UNSURE as error:
        raise OutcomeUnknown(found=error.code) from error
