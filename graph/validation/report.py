"""The SHACL validation report: what validation found, as a value, and its forms as text, JSON and RDF.

A report that has violations is not an error: `writing/commit` decides that nothing is published then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Quad, Triple, name, parse_term, short_term
from graph.validation.reading_account import Reading

Severity = OneOf["Violation", "Warning", "Info"]
SEVERITIES: tuple[Severity, ...] = ("Violation", "Warning", "Info")
CHECK = "check"  # the component of results that no shape gave
_SEVERITY_WORDS = {
    "Violation": BilingualText("violation", "violation"),
    "Warning": BilingualText("avertissement", "warning"),
    "Info": BilingualText("information", "information"),
}


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result. Terms are in N-Triples form; `files` names the loaded files that describe the focus node."""

    severity_rank: int
    focus_node: str
    source_shape: str
    result_path: str
    value: str
    component: str
    messages: BilingualText
    files: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """Return the name of the severity."""
        return SEVERITIES[self.severity_rank]


@dataclass(frozen=True, slots=True)
class Report:
    """All results of one validation, violations first, in an order that depends on the results alone.

    Attributes:
        reading: What became of the statements of the write; None where none was made.

    Spec: https://www.w3.org/TR/shacl/#validation-report
    """

    results: tuple[Result, ...]
    focus_node_count: int
    reading: Reading | None = None

    @property
    def conforms(self) -> bool:
        """Return whether there is no violation; only then may the data be published."""
        return not self.violations

    @property
    def violations(self) -> tuple[Result, ...]:
        """Return the results that prevent publication."""
        return tuple(each for each in self.results if each.severity == "Violation")

    @property
    def has_remarks(self) -> bool:
        """Return whether its reader has something to look into: a violation, a warning, a statement that is not read."""
        has_unread = self.reading is not None and self.reading.not_read_count > 0
        return has_unread or any(each.severity != "Info" for each in self.results)

    def concerning(self, files: Iterable[str]) -> Report:
        """Return the report with all violations, and of the other results only those about some files."""
        about = set(files)
        kept = (each for each in self.results if each.severity == "Violation" or about & set(each.files))
        return Report(tuple(kept), self.focus_node_count, self.reading)

    def about(self, quads: Iterable[Quad]) -> Report:
        """Return the report with all violations, and of the other results only those about things that quads mention."""
        focus_nodes = {parse_term(each.focus_node) for each in self.results if each.focus_node}
        mentioned = {term for quad in quads for term in (quad.subject, quad.object, quad.graph_name)}
        about = {str(each) for each in focus_nodes & mentioned}
        kept = (each for each in self.results if each.severity == "Violation" or each.focus_node in about)
        return Report(tuple(kept), self.focus_node_count, self.reading)

    def of_shapes(self) -> Report:
        """Return the report without the results of checks: what is stored, and followed by incremental validation."""
        kept = (each for each in self.results if each.component != CHECK)
        return Report(tuple(kept), self.focus_node_count, self.reading)

    def as_text(self, language: str) -> str:
        """Render the report for a person at a terminal."""
        # Several constraints of one shape may refuse the same value in the same words: a person reads them once.
        told = list({(each.severity, *_result_lines(each, language)): each for each in self.results}.values())
        counted = ", ".join(
            f"{sum(each.severity == severity for each in told)} {_SEVERITY_WORDS[severity].render(language)}(s)"
            for severity in SEVERITIES
        )
        verdict = (
            BilingualText("conforme", "conforms")
            if self.conforms
            else BilingualText("non conforme", "does not conform")
        )
        lines = [f"{verdict.render(language)} · {counted}"]
        lines += [line for each in told for line in _result_lines(each, language)]
        if self.reading is not None:
            lines += ["", *self.reading.as_lines(language, was_taken=self.conforms)]
        return "\n".join(lines) + "\n"

    def as_json(self) -> str:
        """Serialize the report as JSON, for a program."""
        results = [
            {
                "severity": each.severity,
                "focusNode": each.focus_node,
                "resultPath": each.result_path or None,
                "value": each.value or None,
                "sourceShape": each.source_shape,
                "sourceConstraintComponent": each.component,
                "message": {"fr": each.messages.fr, "en": each.messages.en},
                "files": list(each.files),
            }
            for each in self.results
        ]
        members: dict[str, object] = {"conforms": self.conforms, "results": results}
        if self.reading is not None:
            members["statements"] = self.reading.as_members()
        return json.dumps(members, ensure_ascii=False, indent=2) + "\n"

    def as_triples(self, names: Namespaces) -> Iterator[Triple]:
        """Yield the report in the SHACL vocabulary, without blank nodes."""
        report = names.graph("validation")
        yield Triple(report, name("rdf:type"), name("sh:ValidationReport"))
        yield Triple(report, name("sh:conforms"), Literal(self.conforms))
        yield from result_triples(self.results, names)


