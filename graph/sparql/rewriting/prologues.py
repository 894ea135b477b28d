"""Move the declarations of an update's operations to its front: the grammar lets each operation begin with some.

The engine (0.5.13) takes them before the first one only. Works on tokens; what is moved means the same, because a name stands for
the same IRI wherever its prefix is declared.

Spec: https://www.w3.org/TR/sparql11-query/#rUpdate
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph.sparql.rewriting.edits import Edit, apply_edits
from graph.sparql.syntax.lexer import Token, operations, prologue_length, tokenize


def with_prefixes_first(text: str) -> str:
    """Move the prefixes that later operations declare to the front, where alone the engine (0.5.13) accepts them.

    A prefix that is declared again, for something else, gets a name of its own from there on. BASE stays where it is; the engine
    then reports it.
    """
    first, *later = list(operations(tokenize(text))) or [[]]
    current = {each.text: iri.text for each, iri in _declarations(first)}
    names = {(prefix, iri): prefix for prefix, iri in current.items()}
    edits, moved = list[Edit](), dict[str, None]()
    for operation in later:
        for prefix, iri in _declarations(operation):
            current[prefix.text] = iri.text
            name = _name_of(prefix.text, iri.text, names, text)
            moved[f"PREFIX {name} {iri.text} "] = None
            word = operation[operation.index(prefix) - 1]
            edits.append(Edit(word.start, iri.end, " "))
        edits += _renamed(operation[prologue_length(operation) :], current, names)
    return _after_prologue(apply_edits(text, edits), "".join(moved)) if moved else text


def _declarations(operation: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """Yield the prefixes that an operation begins with, and their IRIs."""
    prologue = operation[: prologue_length(operation)]
    for word, prefix, iri in zip(prologue, prologue[1:], prologue[2:], strict=False):
        if word.keyword == "prefix":
            yield prefix, iri


def _name_of(prefix: str, iri: str, names: dict[tuple[str, str], str], text: str) -> str:
    """Return the name that a prefix has for an IRI, and note it: its own for the first one, a new one for each other."""
    taken = {*names.values()}
    name = prefix
    while (prefix, iri) not in names and (name in taken or (name != prefix and name in text)):
        name = f"{name[:-1] or 'p'}x:"
    return names.setdefault((prefix, iri), name)


def _renamed(
    tokens: Sequence[Token], current: Mapping[str, str], names: Mapping[tuple[str, str], str]
) -> Iterator[Edit]:
    for token in tokens:
        if token.kind == "pname":
            prefix = token.text[: token.text.index(":") + 1]
            name = names.get((prefix, current.get(prefix, "")), prefix)
            if name != prefix:
                yield Edit(token.start, token.start + len(prefix), name)


def _after_prologue(text: str, declarations: str) -> str:
    """Insert declarations after the prologue of the first operation: a BASE there counts for them too."""
    tokens = tokenize(text)
    place = prologue_length(tokens)
    start = tokens[place].start if place < len(tokens) else len(text)
    return text[:start] + declarations + text[start:]
