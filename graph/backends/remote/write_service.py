"""Others' writes, passed on to an engine elsewhere: what can be judged from here is, the rest is the engine's.

Checked: syntax, by a strict parser; what is fetched (nothing); which graphs are aimed at (none that the software
keeps); blank nodes are named as in a load. Not checked: the shapes, as they judge the whole state after a write, which
no service gives within a transaction. Nothing is ever sent twice.
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
from graph.sources.payload import parse_part
from graph.sparql.named_queries import read_query
from graph.writing.proposals import checked_update
from graph.writing.requests import GraphWrite, Update, WriteResult

_UNSURE = (EngineUnreadable, TimeLimitExceeded, ResultLimitExceeded)


class RemoteWriteService:
    """Passes writes on; threads may share it, the engine puts them in order."""

    def __init__(
        self,
        service: ProtocolClient,
        settings: Settings,
        names: Namespaces,
        current: RemoteCurrent,
        grammar: SyntaxChecker,
    ) -> None:
        """Know where they go."""
        self._service = service
        self._settings = settings
        self._names = names
        self._current = current
        self._grammar = grammar
        self.writes: Timings[tuple[str, str]] = Timings()

    def write(self, asked: Update | GraphWrite) -> WriteResult:
        """Have a write done.

        Raises: RemoteReadOnly; OutcomeUnknown when the engine did not confirm it; EngineRefusedUs, EngineFailed,
                EngineFault; whatever the write was refused for here.
        """
        kind = "update" if isinstance(asked, Update) else asked.verb
        deadline, ending = Deadline(self._settings.write_timeout_s), "lost"
        started = time.monotonic()
        try:
            done = (
                self._update(asked, deadline) if isinstance(asked, Update) else self._graph(asked, deadline)
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
        self._grammar.check_update(update.text, base, deadline.remaining_s)
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

    def _graph(self, asked: GraphWrite, deadline: Deadline) -> WriteResult:
        self._require("sparql_graph_store_url")
        if not asked.graph:
            raise DefaultGraphIsMerge(expected=self._contribution)
        self._refuse_kept(asked.graph)
        is_there = self._is_there(asked.graph)
        if is_there and asked.must_be_new:
            raise GraphPresent(graph=asked.graph)
        if asked.verb == "delete" and not is_there:
            raise GraphAbsent(graph=asked.graph)
        content = None if asked.verb == "delete" else self._content(asked)
        with _confirmed():
            self._service.change_graph(asked.verb.upper(), asked.graph, content, deadline)
        return WriteResult(0, is_new=not is_there and asked.verb != "delete")

    def _is_there(self, graph: str) -> bool:
        """Tell whether a graph holds something."""
        opened = self._current.get()
        return bool(opened.run(read_query("remote/graph_exists"), {"graph": NamedNode(graph)}).result)

    def _content(self, asked: GraphWrite) -> bytes:
        """Write what was sent as N-Triples, its blank nodes named."""
        graph_name = NamedNode(asked.graph)
        triples = {each for part in asked.parts for each in parse_part(part, asked.graph)}
        if not triples:
            raise SourceEmpty(path=asked.graph)
        quads = [Quad(each.subject, each.predicate, each.object, graph_name) for each in triples]
        sent = b"\0".join(part.content for part in asked.parts)
        salt = "" if asked.verb == "put" else hashlib.sha256(sent).hexdigest()
        limit_s = self._settings.naming_timeout_s
        try:
            named = skolemize(quads, self._names, timeout_s=limit_s, salt=salt)
        except SkolemizationTimeout as error:
            raise TangledBlankNodes(path=asked.graph, limit_s=limit_s) from error
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
    """Tell a write that was not done from one of which nobody knows.

    Raises: OutcomeUnknown.
    """
    try:
        yield
    except EngineUnreachable as error:
        cause = error.__cause__
        reason = cause.reason if isinstance(cause, URLError) else cause
        if reason is None or isinstance(reason, ConnectionRefusedError):  # nobody took it
            raise
        raise OutcomeUnknown(found=error.facts["found"]) from error
    except _UNSURE as error:
        raise OutcomeUnknown(found=error.code) from error
