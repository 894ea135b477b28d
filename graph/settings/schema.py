"""What a setting is, and the settings of one process as a frozen value.

`Settings` is passed to whatever needs a setting; nothing reads the environment but `graph.settings.loading`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal as OneOf

from graph.errors import NeedsEmbedded
from graph.i18n import BilingualText, spoken_language
from graph.runtime.log_setup import LogStyle
from graph.settings.parsers import STORE_SCHEME, Parser

HIDDEN = "•••"
_UNITS = {
    "bytes": BilingualText("octets", "bytes"),
    "connections": BilingualText("liens", "connections"),
    "dumps": BilingualText("vidages", "dumps"),
    "processes": BilingualText("processus", "processes"),
    "queries": BilingualText("requêtes", "queries"),
    "snapshots": BilingualText("instantanés", "snapshots"),
}
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  recognised, not bound

MetricsReaders = OneOf["local", "token", "open", "off"]
RealTime = OneOf["auto", "off"]
Switch = OneOf["off", "on"]
AuthScheme = OneOf["basic", "digest"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings."""

    name: str
    default: object
    unit: str
    help: BilingualText
    parser: Parser
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "MAILLAGE_" + self.name.upper()

    def amount(self, value: object, language: str = "") -> str:
        """Render a value with its unit; of a secret, only whether there is one."""
        if self.is_secret:
            return HIDDEN if value else ""
        unit = _UNITS.get(self.unit, BilingualText(self.unit, self.unit))
        return f"{value} {unit.render(language or spoken_language())}".strip()


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force, one field a row of `graph.settings.TABLE`."""

    data_dir: Path = Path("var")
    base_iri: str = ""
    operator_name: str = ""
    contact: str = ""
    ontology_dir: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    trusted_proxies: str = ""
    language: str = "fr"
    source_max_bytes: int = 512 << 20
    naming_timeout_s: float = 20.0
    lock_wait_s: float = 600.0
    transaction_max_quads: int = 50_000
    connections_per_initiative: int = 3
    derivation_delay_s: float = 0.5
    derivation_wait_s: float = 30.0
    snapshot_keep_count: int = 10
    snapshot_keep_hours: float = 1.0
    snapshot_keep_bytes: int = 2 << 30
    disk_free_bytes: int = 64 << 20
    log_keep_bytes: int = 1 << 30
    dump_keep_count: int = 2
    dump_delay_s: float = 60.0
    write_max_bytes: int = 64 << 20
    write_timeout_s: float = 120.0
    query_timeout_s: float = 30.0
    query_memory_bytes: int = 2 << 30
    query_result_bytes: int = 256 << 20
    query_workers: int = 4
    query_queue: int = 64
    query_memory_budget_bytes: int = 4 << 30
    query_rules_off: str = ""
    services: str = ""
    answer_cache_bytes: int = 128 << 20
    store: str = ""
    sparql_update_url: str = ""
    sparql_graph_store_url: str = ""
    sparql_user: str = ""
    sparql_password: str = field(default="", repr=False)
    sparql_token: str = field(default="", repr=False)
    sparql_auth: AuthScheme = "basic"
    sparql_retries: int = 2
    sparql_row_cap: int = 0
    sparql_remember_s: float = 10.0
    log: LogStyle = "off"
    log_clients: Switch = "off"
    slow_query_s: float = 0.0
    metrics: MetricsReaders = "local"
    real_time: RealTime = "auto"
    stop_wait_s: float = 8.0

    @property
    def address(self) -> str:
        """The URL at which the host itself reaches the server."""
        host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def query_url(self) -> str:
        """The URL of the engine that holds the data; empty for the embedded store."""
        return self.store.removeprefix(STORE_SCHEME)

    def require_embedded(self, name: str) -> None:
        """Refuse what only the embedded store can do when another engine holds the data.

        Args:
            name: What is to be done, as the user calls it.

        Raises:
            NeedsEmbedded: Another store is set.
        """
        if self.store:
            raise NeedsEmbedded(name=name)
