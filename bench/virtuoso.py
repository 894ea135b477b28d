"""Virtuoso 7 (Debian package virtuoso-opensource), with an ini of our own: no cut of results, room in memory."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode

from bench import processes
from bench.engine import Engine, Files, Unavailable, post, statement
from bench.generate import BASE_IRI


class Virtuoso(Engine):
    """Virtuoso 7 on the merge, held in one graph: it has no default graph of its own."""

    name = "virtuoso"
    path = "/sparql?" + urlencode(
        {"default-graph-uri": f"{BASE_IRI}/merge"}
    )  # or it asks its system graphs too
    knows_graphs = False

    def __init__(self, files: Files, place: Path, limit_s: float) -> None:
        """Look for its commands."""
        if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
            raise Unavailable("no `virtuoso-t`: Debian package virtuoso-opensource")
        super().__init__(files, place, limit_s)
        self._sql_port = processes.free_port()

    def load(self) -> float:
        """Load by its own bulk loader, checkpoint included."""
        self._launch()
        began = time.monotonic()
        folder = self.files.merged.parent
        self._sql(f"ld_dir('{folder}', '{self.files.merged.name}', '{BASE_IRI}/merge')")
        self._sql("rdf_loader_run()")
        self._sql("checkpoint")
        return time.monotonic() - began

    def start(self) -> None:
        """Allow updates to whoever reaches the loopback address."""
        self._sql('GRANT SPARQL_UPDATE TO "SPARQL"')
        self._sql("DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7)")

    def stop(self) -> None:
        """Ask it to end, then make it."""
        if self.process is not None:
            self._sql("shutdown", check=False)
            super().stop()

    def _launch(self) -> None:
        ini = self.place / "virtuoso.ini"
        ini.write_text(
            _VIRTUOSO_INI.format(place=self.place, engine=self, folder=self.files.merged.parent), "utf-8"
        )
        words: list[str | Path] = ["virtuoso-t", "+foreground", "+configfile", ini]
        self.process = processes.start(words, self.place / "log")
        processes.wait_for(f"{self.url}&{urlencode({'query': 'ASK {}'})}", self.process)

    @property
    def sql_port(self) -> int:
        """Tell the port of its SQL side."""
        return self._sql_port

    def _sql(self, statement: str, *, check: bool = True) -> None:
        words = ["isql-vt", f"127.0.0.1:{self._sql_port}", "dba", "dba", f"exec={statement};"]
        subprocess.run(words, check=check, capture_output=True, timeout=1800)

    def write(self, number: int) -> None:
        """Add one statement by SPARQL Update."""
        # Never as application/sparql-query: Virtuoso 7.2.5 hangs on it. A form does.
        into = f"WITH <{BASE_IRI}/merge> INSERT {{ {statement(self.files, number)} }} WHERE {{}}"
        post(self.url, urlencode({"query": into}).encode(), "application/x-www-form-urlencoded")


_VIRTUOSO_INI = """\
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
ServerPort = 127.0.0.1:{engine.sql_port}
DisableUnixSocket = 1
DirsAllowed = {place}, {folder}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxQueryMem = 2G
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4
MaxClientConnections = 40
[HTTPServer]
ServerPort = 127.0.0.1:{engine.port}
ServerRoot = {place}
ServerThreads = 40
MaxClientConnections = 40
KeepAliveTimeout = 60
MaxKeepAlives = 40
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 2000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = {engine.limit_s:.0f}
"""
