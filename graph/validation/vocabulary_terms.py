"""Know the terms that contributions may use: which are ours, which something here reads, which other vocabularies have.

A term is read when a shape, a query or the wording of pages names it, or when the network's own ontology declares it
(MAILLAGE_ONTOLOGY_DIR). All is derived from the shipped files, so that a new shape or query needs no entry here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from pyoxigraph import RdfFormat, parse
from rdflib import namespace as rdflib_namespaces
from rdflib.namespace import DefinedNamespace

from graph.connections.wording.lexicon import lexicon, ontology_files
from graph.rdf.terms import NamedNode, compact, expand, prefixes
from graph.resources import shipped_files

OWN = "https://w3id.org/maillage/"
_COMPACT = re.compile(r"(?<![\w<])([a-z][\w-]*):([A-Za-z][\w-]*)")
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)
_NOT_READING = ("alignments/", "examples/", "schemes/", "prefixes.ttl", "annotations.ttl")
_VOCABULARY_ONLY = "vocabulary.ttl"
_CLOSE = 0.7  # of difflib: “satus” and “status” 0.91, “Initative” and “Initiative” 0.95
_NOT_COMPLETE = ("WGS", "BRICK")  # rdflib's address of WGS 84 is not the one in use


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary that contributions may use.

    Attributes:
        terms: Names of terms, without the namespace.
        is_complete: Whether it has no others.
    """

    prefix: str
    namespace: str
    terms: frozenset[str]
    is_complete: bool


@cache
def own_terms() -> frozenset[str]:
    """Return every term and concept of ours, and those that the network's ontology declares."""
    return frozenset(_subjects(ontology_files())) | frozenset(
        _subjects((path, file) for path, file in shipped_files("shapes", ".ttl"))
    )


@cache
def read_terms() -> frozenset[str]:
    """Return every class and property that a shape, a query, the wording of pages or the network's ontology names."""
    found = {each for each in own_terms() if each.startswith(expand("mai:"))} | set(lexicon().by_term)
    for path, file in shipped_files("queries", ".rq"):
        if not path.startswith("check/"):
            found |= _compact_names(_COMMENT.sub("", file.read_text("utf-8")))
    for path, file in shipped_files("shapes", ".ttl"):
        if path != _VOCABULARY_ONLY:
            found |= _compact_names(_COMMENT.sub("", file.read_text("utf-8")))
    shipped = {f"ontology/{path}" for path, _ in shipped_files("ontology", ".ttl")}
    return frozenset(found | set(_subjects(each for each in ontology_files() if each[0] not in shipped)))


@cache
def shown_classes() -> frozenset[str]:
    """Return the classes whose things pages and lists show: those that have a noun, and those that a shape describes."""
    nouns = {iri for iri, words in lexicon().by_term.items() if "singular" in words.texts}
    described = set[str]()
    for path, file in shipped_files("shapes", ".ttl"):
        if path != _VOCABULARY_ONLY:
            triples = parse(file.read_bytes(), format=RdfFormat.TURTLE)
            described |= {
                each.object.value for each in triples if each.predicate.value == expand("sh:targetClass")
            }
    levels = {each for each in read_terms() if re.match(expand("igeo:") + "[A-Z]", each)}
    return frozenset((nouns | described | levels | {expand("oa:TextQuoteSelector")}) - {expand("owl:Thing")})


@cache
def is_shown_class(iri: str) -> bool:
    """Return whether a class, or one above it, is one whose things are shown."""
    return any(each in shown_classes() for each in lexicon().lineage(iri))


@cache
def is_read(iri: str) -> bool:
    """Return whether a term, or one above it, is read."""
    return any(each in read_terms() for each in lexicon().lineage(iri))


@cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """Return the vocabularies that are known, the longest namespaces first."""
    complete = {
        str(each._NS): frozenset(str(term)[len(str(each._NS)) :] for term in dir(each))  # noqa: SLF001
        for key, each in vars(rdflib_namespaces).items()
        if isinstance(each, type) and issubclass(each, DefinedNamespace) and key not in _NOT_COMPLETE
        if each is not DefinedNamespace
    }
    more = tomllib.loads(files(__package__).joinpath("vocabularies.toml").read_text("utf-8"))
    declared = dict(prefixes()) | {prefix: each["namespace"] for prefix, each in more.items()}
    found = [
        Vocabulary(
            prefix,
            namespace,
            complete.get(namespace, frozenset())
            | frozenset(more.get(prefix, {}).get("terms", ()))
            | {each[len(namespace) :] for each in read_terms() if each.startswith(namespace)},
            is_complete=namespace in complete,
        )
        for prefix, namespace in declared.items()
        if not namespace.startswith(OWN)
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.namespace), each.prefix)))


