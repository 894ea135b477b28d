"""Parse the text of a setting, from the environment, a file or the command line, into its value.

A parser knows what it expects in words, so that a refusal can name it. `graph.settings.loading` makes the refusal: parsers
only raise ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from graph.i18n import BilingualText

STORE_SCHEME = "sparql:"
_HIGHEST_PORT = 65535
_BASE_IRI = re.compile(r"https?://[^\s/?#@<>\"{}|\\^`]+(/[A-Za-z0-9_.~-]+)*", re.IGNORECASE)

_MAILTO = re.compile(r"mailto:[A-Za-z0-9!$&'*+/=_.~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}")
_IRI_TEXT = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
_PAGE = re.compile(
    rf"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{{1,5}})?(?:[/?]{_IRI_TEXT})?(?:#{_IRI_TEXT})?"
)

# The names of `graph.sparql.rewriting`, which this package cannot import.
REWRITING_RULES = (
    "aliases", "counts", "alternatives", "zero-length", "graphs", "expressions", "constants", "closures", "anchors", "exists",
    "order", "star",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parser:
    """How a text becomes a value, and what the text is expected to be; `parse` raises ValueError."""

    parse: Callable[[str], object]
    expected: BilingualText


def one_of(*choices: str) -> Parser:
    """Build the parser of a setting that is one of a few words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    *others, last = choices
    return Parser(parse, BilingualText(f"{', '.join(others)} ou {last}", f"{', '.join(others)} or {last}"))


def _parse_count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _parse_duration(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number


def _parse_port(text: str) -> int:
    number = int(text)
    if not 0 < number <= _HIGHEST_PORT:
        raise ValueError(text)
    return number


def _parse_networks(text: str) -> str:
    """Parse IP addresses and networks, separated by commas; bits of a host in a network are a mistake."""
    networks = [each.strip() for each in text.split(",")] if text.strip() else []
    for each in networks:
        ip_network(each)  # raises ValueError
    return ", ".join(networks)


def _parse_folder(text: str) -> str:
    if text and not Path(text).is_dir():
        raise ValueError(text)
    return text


def _parse_base_iri(text: str) -> str:
    """Parse a base IRI: host in lower case, no final slash, nothing that a route or a header would have to escape."""
    plain = text.rstrip("/")
    if not plain:
        return ""
    parts = urlsplit(plain)
    if not _BASE_IRI.fullmatch(plain) or not plain.isascii() or parts.port == 0:  # `port` raises ValueError
        raise ValueError(text)
    if {".", ".."} & set(parts.path.split("/")):
        raise ValueError(text)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path}"


def _parse_store(text: str) -> str:
    """Parse which store: nothing or "embedded", or `sparql:` and the address of a SPARQL service."""
    if text in ("", "embedded"):
        return ""
    if not text.startswith(STORE_SCHEME) or text == STORE_SCHEME:
        raise ValueError(text)
    return STORE_SCHEME + _parse_service_url(text.removeprefix(STORE_SCHEME))


def _parse_service_url(text: str) -> str:
    """Parse the address of a service, without credentials: they would be shown wherever the address is."""
    parts = urlsplit(text)
    is_plain = text.isascii() and text.isprintable() and not re.search(r"[\s<>\"{}|\\^`#?]", text)
    is_absolute = parts.scheme in ("http", "https") and bool(parts.hostname)
    if text and not (is_plain and is_absolute and "@" not in parts.netloc and parts.port != 0):
        raise ValueError(text)
    return text


def _parse_contact(text: str) -> str:
    """Parse where to write to somebody: one e-mail address or one page, fit to be a link and an IRI."""
    plain = text.strip()
    if plain and not (_MAILTO.fullmatch(plain) or _PAGE.fullmatch(plain)):
        raise ValueError(text)
    return plain


def _parse_line(text: str) -> str:
    """Parse what may stand in a header."""
    if not text.isprintable():
        raise ValueError
    return text


def _parse_services(text: str) -> str:
    """Parse addresses of endpoints between spaces: absolute, without user, password or fragment."""
    for each in text.split():
        parts = urlsplit(each)
        is_plain = each.isascii() and not re.search(r"[<>\"{}|\\^`]", each)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or not is_plain:
            raise ValueError(text)
        if "@" in parts.netloc or "#" in each:
            raise ValueError(text)
    return " ".join(dict.fromkeys(text.split()))


def _parse_rules(text: str) -> str:
    """Parse names of rewriting rules between spaces."""
    if set(text.split()) - set(REWRITING_RULES):
        raise ValueError(text)
    return " ".join(dict.fromkeys(text.split()))


COUNT = Parser(_parse_count, BilingualText("un entier positif", "a non-negative integer"))
DURATION = Parser(_parse_duration, BilingualText("un nombre positif", "a non-negative number"))
PORT = Parser(_parse_port, BilingualText("un port de 1 à 65535", "a port from 1 to 65535"))
FOLDER = Parser(_parse_folder, BilingualText("un dossier qui existe", "a folder that exists"))
NETWORKS = Parser(
    _parse_networks,
    BilingualText(
        "des adresses ou des réseaux IP séparés par des virgules, comme 127.0.0.1, 10.0.0.0/8",
        "IP addresses or networks separated by commas, such as 127.0.0.1, 10.0.0.0/8",
    ),
)
PATH = Parser(Path, BilingualText("un chemin", "a path"))
TEXT = Parser(str, BilingualText("un texte", "a text"))
CONTACT = Parser(
    _parse_contact,
    BilingualText(
        "une adresse « mailto:nom@domaine » ou « https://… »",
        "an address “mailto:name@domain” or “https://…”",
    ),
)
LINE = Parser(_parse_line, BilingualText("un texte d’une ligne", "a text of one line"))
BASE_IRI = Parser(
    _parse_base_iri,
    BilingualText(
        "une adresse http(s)://hôte/chemin, sans requête, fragment, espace ni accent",
        "an address http(s)://host/path, without query, fragment, space or accent",
    ),
)
STORE = Parser(
    _parse_store,
    BilingualText(
        "« sparql: » puis l’adresse http(s) d’un service, sans identifiants",
        "“sparql:” and the http(s) address of a service, without credentials",
    ),
)
SERVICE_URL = Parser(
    _parse_service_url,
    BilingualText(
        "l’adresse http(s) d’un service, sans identifiants",
        "the http(s) address of a service, without credentials",
    ),
)
SERVICES = Parser(
    _parse_services,
    BilingualText(
        "des adresses http(s)://… séparées par des espaces, sans nom d’utilisateur ni fragment",
        "addresses http(s)://… parted by spaces, without user name or fragment",
    ),
)
RULES = Parser(
    _parse_rules,
    BilingualText(
        f"des noms de règles séparés par des espaces : {', '.join(REWRITING_RULES)}",
        f"names of rules parted by spaces: {', '.join(REWRITING_RULES)}",
    ),
)
