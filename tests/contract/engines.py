"""Real servers for the contract: how each is started on the loopback address, killed and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from graph.settings import Settings
from tests.processes import processor_s
from tests.waiting import HANGS_S, wait_until

SLOWEST_S = 15  # after which the engine itself lets go of a query
ROW_CAP = 2000  # Virtuoso's, in these tests
_INI = """\
[Database]
DatabaseFile = {place}/virtuoso.db
ErrorLogFile = {place}/virtuoso.log
LockFile = {place}/virtuoso.lck
TransactionFile = {place}/virtuoso.trx
xa_persistent_file = {place}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {place}/virtuoso-temp.db
TransactionFile = {place}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
DirsAllowed = {place}
NumberOfBuffers = 10000
MaxDirtyBuffers = 7000
MaxQueryMem = 256M
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 2
MaxClientConnections = 20
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {place}
ServerThreads = 20
MaxClientConnections = 20
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {row_cap}
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = {slowest_s}
"""


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Engine:
    """A server in a process of its own."""

    name = ""
    caps_rows = False
    paths = ("", "", "")  # for queries, updates, graphs

    def __init__(self, place: Path) -> None:
        """Choose where it listens."""
        self.place = place
        self.port = free_port()
        self.query_url, self.update_url, self.graph_store_url = (
            f"http://127.0.0.1:{self.port}{each}" for each in self.paths
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.place / "log").open("ab") as log:
            self._process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.place)
        wait_until(self._answers, f"{self.name} answers")

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.place / "log").read_text("utf-8", "replace")
        with suppress(URLError, OSError):
            urlopen(f"{self.query_url}?{urlencode({'query': 'ASK {}'})}", timeout=HANGS_S).close()
            return True
        return False

    @property
    def processor_s(self) -> float:
        """Tell how much processor time it has used."""
        assert self._process is not None
        return processor_s(self._process.pid)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def settings(self, place: Path) -> Settings:
        """Say where it is."""
        return Settings(
            data_dir=place,
            base_iri="http://contract.test",
            store=f"sparql:{self.query_url}",
            sparql_update_url=self.update_url,
            sparql_graph_store_url=self.graph_store_url,
            query_timeout_s=HANGS_S,
            sparql_remember_s=0.0,
        )

    def command(self) -> list[str]:
        """Give the words that start it."""
        raise NotImplementedError


class Oxigraph(Engine):
    """`oxigraph serve`, of the package of that name."""

    name = "oxigraph"
    paths = ("/query", "/update", "/store")

    def command(self) -> list[str]:
        """Serve a folder; its default graph stands on its own."""
        binary = Path(sys.executable).with_name("oxigraph")
        words = [binary, "serve", "--location", self.place / "store", "--bind", f"127.0.0.1:{self.port}"]
        return [*map(str, words), "--timeout-s", str(SLOWEST_S)]


class Virtuoso(Engine):
    """Virtuoso 7, of the Debian package virtuoso-opensource; its default graph is the union of all graphs."""

    name = "virtuoso"
    caps_rows = True
    paths = ("/sparql", "/sparql", "/sparql-graph-crud")

    def __init__(self, place: Path) -> None:
        """Look for its commands.

        Skips where they are missing, but in CI, which installs them.
        """
        if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
            assert os.environ.get("CI") != "true", "CI installs virtuoso-opensource"
            pytest.skip("virtuoso-t is not installed: Debian package virtuoso-opensource")
        super().__init__(place)
        self._sql_port = free_port()

    def command(self) -> list[str]:
        """Serve a folder of its own."""
        ini = self.place / "virtuoso.ini"
        told = {"place": self.place, "port": self.port, "sql_port": self._sql_port}
        ini.write_text(_INI.format(**told, row_cap=ROW_CAP, slowest_s=SLOWEST_S), "utf-8")
        return ["virtuoso-t", "+foreground", "+configfile", str(ini)]

    def allow_updates(self) -> None:
        """Let whoever reaches the loopback address write."""
        for statement in (
            'GRANT SPARQL_UPDATE TO "SPARQL"',
            "DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7)",
            "checkpoint",
        ):
            words = ["isql-vt", f"127.0.0.1:{self._sql_port}", "dba", "dba", f"exec={statement};"]
            subprocess.run(words, check=True, capture_output=True, timeout=HANGS_S)
