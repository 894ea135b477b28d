"""Write a search as one SPARQL query, for people who want to vary it: a sub-select for each choice, joined.

The fragments are the files of `queries/search`; what was chosen is filled into them as terms. Words have no SPARQL of their
own: the query then names the things that they find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import indent

from graph.rdf.terms import Literal, NamedNode, Term, compact, name
from graph.search.kinds import DOCUMENT_KINDS, document_classes
from graph.search.model import SearchQuestion
from graph.sparql.named_queries import NamedQuery, parse_query, read_query
from graph.sparql.parameters import fill_body
from graph.sparql.syntax.lexer import tokenize

_PLACE_OF_CHOICES = "  #choices\n"
_WHETHER_FOUND = re.compile(r"  FILTER EXISTS \{ \?thing a \?found_class.*\n")
_OF_DOCUMENTS = {"kind", "found", "everything"}  # fragments that leave nothing but what a search finds
_ORDERS = {"date": "DESC(?start) ?name ?thing", "name": "?name ?thing"}
_RELATIVE = re.compile(r"[A-Za-z0-9-]+(/[A-Za-z0-9_~%-]+)+")
_OLDEST, _NEWEST = 0, 9_999
_NOTHING = NamedNode("urn:x-maillage:nothing")  # what no thing has
Bindings = Mapping[str, Term | Sequence[Term]]


@dataclass(frozen=True, slots=True)
class SearchComments:
    """What the comments of a query say, in the reader's language.

    Attributes:
        title: What the query gives; its first line.
        chosen: By facet, the names of what was chosen.
        notes: Further lines: from which snapshot, what is left out.
    """

    title: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()


def search_query(
    question: SearchQuestion,
    comments: SearchComments,
    things_iri: str,
    found: Sequence[str] | None = None,
) -> str:
    """Return the query that gives what a search finds, a row for each thing.

    Args:
        things_iri: What the IRIs of things of this deployment begin with.
        found: The things that the words find; None where there are no words.
    """
    blocks = [_commented(*each, comments, question.language) for each in _fragments(question, found)]
    results = read_query("search/results")
    frame = fill_body(results, {"lang": Literal(question.language), "class": _nodes(document_classes())})
    fragments = {fragment for fragment, _ in _fragments(question, found)}
    if fragments & _OF_DOCUMENTS:
        frame = _WHETHER_FOUND.sub("", frame)
    body = frame.replace(_PLACE_OF_CHOICES, "".join(blocks))
    order = _ORDERS.get(question.sort, _ORDERS["name"])
    composed = parse_query("search/composed", f"{body.rstrip()}\nORDER BY {order}\n")
    said = (comments.title, results.summary.render(question.language), *comments.notes)
    return "".join(f"# {_one_line(each)}\n" for each in said) + _shortened(composed.body, things_iri)


def _shortened(body: str, things_iri: str) -> str:
    """Write the IRIs of a body with prefixes, and those of things relative to a base; declare both before it."""
    parts, end = list[str](), 0
    for token in (each for each in tokenize(body) if each.kind == "iri"):
        iri = token.text[1:-1]
        tail = iri.removeprefix(things_iri)
        short = f"<{tail}>" if tail != iri and _RELATIVE.fullmatch(tail) else compact(iri)
        parts += [body[end : token.start], short or token.text]
        end = token.start + len(token.text)
    text = "".join([*parts, body[end:]])
    return f"BASE <{things_iri}>\n{parse_query('search/composed', text).text()}"


def _fragments(question: SearchQuestion, found: Sequence[str] | None) -> Iterator[tuple[str, list[Bindings]]]:
    """Yield the fragments that a question is made of, each with its alternatives."""
    if found is not None:
        yield "found", [{"thing": _nodes(found)}]
        return
    chosen = {facet: values for facet, values in question.chosen.items() if values}
    first, last = question.years
    if not chosen and question.near is None and first is None and last is None:
        yield "everything", [{"class": _nodes(document_classes())}]
    for facet, values in chosen.items():
        if facet == "kind":
            yield facet, [one for each in values for one in _of_kind(each)]
        else:
            yield facet, [{"value": each} for each in _nodes(values) or [_NOTHING]]
    if question.near is not None:
        yield "near", [{"spot": _nodes(question.near)}]
    if first is not None or last is not None:
        bounds = {"first": first or _OLDEST, "last": last or _NEWEST}
        yield "years", [{key: Literal(year) for key, year in bounds.items()}]


def _of_kind(key: str) -> Iterator[Bindings]:
    """Yield the classes of a kind, each with those of the kinds before it, which a thing is rather of."""
    closer: list[NamedNode] = []
    for kind in DOCUMENT_KINDS:
        if kind.key == key:
            for each in kind.classes:
                yield {"value": name(each), "closer": closer}
            return
        closer += map(name, kind.classes)
    yield {"value": _NOTHING, "closer": []}


def _commented(
    fragment: str, alternatives: Sequence[Bindings], comments: SearchComments, language: str
) -> str:
    query = read_query(f"search/{fragment}")
    said = query.summary.render(language)
    names = comments.chosen.get(fragment, "")
    parts = "  UNION\n".join(
        f"  {{\n{indent(_filled(query, each).rstrip(), '    ')}\n  }}\n" for each in alternatives
    )
    return f"  # {_one_line(f'{said} : {names}' if names else said)}\n{parts}"


def _filled(query: NamedQuery, bindings: Bindings) -> str:
    """Fill one fragment; a parameter of kind `iris` becomes the VALUES that it begins with."""
    listed = {each.name for each in query.parameters if each.kind == "iris"}
    body = fill_body(query, {key: value for key, value in bindings.items() if key not in listed})
    for key in listed & bindings.keys():
        body = parse_query(query.name, body).starting_with(key, bindings[key])  # type: ignore[arg-type]
    return body


def _nodes(iris: Iterable[str]) -> list[NamedNode]:
    """Return the nodes of some IRIs; what an address has that is none finds nothing."""
    return [node for each in iris if (node := _node(each)) is not None]


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _one_line(text: str) -> str:
    """Return a text that ends no comment: a name may hold any character."""
    return " ".join(text.split())
