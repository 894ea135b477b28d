"""The table of settings: for each its parser, its unit, its default and its help.

Whatever shows settings reads this table: the command `settings`, the options of commands, the service description, the
reference. Defaults are those of `Settings`; help texts in both languages are in `help.toml`.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import get_args

from graph.i18n import LANGUAGES, BilingualText
from graph.runtime.log_setup import LogStyle
from graph.settings.parsers import (
    BASE_IRI,
    CONTACT,
    COUNT,
    DURATION,
    FOLDER,
    LINE,
    NETWORKS,
    PATH,
    PORT,
    RULES,
    SERVICE_URL,
    SERVICES,
    STORE,
    TEXT,
    Parser,
    one_of,
)
from graph.settings.schema import AuthScheme, MetricsReaders, RealTime, Setting, Settings, Switch

_HELP = tomllib.loads(files(__package__).joinpath("help.toml").read_text("utf-8"))


def _setting(name: str, parser: Parser, *, unit: str = "", is_secret: bool = False) -> Setting:
    default = Settings.__dataclass_fields__[name].default
    return Setting(name, default, unit, BilingualText(**_HELP[name]), parser, is_secret)


TABLE: tuple[Setting, ...] = (
    _setting("data_dir", PATH),
    _setting("base_iri", BASE_IRI),
    _setting("operator_name", LINE),
    _setting("contact", CONTACT),
    _setting("ontology_dir", FOLDER),
    _setting("host", TEXT),
    _setting("port", PORT),
    _setting("trusted_proxies", NETWORKS),
    _setting("language", one_of(*LANGUAGES)),
    _setting("source_max_bytes", COUNT, unit="bytes"),
    _setting("naming_timeout_s", DURATION, unit="s"),
    _setting("lock_wait_s", DURATION, unit="s"),
    _setting("transaction_max_quads", COUNT, unit="quads"),
    _setting("connections_per_initiative", COUNT, unit="connections"),
    _setting("derivation_delay_s", DURATION, unit="s"),
    _setting("derivation_wait_s", DURATION, unit="s"),
    _setting("snapshot_keep_count", COUNT, unit="snapshots"),
    _setting("snapshot_keep_hours", DURATION, unit="h"),
    _setting("snapshot_keep_bytes", COUNT, unit="bytes"),
    _setting("disk_free_bytes", COUNT, unit="bytes"),
    _setting("log_keep_bytes", COUNT, unit="bytes"),
    _setting("dump_keep_count", COUNT, unit="dumps"),
    _setting("dump_delay_s", DURATION, unit="s"),
    _setting("write_max_bytes", COUNT, unit="bytes"),
    _setting("write_timeout_s", DURATION, unit="s"),
    _setting("query_timeout_s", DURATION, unit="s"),
    _setting("query_memory_bytes", COUNT, unit="bytes"),
    _setting("query_result_bytes", COUNT, unit="bytes"),
    _setting("query_workers", COUNT, unit="processes"),
    _setting("query_queue", COUNT, unit="queries"),
    _setting("query_memory_budget_bytes", COUNT, unit="bytes"),
    _setting("query_rules_off", RULES),
    _setting("services", SERVICES),
    _setting("answer_cache_bytes", COUNT, unit="bytes"),
    _setting("store", STORE),
    _setting("sparql_update_url", SERVICE_URL),
    _setting("sparql_graph_store_url", SERVICE_URL),
    _setting("sparql_user", LINE),
    _setting("sparql_password", LINE, is_secret=True),
    _setting("sparql_token", LINE, is_secret=True),
    _setting("sparql_auth", one_of(*get_args(AuthScheme))),
    _setting("sparql_retries", COUNT),
    _setting("sparql_row_cap", COUNT),
    _setting("sparql_remember_s", DURATION, unit="s"),
    _setting("log", one_of(*get_args(LogStyle))),
    _setting("log_clients", one_of(*get_args(Switch))),
    _setting("slow_query_s", DURATION, unit="s"),
    _setting("metrics", one_of(*get_args(MetricsReaders))),
    _setting("real_time", one_of(*get_args(RealTime))),
    _setting("stop_wait_s", DURATION, unit="s"),
)
