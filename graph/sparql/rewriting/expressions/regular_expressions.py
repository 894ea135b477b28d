r"""Read REGEX and REPLACE in the syntax of XPath (rule "regular expressions").

The engine has the syntax of Rust: back-references, `\i`, `\c`, blocks and subtraction are missing or mean something else, and
`$1_` in a replacement names a group "1_". A constant replacement is written in the engine's syntax. What the engine cannot do is
computed by functions of our own (`xpath_functions`), some microseconds a call.

Spec: https://www.w3.org/TR/xpath-functions-31/#func-matches, #func-replace
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pyoxigraph import QuerySolutions, Store

from graph.errors import PatternInvalid, ReplacementInvalid
from graph.sparql.rewriting.expressions.writer import ExpressionWriter, Handler, is_brief
from graph.sparql.rewriting.expressions.xpath_functions import MATCHES, REPLACE, why_unreadable
from graph.sparql.syntax.places import place_of
from graph.sparql.syntax.terms import as_literal, string_value
from graph.sparql.syntax.tree import ExpressionNode

# What the engine reads otherwise than XPath: back-references, \i \c, blocks, subtraction and operators in classes.
_OTHERWISE = re.compile(r"\\[1-9icIC]|\\[pP]\{Is|-\[|\[[^\]]*(?:&&|~~|--)")
_IN_WORDS = re.compile(r"\\.|\$(?P<group>\d+)|(?P<wrong>\$)", re.DOTALL)
_NO_FLAGS = ("", '""')  # what a call of ours has for the flags that are left out
_SPACE = re.compile(r"[ \t\r\n#]")


def _regex(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    others = node.arguments[1:]
    if len(others) not in (1, 2):
        return None
    pattern, flags = _constant(others[0]), _constant(*others[1:])
    arguments = [writer.written(each) for each in node.arguments]
    ours = f"{MATCHES}({', '.join([*arguments, *_NO_FLAGS[len(others) :]])})"
    if pattern is None or flags is None:
        theirs = writer.inner(node)
        return f"COALESCE({theirs}, {ours})" if is_brief(theirs, node) else ours
    return ours if _is_ours(writer, node.arguments[1], pattern, flags) else None


def _replace(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    others = node.arguments[1:]
    if len(others) not in (2, 3):
        return None
    pattern, replacement, flags = _constant(others[0]), _constant(others[1]), _constant(*others[2:])
    arguments = [writer.written(each) for each in node.arguments]
    ours = f"{REPLACE}({', '.join([*arguments, *_NO_FLAGS[len(others) - 1 :]])})"
    if pattern is None or flags is None or replacement is None:
        return _guarded(writer, node, ours, is_known=replacement is not None and "q" not in (flags or "q"))
    if _is_ours(writer, node.arguments[1], pattern, flags):
        return ours
    if "$" not in replacement and "\\" not in replacement:
        return None
    arguments[2] = as_literal(_engine_replacement(writer, node.arguments[2], replacement, pattern, flags))
    return f"REPLACE({', '.join(arguments)})"


def _guarded(writer: ExpressionWriter, node: ExpressionNode, ours: str, *, is_known: bool) -> str:
    """Return a call for arguments that are not constant: the engine's where its reading is ours, and where it gives a value."""
    replacement = writer.written(node.arguments[2])
    theirs = writer.inner(node)
    if not is_brief(theirs, node):
        return ours
    value = string_value(node.arguments[2].term) if is_known else None
    if value is not None and "$" not in value and "\\" not in value:
        return f"COALESCE({theirs}, {ours})"
    is_special = f'CONTAINS({replacement}, "$") || CONTAINS({replacement}, "\\\\")'
    return f"IF({is_special}, {ours}, COALESCE({theirs}, {ours}))"


def _constant(node: ExpressionNode | None = None) -> str | None:
    """Return the characters of an argument that is a plain string; none where the argument is left out."""
    return "" if node is None else string_value(node.term)


def _is_ours(writer: ExpressionWriter, node: ExpressionNode, pattern: str, flags: str) -> bool:
    """Return whether a constant pattern is for our function: the engine reads it otherwise, or cannot compile it.

    Raises:
        PatternInvalid: It is not for ours either.
    """
    is_otherwise = "q" not in flags and (
        _OTHERWISE.search(pattern) is not None or ("x" in flags and _SPACE.search(pattern) is not None)
    )
    is_otherwise |= "q" in flags and len(set(flags) - {"q", "i"}) > 0
    if not is_otherwise and _is_compiled(pattern, flags):
        return False
    reason = why_unreadable(pattern, flags)
    if reason:
        place = place_of(writer.text, node.start)
        raise PatternInvalid(found=writer.original(node), reason=reason, **place)
    return True


@lru_cache(maxsize=1000)
def _is_compiled(pattern: str, flags: str) -> bool:
    """Ask the engine whether it can compile a pattern; a program of more than a megabyte counts as none."""
    call = f'REGEX("", {as_literal(pattern)}, {as_literal(flags)})'
    found = Store().query(f"SELECT ({call} AS ?r) {{}}")
    assert isinstance(found, QuerySolutions), "it begins with SELECT"
    return next(found)["r"] is not None


def _engine_replacement(
    writer: ExpressionWriter, node: ExpressionNode, replacement: str, pattern: str, flags: str
) -> str:
    r"""Return a replacement in the engine's syntax: `${1}` for `$1`, `$$` for `\$`.

    Raises:
        ReplacementInvalid: XPath's syntax forbids it.
    """
    if "q" in flags:
        return replacement.replace("$", "$$")
    groups = len(re.findall(r"(?<!\\)(?:\\\\)*\((?!\?)", pattern))

    def written(found: re.Match[str]) -> str:
        if found["group"]:
            return _group(found["group"], groups)
        text = {r"\$": "$$", r"\\": "\\"}.get(found[0])
        if text is None:
            raise ReplacementInvalid(found=writer.original(node), **place_of(writer.text, node.start))
        return text

    if re.search(r"(?<!\\)(?:\\\\)*\\$", replacement):
        raise ReplacementInvalid(found=writer.original(node), **place_of(writer.text, node.start))
    return _IN_WORDS.sub(written, replacement)


def _group(digits: str, groups: int) -> str:
    """Return a group and the digits after it: the longest number that a group has, at least one digit."""
    length = len(digits)
    while length > 1 and int(digits[:length]) > groups:
        length -= 1
    number = int(digits[:length])
    return (f"${{{number}}}" if number <= groups else "") + digits[length:]


HANDLERS: Mapping[str, Handler] = {"REGEX": _regex, "REPLACE": _replace}
