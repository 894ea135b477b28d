"""One table of settings; read from the environment or a TOML file; nothing else configures the software."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from typing import Literal as OneOf
from urllib.parse import urlsplit

from graph.errors import NeedsEmbedded, SettingError
from graph.i18n import LANGUAGES, BilingualText, spoken_language
from graph.runtime.log_setup import LOG_STYLES, LogStyle

HIDDEN = "•••"
_UNITS = {
    "bytes": BilingualText("octets", "bytes"),
    "connections": BilingualText("liens", "connections"),
    "processes": BilingualText("processus", "processes"),
    "queries": BilingualText("requêtes", "queries"),
    "snapshots": BilingualText("instantanés", "snapshots"),
}


MetricsReaders = OneOf["local", "token", "open", "off"]
METRICS_READERS: tuple[MetricsReaders, ...] = ("local", "token", "open", "off")
RealTime = OneOf["auto", "off"]
REAL_TIMES: tuple[RealTime, ...] = ("auto", "off")


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table: the variable is `MAILLAGE_` and the name in capitals."""

    name: str
    default: object
    unit: str
    help: BilingualText
    parse: Callable[[str], object]
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """Name the environment variable that sets it."""
        return "MAILLAGE_" + self.name.upper()

    def amount(self, value: object, language: str = "") -> str:
        """Write a value with its unit; of a secret, only whether there is one."""
        if self.is_secret:
            return HIDDEN if value else ""
        words = _UNITS.get(self.unit, BilingualText(self.unit, self.unit))
        return f"{value} {words.say(language or spoken_language())}".strip()


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force, one field a row of `TABLE`."""

    data_dir: Path = Path("var")
    base_iri: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    trusted_proxies: str = ""
    language: str = "fr"
    source_max_bytes: int = 512 << 20
    naming_timeout_s: float = 20.0
    lock_wait_s: float = 10.0
    transaction_max_quads: int = 50_000
    connections_per_initiative: int = 3
    snapshot_keep_count: int = 10
    snapshot_keep_hours: float = 1.0
    write_max_bytes: int = 64 << 20
    write_timeout_s: float = 120.0
    query_timeout_s: float = 30.0
    query_memory_bytes: int = 2 << 30
    query_result_bytes: int = 256 << 20
    query_workers: int = 4
    query_queue: int = 64
    query_memory_budget_bytes: int = 4 << 30
    services: str = ""
    answer_cache_bytes: int = 128 << 20
    store: str = ""
    sparql_update_url: str = ""
    sparql_graph_store_url: str = ""
    sparql_user: str = ""
    sparql_password: str = field(default="", repr=False)
    sparql_token: str = field(default="", repr=False)
    sparql_auth: str = "basic"
    sparql_retries: int = 2
    sparql_row_cap: int = 0
    sparql_remember_s: float = 10.0
    log: LogStyle = "off"
    slow_query_s: float = 0.0
    metrics: MetricsReaders = "local"
    real_time: RealTime = "auto"

    @property
    def address(self) -> str:
        """Give the address at which the host itself reaches the server."""
        host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.port}"

    @property
    def query_url(self) -> str:
        """Give the address of the engine that holds the data; empty for the embedded one."""
        return self.store.removeprefix(_STORE_SCHEME)

    def require_embedded(self, name: str) -> None:
        """Go on with what only the embedded store can do if the data is there.

        Args:   name: what is to be done, as the person calls it
        Raises: NeedsEmbedded.
        """
        if self.store:
            raise NeedsEmbedded(name=name)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _duration(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number


_HIGHEST_PORT = 65535


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number <= _HIGHEST_PORT:
        raise ValueError(text)
    return number


def _networks(text: str) -> str:
    """Read IP addresses and networks, separated by commas; bits of a host in a network are a mistake."""
    networks = [each.strip() for each in text.split(",")] if text.strip() else []
    for each in networks:
        ip_network(each)  # raises ValueError
    return ", ".join(networks)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  recognised, not bound


def _log_style(text: str) -> str:
    if text not in LOG_STYLES:
        raise ValueError(text)
    return text


def _metrics_readers(text: str) -> str:
    if text not in METRICS_READERS:
        raise ValueError(text)
    return text


def _real_time(text: str) -> str:
    if text not in REAL_TIMES:
        raise ValueError(text)
    return text


_BASE_IRI = re.compile(r"https?://[^\s/?#@<>\"{}|\\^`]+(/[A-Za-z0-9_.~-]+)*", re.IGNORECASE)


def _base_iri(text: str) -> str:
    """Read a base IRI: host in lower case, no final slash, nothing that a route or a header would have to escape."""
    plain = text.rstrip("/")
    if not plain:
        return ""
    parts = urlsplit(plain)
    if not _BASE_IRI.fullmatch(plain) or not plain.isascii() or parts.port == 0:  # `port` raises ValueError
        raise ValueError(text)
    if {".", ".."} & set(parts.path.split("/")):
        raise ValueError(text)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path}"


_STORE_SCHEME = "sparql:"


def _store(text: str) -> str:
    """Read which store: nothing or "embedded", or `sparql:` and the address of a SPARQL service."""
    if text in ("", "embedded"):
        return ""
    if not text.startswith(_STORE_SCHEME) or text == _STORE_SCHEME:
        raise ValueError(text)
    return _STORE_SCHEME + _service_url(text.removeprefix(_STORE_SCHEME))


def _service_url(text: str) -> str:
    """Read the address of a service; credentials in it would be shown with it."""
    parts = urlsplit(text)
    is_plain = text.isascii() and text.isprintable() and not re.search(r"[\s<>\"{}|\\^`#?]", text)
    known = (
        parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and parts.port != 0
    )
    if text and not (is_plain and known):
        raise ValueError(text)
    return text


def _line(text: str) -> str:
    """Read what may stand in a header."""
    if not text.isprintable():
        raise ValueError
    return text


def _secret(text: str) -> str:
    """Read what may stand in a header and is shown nowhere."""
    return _line(text)


def _auth(text: str) -> str:
    if text not in ("basic", "digest"):
        raise ValueError(text)
    return text


def _services(text: str) -> str:
    """Read addresses of endpoints, parted by spaces: absolute, without user, password or fragment."""
    for each in text.split():
        parts = urlsplit(each)
        is_plain = each.isascii() and not re.search(r"[<>\"{}|\\^`]", each)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or not is_plain:
            raise ValueError(text)
        if "@" in parts.netloc or "#" in each:
            raise ValueError(text)
    return " ".join(dict.fromkeys(text.split()))


_EXPECTED: Mapping[Callable[[str], object], BilingualText] = {
    _count: BilingualText("un entier positif", "a non-negative integer"),
    _duration: BilingualText("un nombre positif", "a non-negative number"),
    _port: BilingualText("un port de 1 à 65535", "a port from 1 to 65535"),
    _networks: BilingualText(
        "des adresses ou des réseaux IP séparés par des virgules, comme 127.0.0.1, 10.0.0.0/8",
        "IP addresses or networks separated by commas, such as 127.0.0.1, 10.0.0.0/8",
    ),
    _language: BilingualText("fr ou en", "fr or en"),
    _base_iri: BilingualText(
        "une adresse http(s)://hôte/chemin, sans requête, fragment, espace ni accent",
        "an address http(s)://host/path, without query, fragment, space or accent",
    ),
    _store: BilingualText(
        "« sparql: » puis l’adresse http(s) d’un service, sans identifiants",
        "“sparql:” and the http(s) address of a service, without credentials",
    ),
    _service_url: BilingualText(
        "l’adresse http(s) d’un service, sans identifiants",
        "the http(s) address of a service, without credentials",
    ),
    _line: BilingualText("un texte d’une ligne", "a text of one line"),
    _secret: BilingualText("un texte d’une ligne", "a text of one line"),
    _auth: BilingualText("basic ou digest", "basic or digest"),
    _services: BilingualText(
        "des adresses http(s)://… séparées par des espaces, sans nom d’utilisateur ni fragment",
        "addresses http(s)://… parted by spaces, without user name or fragment",
    ),
    _log_style: BilingualText("off, text ou json", "off, text or json"),
    _metrics_readers: BilingualText("local, token, open ou off", "local, token, open or off"),
    _real_time: BilingualText("auto ou off", "auto or off"),
    Path: BilingualText("un chemin", "a path"),
    str: BilingualText("un texte", "a text"),
}

TABLE: tuple[Setting, ...] = tuple(
    Setting(name, Settings.__dataclass_fields__[name].default, unit, words, parse, parse is _secret)
    for name, unit, parse, words in (
        ("data_dir", "", Path, BilingualText("Répertoire des données.", "Data directory.")),
        (
            "base_iri",
            "",
            _base_iri,
            BilingualText(
                "Début de tous les noms donnés ici ; vide : l’adresse servie.",
                "Beginning of every name given here; empty: the address served.",
            ),
        ),
        ("host", "", str, BilingualText("Adresse d’écoute.", "Address to listen on.")),
        ("port", "", _port, BilingualText("Port d’écoute.", "Port to listen on.")),
        (
            "trusted_proxies",
            "",
            _networks,
            BilingualText(
                "Mandataires inverses dont on croit les en-têtes Forwarded et X-Forwarded-For, -Proto, -Host : leurs adresses "
                "ou réseaux IP, séparés par des virgules ; vide : aucun.",
                "Reverse proxies whose headers Forwarded and X-Forwarded-For, -Proto, -Host are believed: their IP addresses "
                "or networks, separated by commas; empty: none.",
            ),
        ),
        (
            "language",
            "",
            _language,
            BilingualText(
                "Langue de la ligne de commande ; par la variable seulement, sinon celle du système.",
                "Language of the command line; by the variable only, or else the system's.",
            ),
        ),
        (
            "source_max_bytes",
            "bytes",
            _count,
            BilingualText(
                "Taille d’un fichier lu, une fois décompressé.", "Size of a file read, once unpacked."
            ),
        ),
        (
            "naming_timeout_s",
            "s",
            _duration,
            BilingualText(
                "Temps accordé pour nommer les nœuds anonymes d’un fichier.",
                "Time given to name the blank nodes of a file.",
            ),
        ),
        (
            "lock_wait_s",
            "s",
            _duration,
            BilingualText("Attente d’un autre rédacteur.", "Time to wait for another writer."),
        ),
        (
            "transaction_max_quads",
            "quads",
            _count,
            BilingualText(
                "Au-delà, une copie du magasin est changée puis mise à sa place, au lieu d’une transaction.",
                "Beyond it, a copy of the store is changed and put in its place, instead of a transaction.",
            ),
        ),
        (
            "connections_per_initiative",
            "connections",
            _count,
            BilingualText(
                "Liens déduits publiés pour chaque initiative, les plus forts ; 0 : aucun.",
                "Derived connections published for each initiative, the strongest; 0: none.",
            ),
        ),
        (
            "snapshot_keep_count",
            "snapshots",
            _count,
            BilingualText("Instantanés gardés, au moins.", "Snapshots kept, at least."),
        ),
        (
            "snapshot_keep_hours",
            "h",
            _duration,
            BilingualText("Âge jusqu’auquel un instantané est gardé.", "Age up to which a snapshot is kept."),
        ),
        (
            "write_max_bytes",
            "bytes",
            _count,
            BilingualText("Taille d’une écriture reçue par HTTP.", "Size of a write received over HTTP."),
        ),
        (
            "write_timeout_s",
            "s",
            _duration,
            BilingualText(
                "Temps accordé à une écriture reçue par HTTP, attente comprise. Une écriture acceptée qui fait tout réécrire, "
                "ou la première d’une nouvelle version, qui fait tout revalider, n’est plus arrêtée.",
                "Time given to a write received over HTTP, waiting included. An accepted one that has everything written "
                "anew is not stopped any more, nor is the first one of a new release, which has everything validated.",
            ),
        ),
        (
            "query_timeout_s",
            "s",
            _duration,
            BilingualText("Temps accordé à une requête.", "Time given to a query."),
        ),
        (
            "query_memory_bytes",
            "bytes",
            _count,
            BilingualText("Mémoire accordée à une requête.", "Memory given to a query."),
        ),
        (
            "query_result_bytes",
            "bytes",
            _count,
            BilingualText("Taille d’un résultat.", "Size of a result."),
        ),
        (
            "query_workers",
            "processes",
            _count,
            BilingualText("Requêtes évaluées à la fois.", "Queries evaluated at once."),
        ),
        (
            "query_queue",
            "queries",
            _count,
            BilingualText("Requêtes qui peuvent attendre.", "Queries that may wait."),
        ),
        (
            "query_memory_budget_bytes",
            "bytes",
            _count,
            BilingualText(
                "Au-delà, les requêtes lisent l’instantané sur disque plutôt qu’en mémoire.",
                "Beyond it, queries read the snapshot on disk instead of in memory.",
            ),
        ),
        (
            "services",
            "",
            _services,
            BilingualText(
                "Points d’accès SPARQL que SERVICE peut interroger : leurs IRI, séparés par des espaces.",
                "SPARQL endpoints that SERVICE may query: their IRIs, parted by spaces.",
            ),
        ),
        (
            "answer_cache_bytes",
            "bytes",
            _count,
            BilingualText("Réponses gardées en mémoire.", "Answers kept in memory."),
        ),
        (
            "store",
            "",
            _store,
            BilingualText(
                "Où sont les données ; vide : ici, dans le répertoire des données ; sparql:ADRESSE : dans un autre moteur.",
                "Where the data is; empty: here, in the data directory; sparql:ADDRESS: in another engine.",
            ),
        ),
        (
            "sparql_update_url",
            "",
            _service_url,
            BilingualText(
                "Où ce moteur reçoit les mises à jour ; vide : on ne fait que le lire.",
                "Where that engine takes updates; empty: it is only read.",
            ),
        ),
        (
            "sparql_graph_store_url",
            "",
            _service_url,
            BilingualText(
                "Où ce moteur reçoit des graphes entiers (?graph=…) ; vide : nulle part.",
                "Where that engine takes whole graphs (?graph=…); empty: nowhere.",
            ),
        ),
        (
            "sparql_user",
            "",
            _line,
            BilingualText(
                "Nom sous lequel ce moteur nous connaît.", "Name under which that engine knows us."
            ),
        ),
        (
            "sparql_password",
            "",
            _secret,
            BilingualText("Mot de passe qui va avec.", "Password that goes with it."),
        ),
        (
            "sparql_token",
            "",
            _secret,
            BilingualText("Jeton (Bearer), au lieu d’un nom.", "Bearer token, instead of a name."),
        ),
        (
            "sparql_auth",
            "",
            _auth,
            BilingualText(
                "Comment le mot de passe est donné : basic ou digest.",
                "How the password is given: basic or digest.",
            ),
        ),
        (
            "sparql_retries",
            "",
            _count,
            BilingualText(
                "Nouveaux essais d’une lecture qui n’a pas abouti ; une écriture n’est jamais renvoyée.",
                "Further tries of a read that did not succeed; a write is never sent again.",
            ),
        ),
        (
            "sparql_row_cap",
            "",
            _count,
            BilingualText(
                "Lignes auxquelles ce moteur coupe ses résultats ; 0 : inconnu, tout résultat d’au moins 1000 est vérifié.",
                "Rows at which that engine cuts its results; 0: unknown, each result of 1000 or more is verified.",
            ),
        ),
        (
            "sparql_remember_s",
            "s",
            _duration,
            BilingualText(
                "Âge des listes et décomptes que les pages montrent sans les redemander à ce moteur.",
                "Age of the lists and counts that pages show without asking that engine again.",
            ),
        ),
        (
            "log",
            "",
            _log_style,
            BilingualText(
                "Une ligne par demande sur stderr : off, text ou json ; ni requête, ni jeton, ni adresse de client.",
                "One line a request on stderr: off, text or json; no query, no token, no address of a client.",
            ),
        ),
        (
            "slow_query_s",
            "s",
            _duration,
            BilingualText(
                "Au-delà, le texte d’une requête est gardé dans logs/slow-queries.jsonl du répertoire ; 0 : jamais.",
                "Beyond it, a query's text is kept in logs/slow-queries.jsonl of the directory; 0: never.",
            ),
        ),
        (
            "metrics",
            "",
            _metrics_readers,
            BilingualText(
                "Qui lit /metrics : local (cette machine, sans mandataire, ou un jeton admin), token (un jeton admin), "
                "open (tous), off (personne).",
                "Who reads /metrics: local (this machine, without a proxy, or an admin token), token (an admin token), "
                "open (everybody), off (nobody).",
            ),
        ),
        (
            "real_time",
            "",
            _real_time,
            BilingualText(
                "Priorités temps réel 1 et 2 pour ce qui répond en quelques millisecondes : auto, là où le noyau les accorde "
                "(LimitRTPRIO=2, CAP_SYS_NICE) ; off : jamais.",
                "Real-time priorities 1 and 2 for what answers within milliseconds: auto, where the kernel grants them "
                "(LimitRTPRIO=2, CAP_SYS_NICE); off: never.",
            ),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of a setting comes from: a variable, a file, the command line, or its default."""

    setting: Setting
    value: object
    source: str

    @property
    def shown(self) -> str:
        """Write the value for a program; of a secret, only whether there is one."""
        return self.setting.amount(self.value) if self.setting.is_secret else str(self.value)


