"""Read our own queries from files: `queries/**/*.rq`, a header of `#+ key: value` lines, then SPARQL without prefixes.

    read_query("browse/resource_statements").bind({"focus": "id/need/entraide"}, base_iri)

Pages, checks and commands name a query and bind its parameters; `graph.storage.dataset` evaluates it (decision 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from graph.errors import BindingMismatch, UnknownQuery
from graph.i18n import BilingualText
from graph.rdf.namespaces import absolute_iri
from graph.rdf.terms import Literal, NamedNode, Term, expand, prefixes
from graph.resources import shipped, shipped_files

_HEADER_LINE = re.compile(r"#\+\s*(?P<key>[a-z_]+):\s*(?P<value>.*)")
_LIMIT = re.compile(r"\bLIMIT\s+(\d+)\s*$")  # that of the whole query
_TOKENS = re.compile(
    r"""(?P<skipped>"{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*)"""
    r"""|(?P<prefix>(?<![\w?$-])[A-Za-z][\w-]*)?:(?=[\w%\\])|(?P<word>[A-Za-z]+)|(?P<open>\{)""",
    re.DOTALL,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the caller binds; `kind` is "iri", "literal", "lang" or an XSD name as "date"."""

    name: str
    kind: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query file as read; `name` is its path below `queries/` without `.rq`."""

    name: str
    form: str
    summary: BilingualText
    header: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    body: str

    @property
    def short_name(self) -> str:
        """The name of the file alone, which the command line accepts."""
        return self.name.rpartition("/")[2]

    @property
    def question(self) -> BilingualText:
        """The question that it answers, in words; the summary where the header has none."""
        return BilingualText(
            self.header.get("question_fr", self.summary.fr), self.header.get("question_en", self.summary.en)
        )

    @property
    def label(self) -> BilingualText:
        """The name of what it finds, where the header has one."""
        return BilingualText(self.header.get("label_fr", ""), self.header.get("label", ""))

    @property
    def max_rows(self) -> int | None:
        """The most rows that it may return, or None."""
        return int(self.header["max_rows"]) if "max_rows" in self.header else None

    def example(self, base_iri: str) -> dict[str, str]:
        """Return example values by parameter from the header, with relative IRIs made absolute."""
        pairs = (each.partition("=") for each in self.header.get("example", "").split())
        kinds = {each.name: each.kind for each in self.parameters}
        return {
            key: f"{base_iri}/{value}" if kinds.get(key) == "iri" and value.startswith("id/") else value
            for key, _, value in pairs
        }

    def bind(self, values: Mapping[str, str], base_iri: str = "") -> dict[str, Term]:
        """Convert texts to terms, one for each parameter; defaults fill in what is not given.

        Args:
            values: An IRI may be absolute, compact (`mai:Need`) or relative to base_iri (`id/need/entraide`).
            base_iri: Without a final slash.

        Raises:
            BindingMismatch: A parameter is missing or unknown, or has a value that it cannot have.
        """
        defaults = {each.name: each.default for each in self.parameters if each.default is not None}
        given = defaults | dict(values)
        if given.keys() != {each.name for each in self.parameters}:
            raise self._mismatch(values)
        return {each.name: self._term(each, given[each.name], base_iri) for each in self.parameters}

    def _term(self, parameter: Parameter, text: str, base_iri: str) -> Term:
        if parameter.kind == "iri":
            iri = absolute_iri(text, base_iri)
            if iri is None:
                raise self._mismatch({"iri": text})
            return NamedNode(iri)
        if parameter.kind in ("literal", "lang"):
            return Literal(text)
        return Literal(text, datatype=NamedNode(expand(f"xsd:{parameter.kind}")))

    def _mismatch(self, values: Mapping[str, str]) -> BindingMismatch:
        expected = ", ".join(f"{each.name} ({each.kind})" for each in self.parameters) or "∅"
        found = ", ".join(f"{key}={value}" for key, value in values.items()) or "∅"
        return BindingMismatch(name=self.name, expected=expected, found=found)

    def text(self, bindings: Mapping[str, Term] = MappingProxyType({})) -> str:
        """Return the query as a text that stands alone, with its prefixes, and with the bindings as VALUES.

        It has the same result as `Dataset.run` with the same bindings.
        """
        declared = "".join(f"PREFIX {prefix}: <{prefixes()[prefix]}>\n" for prefix in self.used_prefixes())
        values = "".join(f"\n  VALUES ?{key} {{ {term} }}" for key, term in bindings.items())
        place = self._pattern_start()
        return f"{declared}{self.body[:place]}{values}{self.body[place:]}"

    def for_each(self, parameter: str, terms: Iterable[Term]) -> NamedQuery:
        """Return the query for many values of a parameter at once, which may have as many times the rows that one may have."""
        values = tuple(terms)
        kept = tuple(each for each in self.parameters if each.name != parameter)
        body = _LIMIT.sub(
            lambda found: f"LIMIT {int(found[1]) * len(values)}", self.starting_with(parameter, values)
        )
        most = {} if self.max_rows is None else {"max_rows": str(self.max_rows * len(values))}
        return replace(self, parameters=kept, body=body, header={**self.header, **most})

    def starting_with(self, variable: str, terms: Iterable[Term]) -> str:
        """Return the body, whose pattern begins with the values that a variable may have."""
        place = self._pattern_start()
        listed = " ".join(map(str, terms))
        return f"{self.body[:place]}\n  VALUES ?{variable} {{ {listed} }}{self.body[place:]}"

    def used_prefixes(self) -> tuple[str, ...]:
        """Return the prefixes that the body uses, in alphabetical order."""
        used = {match["prefix"] for match in _TOKENS.finditer(self.body) if match["prefix"]}
        return tuple(sorted(used & prefixes().keys()))

    def _pattern_start(self) -> int:
        """Find the place just after the brace that opens the WHERE pattern."""
        braces = [match.end() for match in _TOKENS.finditer(self.body) if match["open"]]
        if self.form != "CONSTRUCT":
            return braces[0]
        where = next(m.end() for m in _TOKENS.finditer(self.body) if (m["word"] or "").upper() == "WHERE")
        return next(each for each in braces if each > where)


def parse_query(name: str, text: str) -> NamedQuery:
    """Parse the header and the body of a query file.

    Args:
        name: Path below `queries/` without `.rq`.
        text: Content of the file.
    """
    lines = text.splitlines()
    header = {m["key"]: m["value"].strip() for m in map(_HEADER_LINE.fullmatch, lines) if m}
    body = "\n".join(line for line in lines if not _HEADER_LINE.fullmatch(line)).strip() + "\n"
    summary = BilingualText(header.get("summary_fr", header.get("summary", "")), header.get("summary", ""))
    words = ((match["word"] or "").upper() for match in _TOKENS.finditer(body))
    form = next((word for word in words if word in _FORMS), "")
    return NamedQuery(
        name, form, summary, MappingProxyType(header), _parameters(header.get("parameters", "")), body
    )


def _parameters(text: str) -> tuple[Parameter, ...]:
    found = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        key, _, rest = each.partition(":")
        kind, equals, default = rest.partition("=")
        found.append(Parameter(key.strip(), kind.strip(), default.strip() if equals else None))
    return tuple(found)


@cache
def read_query(name: str) -> NamedQuery:
    """Read a query by its path ("browse/resource_statements") or, if no other has it, by its name alone.

    Raises:
        UnknownQuery: No file has that name, or several have.
    """
    fitting = [each for each in query_names() if name in (each, each.rpartition("/")[2])]
    if len(fitting) != 1:
        raise UnknownQuery(name=name)
    return parse_query(fitting[0], (shipped("queries") / f"{fitting[0]}.rq").read_text("utf-8"))


@cache
def query_names() -> tuple[str, ...]:
    """Return the paths of all query files, in order."""
    return tuple(path.removesuffix(".rq") for path, _ in shipped_files("queries", ".rq"))


def named_queries(folder: str = "example") -> Iterator[NamedQuery]:
    """Return the queries of one folder, ordered by the number of their question where they have one, then by name."""
    inside = (read_query(each) for each in query_names() if each.startswith(folder + "/"))
    return iter(sorted(inside, key=_by_question))


def _by_question(query: NamedQuery) -> tuple[str, int, str]:
    number = re.fullmatch(r"([A-Z])(\d+)", query.header.get("id", ""))
    order = "VRHC"
    return (str(order.find(number[1])), int(number[2]), query.name) if number else ("9", 0, query.name)
