"""The operations of an update, taken apart by their words: what they remove, what they add, where they look.

Lexical, as graph.sparql.update_analysis is: only for a text that the engine has accepted. What is not understood is not taken apart.

Spec: https://www.w3.org/TR/sparql11-update/#graphUpdate
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.sparql.lexer import Token, block, operations, tokenize


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation taken apart, each part as written; an empty part is not there.

    `removed` and `added` are templates, or data where there is no `where`; `home` is the graph that WITH names.
    """

    prologue: str
    home: str
    removed: str
    added: str
    where: str

    def variables(self) -> list[str]:
        """Name the variables of the templates, in order."""
        found = (each.text for each in tokenize(self.removed + self.added) if each.kind == "variable")
        return sorted({"?" + each[1:] for each in found})


def parse_operations(text: str) -> list[Operation] | None:
    """Take an update that the engine accepts apart.

    Returns: None when an operation manages whole graphs or names a dataset.
    """
    found, prologue = list[Operation](), ""
    for tokens in operations(tokenize(text)):
        start = _prologue_length(tokens)
        if start:
            prologue += text[tokens[0].start : tokens[start - 1].end] + "\n"
        if len(tokens) > start:
            operation = _operation(tokens[start:], text, prologue)
            if operation is None:
                return None
            found.append(operation)
    return found


def _prologue_length(tokens: Sequence[Token]) -> int:
    place = 0
    while place < len(tokens) and tokens[place].keyword in ("prefix", "base"):
        place += 3 if tokens[place].keyword == "prefix" else 2
    return place


def _operation(tokens: Sequence[Token], text: str, prologue: str) -> Operation | None:
    words = [each.keyword for each in tokens]
    home = tokens[1].text if words[0] == "with" else ""
    place, parts = (2 if home else 0), {"delete": "", "insert": "", "where": ""}
    while place < len(tokens):
        word = words[place]
        if word not in parts:
            return None
        is_short = word == "delete" and words[place + 1] == "where"
        opening = place + 1 + (is_short or words[place + 1] == "data")
        parts[word] = block(tokens, opening, text)
        if is_short:
            parts["where"] = parts[word]
        place = opening + 1
        while place < len(tokens) and tokens[place].start < tokens[opening].start + len(parts[word]):
            place += 1
    return Operation(prologue, home, parts["delete"], parts["insert"], parts["where"])
