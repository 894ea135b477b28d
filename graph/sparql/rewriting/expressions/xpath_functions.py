"""Functions of XPath that the engine lacks, as functions that a rewritten query may call.

elementpath has the syntax of regular expressions and the types of XPath. It is imported when the first call needs it. An error
of XPath is a cell without a value, as in the engine.

Spec: https://www.w3.org/TR/xpath-functions-31/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from graph.rdf.terms import Literal, NamedNode, Term
from graph.sparql.rewriting.expressions.xpath_arithmetic import computed

_OURS = "urn:x-maillage:"
MATCHES = f"<{_OURS}matches>"
REPLACE = f"<{_OURS}replace>"
COMPUTE = f"<{_OURS}compute>"
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\0")  # no group of XPath; Python reads U+0000
_IN_REPLACEMENT = re.compile(r"\\(?P<escaped>.?)|\$(?P<group>\d*)", re.DOTALL)


def uses_functions(text: str) -> bool:
    """Return whether a rewritten text calls any of the functions."""
    return _OURS in text


def why_unreadable(pattern: str, flags: str) -> str:
    """Return why a pattern cannot be compiled; "" where it can."""
    try:
        _compiled(pattern, flags)
    except (ValueError, re.error) as error:
        return str(error)
    return ""


@lru_cache(maxsize=1000)
def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    """Compile a pattern of XPath.

    Raises:
        ValueError: It is none, or a flag is unknown.
    """
    from elementpath.regex import RegexError, translate_pattern  # noqa: PLC0415  0.2 s that most processes never need

    if set(flags) - set("smixq"):
        raise ValueError(flags)
    if "q" in flags:
        return re.compile(re.escape(pattern), re.IGNORECASE if "i" in flags else 0)
    if _ZERO.search(pattern):
        raise ValueError(pattern)
    try:
        python = translate_pattern(
            _without_space(pattern) if "x" in flags else pattern,
            flags=sum(_FLAGS.get(each, 0) for each in flags),
            back_references=True,
        )
    except RegexError as error:
        raise ValueError(str(error)) from error
    return re.compile(python, sum((_FLAGS.get(each, 0) for each in set(flags)), 0))


def _without_space(pattern: str) -> str:
    """Return a pattern without the spaces that the flag `x` lets stand outside classes."""
    kept, depth, is_escaped = list[str](), 0, False
    for each in pattern:
        depth += 0 if is_escaped else (each == "[") - (each == "]")
        if depth or each not in " \t\r\n":
            kept.append(each)
        is_escaped = each == "\\" and not is_escaped
    return "".join(kept)


def _matches(*arguments: Term) -> Term | None:
    """Return whether a text has a part that matches (section 5.6.3): text, pattern, flags."""
    try:
        text, pattern, flags = _texts(arguments)
        return Literal(_compiled(pattern, flags).search(text) is not None)
    except (TypeError, ValueError, re.error):
        return None


def _replace(*arguments: Term) -> Term | None:
    """Return a text with its matches replaced (section 5.6.4): text, pattern, replacement, flags."""
    try:
        text, pattern, replacement, flags = _texts(arguments)
        compiled = _compiled(pattern, flags)
        parts: Sequence[str | int] = [replacement] if "q" in flags else _parts(replacement, compiled.groups)
    except (TypeError, ValueError, re.error):
        return None
    changed = compiled.sub(lambda found: _filled(parts, found), text)
    language = arguments[0].language if isinstance(arguments[0], Literal) else None
    return Literal(changed, language=language) if language else Literal(changed)


def _parts(replacement: str, groups: int) -> list[str | int]:
    """Return the words of a replacement and the numbers of its groups.

    Raises:
        ValueError: It is none of XPath (FORX0004).
    """
    parts, done = list[str | int](), 0
    for found in _IN_REPLACEMENT.finditer(replacement):
        parts.append(replacement[done : found.start()])
        done = found.end()
        if found["group"]:
            digits = found["group"]
            length = next((each for each in range(len(digits), 1, -1) if int(digits[:each]) <= groups), 1)
            parts += [int(digits[:length]), digits[length:]]
        elif found["escaped"] in ("\\", "$"):
            parts.append(found["escaped"])
        else:
            raise ValueError(replacement)
    return [*parts, replacement[done:]]


def _filled(parts: Sequence[str | int], found: re.Match[str]) -> str:
    groups = len(found.groups())
    return "".join(
        each if isinstance(each, str) else (found[each] or "") if each <= groups else "" for each in parts
    )


def _texts(terms: Sequence[Term]) -> list[str]:
    """Return the characters of strings, of which the first alone may have a language (SPARQL 1.1, section 17.4.3).

    Raises:
        TypeError: One is none.
    """
    texts = list[str]()
    for term in terms:
        if not isinstance(term, Literal) or not (
            term.datatype.value == _STRING or (term.language and not texts)
        ):
            raise TypeError(str(term))
        texts.append(term.value)
    return texts


FUNCTIONS: Mapping[NamedNode, Callable[..., Any]] = {
    NamedNode(MATCHES.strip("<>")): _matches,
    NamedNode(REPLACE.strip("<>")): _replace,
    NamedNode(COMPUTE.strip("<>")): computed,
}
