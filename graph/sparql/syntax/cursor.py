"""A place among the tokens of a text, from which the readers of syntax go on.

What is not understood raises `Unread`; the engine, which has the parser that decides, then gets the text as it is.
"""

from __future__ import annotations

from graph.sparql.syntax.lexer import Token, tokenize
from graph.sparql.syntax.tree import TermNode


class Unread(Exception):
    """A text, or a part of it, was not understood; `place` is the number of a character."""

    def __init__(self, place: int) -> None:
        super().__init__(f"not understood from character {place} on")
        self.place = place


class Cursor:
    """The tokens of a text and the place of the next one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokenize(text)
        self._tokens.append(Token("end", "", len(text)))
        self._keywords = [each.text.upper() if each.kind == "word" else "" for each in self._tokens]
        self._place = 0
        self._anonymous = 0

    @property
    def token(self) -> Token:
        """The next token; one of kind "end" after the last."""
        return self._tokens[self._place]

    @property
    def keyword(self) -> str:
        """The next token in capitals where it is a bare word, else ""."""
        return self._keywords[self._place]

    @property
    def end(self) -> int:
        """The place after the last token that was taken."""
        return self._tokens[self._place - 1].end if self._place else 0

    def following(self, count: int = 1) -> Token:
        """Return a token after the next one."""
        return self._tokens[min(self._place + count, len(self._tokens) - 1)]

    def following_keyword(self, count: int = 1) -> str:
        """Return a token after the next one, in capitals where it is a bare word, else ""."""
        return self._keywords[min(self._place + count, len(self._tokens) - 1)]

    def advance(self) -> Token:
        """Take the next token."""
        token = self._tokens[self._place]
        if token.kind == "end":
            raise self.unread()
        self._place += 1
        return token

    def accept_mark(self, text: str) -> bool:
        """Take the next token if it is a certain mark, and return whether it was."""
        token = self._tokens[self._place]
        if token.kind == "mark" and token.text == text:
            self._place += 1
            return True
        return False

    def is_mark(self, text: str) -> bool:
        """Return whether the next token is a certain mark."""
        token = self._tokens[self._place]
        return token.kind == "mark" and token.text == text

    def accept_keyword(self, word: str) -> bool:
        """Take the next token if it is a certain word, given in capitals, and return whether it was."""
        if self._keywords[self._place] == word:
            self._place += 1
            return True
        return False

    def expect_mark(self, text: str) -> Token:
        """Take a certain mark.

        Raises:
            Unread: There is another token.
        """
        if not self.is_mark(text):
            raise self.unread()
        return self.advance()

    def expect_keyword(self, word: str) -> Token:
        """Take a certain word, given in capitals.

        Raises:
            Unread: There is another token.
        """
        if self.keyword != word:
            raise self.unread()
        return self.advance()

    def unread(self) -> Unread:
        """Return the error that the next token was not understood."""
        return Unread(self.token.start)

    def variable(self) -> TermNode:
        """Take a variable."""
        if self.token.kind != "variable":
            raise self.unread()
        token = self.advance()
        return TermNode("variable", token.text, token.start, token.end)

    def iri(self) -> TermNode:
        """Take an IRI or a prefixed name."""
        if self.token.kind not in ("iri", "pname"):
            raise self.unread()
        token = self.advance()
        return TermNode("iri", token.text, token.start, token.end)

    def variable_or_iri(self) -> TermNode:
        """Take a variable, an IRI or a prefixed name."""
        return self.variable() if self.token.kind == "variable" else self.iri()

    def is_literal(self) -> bool:
        """Return whether a literal is next."""
        token = self.token
        if token.kind in ("string", "number"):
            return True
        if token.kind == "word":
            return self.keyword in ("TRUE", "FALSE")
        following = self.following()
        return token.text in ("+", "-") and following.kind == "number" and following.start == token.end

    def literal(self) -> TermNode:
        """Take a literal, with its sign, its language or its datatype."""
        if not self.is_literal():
            raise self.unread()
        first = self.advance()
        if first.text in ("+", "-"):
            self.advance()
        elif first.kind == "string":
            if self.token.kind == "language":
                self.advance()
            elif self.accept_mark("^^"):
                self.iri()
        return TermNode("literal", self.text[first.start : self.end], first.start, self.end)

    def anonymous(self, start: int) -> TermNode:
        """Return a node for the blank node without a label whose text was just taken."""
        self._anonymous += 1
        return TermNode("anonymous", f"_:{self._anonymous}", start, self.end)
