"""Write triples as one JSON object about one thing: what it leads to is nested in it, and what leads to it too.

Each node is described once, as near to the top as it can be; elsewhere its IRI stands for it. What nothing joins to the thing
comes last, in `@included`. It is JSON-LD 1.1, and holds exactly the triples.

Spec: https://www.w3.org/TR/json-ld11/#embedding, https://www.w3.org/TR/json-ld11/#included-blocks
"""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from graph.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple, expand
from webapp.documents.contexts import ID, LANGUAGE, Context
from webapp.documents.contexts import Term as Name

_Node = NamedNode | BlankNode
_Object = dict[str, object]
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")  # those that any JSON reader takes for themselves


def frame(focus: NamedNode, triples: Iterable[Triple], context: Context) -> str:
    """Write triples as one object about a thing."""
    framed = _Frame(triples, context)
    written = {"@context": context.reference, **framed.about(focus)}
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


class _Frame:
    """Places each node once, then writes it where it was placed."""

    def __init__(self, triples: Iterable[Triple], context: Context) -> None:
        self._context = context
        self._forward: dict[_Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._backward: dict[Term, list[tuple[str, _Node]]] = defaultdict(list)
        for each in sorted(set(triples), key=str):
            assert isinstance(each.subject, NamedNode | BlankNode), "documents hold no triple terms"
            self._forward[each.subject][each.predicate.value].append(each.object)
            self._backward[each.object].append((each.predicate.value, each.subject))
        self._nested: dict[
            tuple[_Node, str, Term], bool
        ] = {}  # by triple: whether it nests its object, or its subject

    def about(self, focus: _Node) -> _Object:
        """Return the object about a thing, with all that there is."""
        placed = self._place(focus, set())
        roots = []
        for each in self._forward:
            if each not in placed:
                roots.append(each)
                placed |= self._place(each, placed)
        written = self._object(focus)
        if roots:
            written["@included"] = [self._object(each) for each in roots]
        return written

    def _place(self, root: _Node, taken: set[_Node]) -> set[_Node]:
        """Choose where each node that a root reaches is described, the nearest first: links that lead on, then those that lead back."""
        placed, queue = {root}, deque([root])
        while queue:
            node = queue.popleft()
            onward = [
                (node, predicate, value, value)
                for predicate, values in self._forward.get(node, {}).items()
                for value in values
            ]
            back = [
                (subject, predicate, node, subject) for predicate, subject in self._backward.get(node, ())
            ]
            for subject, predicate, value, end in (*onward, *back):
                if (
                    isinstance(end, Literal | Triple)
                    or end in placed
                    or end in taken
                    or end not in self._forward
                ):
                    continue
                if predicate == expand("rdf:type"):
                    continue  # a class is named, never nested
                self._nested[subject, predicate, value] = end is value
                placed.add(end)
                queue.append(end)
        return placed

    def _object(self, node: _Node) -> _Object:
        """Return a node with its members, nested ones included."""
        written: _Object = {"id": _identifier(node)}
        held = dict(self._forward.get(node, {}))
        if classes := held.pop(expand("rdf:type"), []):
            written["type"] = _one_or_all([self._class(each) for each in classes])
        for predicate, values in held.items():
            kept = [each for each in values if self._nested.get((node, predicate, each), True)]
            self._add_values(written, node, predicate, kept)
        self._add_back_links(written, node)
        return written

    def _add_values(self, written: _Object, node: _Node, predicate: str, values: Sequence[Term]) -> None:
        """Add the values of a property, under a term for each type of value."""
        by_type: dict[str, list[Term]] = defaultdict(list)
        for each in values:
            by_type[_type_of(each)].append(each)
        for type_, alike in by_type.items():
            term = self._term(predicate, type_, is_reverse=False)
            key = term.name if term is not None else self._context.short(predicate)
            if term is not None and type_ == LANGUAGE and term.type == LANGUAGE:
                written[key] = _by_language(alike)
            else:
                is_typed = term is not None and bool(term.type)
                found = [self._value(node, predicate, each, is_typed=is_typed) for each in alike]
                _extend(written, key, found)

    def _add_back_links(self, written: _Object, node: _Node) -> None:
        """Add what leads to a node and is described in it."""
        reverse: dict[str, list[object]] = defaultdict(list)
        for predicate, subject in self._backward.get(node, ()):
            if self._nested.get((subject, predicate, node), True):
                continue
            term = self._term(predicate, ID, is_reverse=True)
            if term is not None:
                _extend(written, term.name, [self._object(subject)])
            else:
                reverse[self._context.short(predicate)].append(self._object(subject))
        if reverse:
            written["@reverse"] = {key: _one_or_all(found) for key, found in reverse.items()}

    def _term(self, predicate: str, type_: str, *, is_reverse: bool) -> Name | None:
        """Find the term for values of a type: the one made for them, else one without a type."""
        names = [each for each in self._context.terms.get(predicate, ()) if each.is_reverse == is_reverse]
        wanted = type_ if type_ != expand("xsd:string") else ""
        exact = next((each for each in names if each.type == wanted), None)
        return exact or next((each for each in names if not each.type), None)

    def _value(self, node: _Node, predicate: str, value: Term, *, is_typed: bool) -> object:
        if isinstance(value, Literal):
            return _literal(value, is_typed=is_typed)
        assert isinstance(value, NamedNode | BlankNode), "documents hold no triple terms"
        if self._nested.get((node, predicate, value)):
            return self._object(value)
        return _identifier(value) if is_typed else {"id": _identifier(value)}

    def _class(self, term: Term) -> str:
        iri = getattr(term, "value", "")
        return self._context.classes.get(iri) or self._context.short(iri)


def _type_of(term: Term) -> str:
    if not isinstance(term, Literal):
        return ID
    return LANGUAGE if term.language else term.datatype.value


def _literal(literal: Literal, *, is_typed: bool) -> object:
    """Write a literal: as JSON where that says all, else with its language or its datatype."""
    datatype = literal.datatype.value
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if is_typed or datatype == expand("xsd:string"):
        return literal.value
    if datatype == expand("xsd:boolean") and literal.value in ("true", "false"):
        return literal.value == "true"
    if datatype == expand("xsd:integer") and _INTEGER.match(literal.value):
        return int(literal.value)
    return {"@value": literal.value, "@type": datatype}


def _by_language(literals: Iterable[Term]) -> _Object:
    found: _Object = {}
    for each in literals:
        assert isinstance(each, Literal), "texts alone have a language"
        _extend(found, each.language or "", [each.value])
    return found


def _extend(written: _Object, key: str, values: Sequence[object]) -> None:
    """Add values to a member, which becomes a list with the second one."""
    held = written.get(key, [])
    written[key] = _one_or_all([*(held if isinstance(held, list) else [held]), *values])


def _one_or_all(values: Sequence[object]) -> object:
    return values[0] if len(values) == 1 else list(values)


def _identifier(node: _Node) -> str:
    return node.value if isinstance(node, NamedNode) else f"_:{node.value}"