def _result_lines(result: Result, language: str) -> Iterator[str]:
    marks = {"Violation": "✗", "Warning": "!", "Info": "·"}
    where = f" ({', '.join(result.files)})" if result.files else ""
    yield f"\n{marks[result.severity]} {short_term(result.focus_node)}{where}"
    yield f"    {result.messages.render(language)}"
    found = BilingualText("trouvé", "found").render(language)
    if result.result_path or result.value:
        yield f"    {found}: {short_term(result.result_path)} {short_term(result.value) or '∅'}".rstrip()
    yield f"    {_SEVERITY_WORDS[result.severity].render(language)} · {short_term(result.source_shape)}"


def result_triples(results: Iterable[Result], names: Namespaces) -> Iterator[Triple]:
    """Yield results in the SHACL vocabulary."""
    for each in results:
        yield from _result_triples(names.graph("validation"), each)


def _result_triples(report: NamedNode, result: Result) -> Iterator[Triple]:
    parts = (result.focus_node, result.source_shape, result.result_path, result.value, result.component)
    key = "\n".join(parts)
    node = NamedNode(f"{report.value}#{hashlib.sha256(key.encode()).hexdigest()[:16]}")
    yield Triple(report, name("sh:result"), node)
    yield Triple(node, name("rdf:type"), name("sh:ValidationResult"))
    yield Triple(node, name("sh:resultSeverity"), name(f"sh:{result.severity}"))
    for curie, text in (
        ("sh:focusNode", result.focus_node),
        ("sh:resultPath", result.result_path),
        ("sh:value", result.value),
        ("sh:sourceShape", result.source_shape),
        ("sh:sourceConstraintComponent", result.component),
    ):
        if text.startswith(("<", '"')):  # neither a blank node nor the name of a check
            yield Triple(node, name(curie), parse_term(text))
    for language, message in zip(("fr", "en"), result.messages, strict=True):
        if message:
            yield Triple(node, name("sh:resultMessage"), Literal(message, language=language))


def read_result(triples: Collection[Triple], files: tuple[str, ...] = ()) -> Result:
    """Read one result back from the triples that `result_triples` writes about it."""
    stated = {
        each.predicate: str(each.object) for each in triples if each.predicate != name("sh:resultMessage")
    }
    messages = {
        each.object.language: each.object.value
        for each in triples
        if each.predicate == name("sh:resultMessage") and isinstance(each.object, Literal)
    }
    severity = stated[name("sh:resultSeverity")]
    curies = ("sh:focusNode", "sh:sourceShape", "sh:resultPath", "sh:value", "sh:sourceConstraintComponent")
    focus_node, source_shape, path, value, component = (stated.get(name(each), "") for each in curies)
    return Result(
        next(rank for rank, each in enumerate(SEVERITIES) if str(name(f"sh:{each}")) == severity),
        focus_node,
        source_shape,
        path,
        value,
        component,
        BilingualText(messages.get("fr", ""), messages.get("en", "")),
        files,
    )
