"""The lower half of the fuzzer's reader: tokens, terms, paths and triples."""

from __future__ import annotations

import re

from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import BOOLEAN, DECIMAL, INTEGER, TYPE, literal

_TOKEN = re.compile(
    r"""(?P<blank>\s+|\#[^\n]*) | (?P<token> <[^<>"{}|^`\\\s]*> | "(?:[^"\\\n]|\\.)*"(?:@[A-Za-z-]+|\^\^<[^>]*>|\^\^\w*:\w+)?
    | [?$]\w+ | _:\w+ | \d+\.\d+ | \d+ | \w*:\w* | \w+ | && | \|\| | != | <= | >= | [^\s] )""",
    re.VERBOSE,
)


class UnreadError(Exception):
    """A text has something that the reader does not know."""


class TermReader:
    """Reads tokens, and what is made of a few of them."""

    def __init__(self, text: str) -> None:
        """Cut a text into tokens."""
        self.tokens = [match["token"] for match in _TOKEN.finditer(text) if match["token"]]
        self.place = 0
        self.prefixes: dict[str, str] = {}
        self._made = 0

    def peek(self, ahead: int = 0) -> str:
        """Return a token that is still to come; nothing after the last."""
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else ""

    def next(self) -> str:
        """Return the next token and go on."""
        if not self.peek():
            raise UnreadError("the end")
        self.place += 1
        return self.tokens[self.place - 1]

    def is_next(self, word: str) -> bool:
        """Return whether a word or sign comes next."""
        return self.peek().upper() == word

    def take(self, word: str) -> bool:
        """Go past a word or sign if it comes next."""
        found = self.is_next(word)
        self.place += found
        return found

    def expect(self, word: str) -> None:
        """Go past a word or sign.

        Raises: UnreadError, if another comes next.
        """
        if not self.take(word):
            raise UnreadError(f"{word} expected, not {' '.join(self.tokens[self.place : self.place + 5])}")

    def prologue(self) -> None:
        """Read the prefixes."""
        while self.take("PREFIX"):
            prefix = self.next()[:-1]
            self.prefixes[prefix] = self.next()[1:-1]

    def variable(self) -> str:
        """Read a variable."""
        if self.peek()[:1] not in ("?", "$"):
            raise UnreadError(self.peek())
        return f"?{self.next()[1:]}"

    def term(self) -> str:
        """Read a term or a variable."""
        token = self.peek()
        if token[:1] in ("?", "$"):
            return self.variable()
        if token.isdigit() or re.fullmatch(r"\d+\.\d+", token):
            return literal(self.next(), INTEGER if token.isdigit() else DECIMAL)
        if token in ("true", "false"):
            return literal(self.next(), BOOLEAN)
        if token.startswith('"'):
            return self._literal()
        if token.startswith("_:"):
            return f"_:x{self.next()[2:]}"
        return self.iri()

    def _literal(self) -> str:
        token = self.next()
        quoted, separator, datatype = token.rpartition("^^")
        if separator and not datatype.startswith("<") and datatype.count('"') == 0:
            prefix, _, name = datatype.partition(":")
            return f"{quoted}^^<{self.prefixes[prefix]}{name}>"
        return token

    def iri(self) -> str:
        """Read an IRI or a prefixed name."""
        token = self.next()
        if token.startswith("<") and token.endswith(">"):
            return token
        prefix, separator, name = token.partition(":")
        if not separator or prefix not in self.prefixes:
            raise UnreadError(token)
        return f"<{self.prefixes[prefix]}{name}>"

    def blank(self) -> str:
        """Return a new blank node."""
        self._made += 1
        return f"_:n{self._made}"

    def triples(self) -> tuple[tree.TriplePattern, ...]:
        """Read patterns until something else than a pattern comes."""
        found: list[tree.TriplePattern] = []
        while self._is_node():
            subject = self._node(found)
            if self.peek() not in (".", "}"):
                self._properties(subject, found)
            if not self.take("."):
                break
        if not found:
            raise UnreadError(self.peek())
        return tuple(found)

    def _is_node(self) -> bool:
        token = self.peek()
        return (
            token[:1] in ("?", "<", '"', "[") or ":" in token or token.isdigit() or token in ("true", "false")
        )

    def _node(self, found: list[tree.TriplePattern]) -> str:
        if not self.take("["):
            return self.term()
        label = self.blank()
        if not self.take("]"):
            self._properties(label, found)
            self.expect("]")
        return label

    def _properties(self, subject: str, found: list[tree.TriplePattern]) -> None:
        while True:
            predicate = self.variable() if self.peek()[:1] in ("?", "$") else self.path()
            while True:
                found.append(tree.TriplePattern(subject, predicate, self._node(found)))
                if not self.take(","):
                    break
            if not self.take(";"):
                return

    def path(self) -> str | tree.PathStep:
        """Read a path."""
        parts = [self._sequence()]
        while self.take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else tree.PathStep("|", tuple(parts))

    def _sequence(self) -> str | tree.PathStep:
        parts = [self._step()]
        while self.take("/"):
            parts.append(self._step())
        return parts[0] if len(parts) == 1 else tree.PathStep("/", tuple(parts))

    def _step(self) -> str | tree.PathStep:
        if self.take("^"):
            return tree.PathStep("^", (self._step(),))
        found = self._primary()
        return tree.PathStep(self.next(), (found,)) if self.peek() in ("*", "+", "?") else found

    def _primary(self) -> str | tree.PathStep:
        if self.take("!"):
            return self._negated()
        if self.take("("):
            inner = self.path()
            self.expect(")")
            return inner
        return TYPE if self.take("A") else self.iri()

    def _negated(self) -> tree.PathStep:
        bracketed = self.take("(")
        parts: list[str | tree.PathStep] = []
        while not parts or (bracketed and self.take("|")):
            inverse = self.take("^")
            name = TYPE if self.take("A") else self.iri()
            parts.append(tree.PathStep("^", (name,)) if inverse else name)
        if bracketed:
            self.expect(")")
        return tree.PathStep("!", tuple(parts))