def read_settings(
    environ: Mapping[str, str] = os.environ,
    *,
    toml: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """Read the settings: the command line wins over the environment, the environment over the file.

    Args:     environ: variables `MAILLAGE_…`; `MAILLAGE_SETTINGS` names the TOML file when `toml` is not given
              overrides: values of options, parsed unless they are texts; None meaning "not said"
    Raises:   SettingError for an unknown name or a value that cannot be.
    """
    origins = explain_settings(environ, toml=toml, overrides=overrides)
    values: dict[str, Any] = {each.setting.name: each.value for each in origins}
    return Settings(**values)


def explain_settings(
    environ: Mapping[str, str] = os.environ,
    *,
    toml: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> tuple[Origin, ...]:
    """Tell each setting's value and where it comes from, in the order of the table.

    Raises: SettingError for an unknown name or a value that cannot be.
    """
    toml_path = toml or (Path(environ["MAILLAGE_SETTINGS"]) if environ.get("MAILLAGE_SETTINGS") else None)
    written = _read_toml(toml_path) if toml_path else {}
    said = {name: value for name, value in (overrides or {}).items() if value is not None}
    return tuple(_resolve(setting, said, environ, written, toml_path) for setting in TABLE)


def _resolve(
    setting: Setting,
    said: Mapping[str, object],
    environ: Mapping[str, str],
    written: Mapping[str, Any],
    toml_path: Path | None,
) -> Origin:
    if setting.name in said:
        option, value = "--" + setting.name.replace("_", "-"), said[setting.name]
        return Origin(setting, _parse(setting, value, option) if isinstance(value, str) else value, option)
    if setting.variable in environ:
        return Origin(setting, _parse(setting, environ[setting.variable], setting.variable), setting.variable)
    if setting.name in written:
        return Origin(setting, _parse(setting, str(written[setting.name]), setting.name), str(toml_path))
    return Origin(setting, setting.default, "")


def _parse(setting: Setting, text: str, name: str) -> object:
    try:
        return setting.parse(text)
    except ValueError as error:
        found = HIDDEN if setting.is_secret else text
        raise SettingError(name=name, found=found, expected=_EXPECTED[setting.parse]) from error


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(name=str(path), found=str(error), expected="TOML") from error
    known = {each.name for each in fields(Settings)}
    for name in written:
        if name not in known:
            raise SettingError(name=f"{path}: {name}", found=written[name], expected=", ".join(sorted(known)))
    return written
