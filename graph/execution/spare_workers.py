"""Fork workers ahead of need, so that no query waits for a fork after a worker was killed.

A spare worker has evaluated a query before it is handed over. One that shares the snapshot in memory then makes those pages
its own at a lower priority, as far as the memory budget allows: the engine writes to each page that it reads, so
that the first time of a question would take up to four times as long as the second.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from weakref import WeakSet

from graph.execution.fork_server_client import ForkServer
from graph.execution.memory_replica import MemoryReplica
from graph.execution.worker_handle import WorkerHandle
from graph.runtime.memory_limit import available_bytes
from graph.runtime.priority_budget import PriorityBudget
from graph.settings import Settings
from graph.sparql.named_queries import read_query
from graph.storage.snapshots import Snapshot

_SHARE = 0.25  # of what the machine has left, at most, for one worker


class SpareWorkers:
    """Forks one spare worker at a time, in a thread of its own."""

    def __init__(
        self,
        settings: Settings,
        priority_budget: PriorityBudget,
        memory: MemoryReplica,
        hand_over: Callable[[WorkerHandle], None],
    ) -> None:
        """Prepare; nothing is forked before `order`.

        Args:
            settings: The limits of the workers.
            priority_budget: Says at which priority they start.
            memory: Says which of them may have memory of their own.
            hand_over: Takes a worker that is ready.
        """
        self._settings = settings
        self._priority_budget = priority_budget
        self._memory = memory
        self._hand_over = hand_over
        self._executor = ThreadPoolExecutor(1, "spare workers")
        self._copying: WeakSet[WorkerHandle] = WeakSet()  # those that may have memory of their own
        self._is_forking = False

    def order(self, snapshot: Snapshot, fork_server: ForkServer) -> None:
        """Fork a worker in the background, unless one is being forked."""
        if not self._is_forking:
            self._is_forking = True
            with suppress(RuntimeError):  # the server is closing
                self._executor.submit(self._fork, snapshot, fork_server)

    def close(self) -> None:
        """Fork no more."""
        self._executor.shutdown(cancel_futures=True)

    def _fork(self, snapshot: Snapshot, fork_server: ForkServer) -> None:
        try:
            worker = fork_server.fork(
                snapshot,
                self._settings,
                self._priority_budget.query_priority,
                warm_up=read_query("serve/warm_up").text(),
                copies_bytes=self._copied_bytes(snapshot, fork_server),
            )
            self._copying.add(worker)
            try:
                worker.finish()
            except (OSError, EOFError):  # a late report would be taken for a result
                worker.kill()
                raise
            self._hand_over(worker)
        except (OSError, EOFError):
            pass  # the fork server ended; the next request replaces it
        finally:
            self._is_forking = False

    def _copied_bytes(self, snapshot: Snapshot, fork_server: ForkServer) -> int:
        """Return how much of the copy in memory a new worker may make its own; 0 for a worker on disk."""
        if fork_server is not self._memory.in_use:
            return 0
        held_bytes = sum(each.copied_bytes for each in list(self._copying) if not each.is_closed)
        size_bytes = self._memory.spare_bytes(snapshot, held_bytes)
        return size_bytes if size_bytes <= _SHARE * available_bytes() else 0
