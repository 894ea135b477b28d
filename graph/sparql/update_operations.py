"""Split an update into its operations, and each operation into what it removes, what it adds and its pattern.

Works on tokens, as `graph.sparql.update_analysis` does, for updates that the engine has accepted. With the parts the writer can
compute which quads a small update changes, instead of comparing the store before and after (`graph.writing.update_delta`).

Spec: https://www.w3.org/TR/sparql11-update/#graphUpdate
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.sparql.syntax.lexer import Token, block, operations, prologue_length, tokenize


@dataclass(frozen=True, slots=True)
class Operation:
    """The parts of one operation, as written; a part that is missing is empty.

    Attributes:
        prologue: Declarations of this operation and of those before it.
        home: The graph of WITH.
        removed, added: Templates; data where there is no `where`.
        where: The pattern.
    """

    prologue: str
    home: str
    removed: str
    added: str
    where: str

    def variables(self) -> list[str]:
        """Return the variables of the templates, in alphabetical order."""
        found = (each.text for each in tokenize(self.removed + self.added) if each.kind == "variable")
        return sorted({"?" + each[1:] for each in found})


def parse_operations(text: str) -> list[Operation] | None:
    """Parse an update that the engine has accepted.

    Returns:
        None when an operation manages whole graphs or names a dataset.
    """
    found, prologue = list[Operation](), ""
    for tokens in operations(tokenize(text)):
        start = prologue_length(tokens)
        if start:
            prologue += text[tokens[0].start : tokens[start - 1].end] + "\n"
        if len(tokens) > start:
            operation = _operation(tokens[start:], text, prologue)
            if operation is None:
                return None
            found.append(operation)
    return found


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