def vocabulary_of(iri: str) -> Vocabulary | None:
    """Return the vocabulary whose namespace an IRI begins with."""
    return next((each for each in vocabularies() if iri.startswith(each.namespace)), None)


def short_name(iri: str) -> str:
    """Return an IRI with the prefix of its vocabulary, else in angle brackets."""
    known = vocabulary_of(iri)
    with_prefix = f"{known.prefix}:{iri.removeprefix(known.namespace)}" if known else f"<{iri}>"
    return compact(iri) or with_prefix


def nearest_own(iri: str) -> str:
    """Return the term of ours that was most likely meant, or an empty string."""
    local = re.split(r"[#/]", iri.rstrip("#/"))[-1]
    terms = own_terms()
    folder = iri[: len(iri.rstrip("#/")) - len(local)]
    alike = [each for each in terms if each.startswith(folder)] if folder.startswith(OWN + "scheme/") else []
    return _nearest(local, alike or [each for each in terms if each.startswith(expand("mai:"))])


def nearest_of(vocabulary: Vocabulary, iri: str) -> str:
    """Return the term of a vocabulary that was most likely meant, those that are read first; or an empty string."""
    local = iri.removeprefix(vocabulary.namespace)
    terms = [vocabulary.namespace + each for each in sorted(vocabulary.terms)]
    read = [each for each in terms if each in read_terms()]
    return _nearest(local, read, 0.8) or _nearest(local, terms)


@cache
def look_alike(iri: str) -> str:
    """Return the IRI that was meant where a namespace is only nearly right, or an empty string.

    Nearly right: http for https, “www.”, another case, a missing or other “#” or “/” between namespace and name.
    """
    plain = _plain(iri)
    for prefix, namespace in _namespaces():
        start = _plain(namespace)
        if not plain.startswith(start) or iri.startswith(namespace):
            continue
        local = iri[len(iri) - len(plain) + len(start) :].lstrip("#/")
        known = (own_terms() if namespace == expand("mai:") else frozenset()) or frozenset(
            namespace + each for each in _terms_of(prefix)
        )
        if namespace + local in known or (
            local and iri[len(iri) - len(local) - 1] in "#/" and "/" not in local
        ):
            return namespace + local
    return ""


@cache
def _namespaces() -> tuple[tuple[str, str], ...]:
    found = [(each.prefix, each.namespace) for each in vocabularies()] + [("mai", expand("mai:"))]
    return tuple(sorted(found, key=lambda pair: -len(pair[1])))


@cache
def _terms_of(prefix: str) -> frozenset[str]:
    return next((each.terms for each in vocabularies() if each.prefix == prefix), frozenset())


def _plain(iri: str) -> str:
    """Return an IRI in lower case without scheme, “www.” and the mark at its end."""
    return re.sub(r"^https?://(?:www\.)?", "", iri.lower()).rstrip("#/")


def _nearest(local: str, candidates: Iterable[str], cutoff: float = _CLOSE) -> str:
    by_name = {re.split(r"[#/]", each)[-1]: each for each in sorted(candidates)}
    folded = {name.lower(): name for name in sorted(by_name)}
    if local.lower() in folded:
        return by_name[folded[local.lower()]]
    same_case = {name: name for name in by_name if name[:1].isupper() == local[:1].isupper()}
    for names in (same_case, folded):
        wanted = local if names is same_case else local.lower()
        if found := get_close_matches(wanted, names, n=1, cutoff=cutoff):
            return by_name[names[found[0]]]
    return ""


def _subjects(ontology: Iterable[tuple[str, object]]) -> Iterator[str]:
    for _, file in ontology:
        for each in parse(file.read_bytes(), format=RdfFormat.TURTLE, base_iri="urn:x-ontology:"):  # type: ignore[attr-defined]
            if isinstance(each.subject, NamedNode):
                yield each.subject.value


def _compact_names(text: str) -> set[str]:
    known = prefixes()
    return {known[prefix] + local for prefix, local in _COMPACT.findall(text) if prefix in known}
