"""Name the kinds of things that pages list: where they are listed, their hue, and what they are called.

The words are those of the ontology (`ontology/wording/kinds.ttl`). A class of an extension is of the kind of the nearest
class above it that has one, and called by its own words or its `rdfs:label`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from graph.connections.wording.lexicon import lexicon
from graph.i18n import BilingualText
from graph.rdf.terms import expand


class KindLabel(NamedTuple):
    """A kind of thing.

    Attributes:
        key: What its list's address ends with.
        classes: Compact names of its classes; the first gives its words, unless `term` is set.
        hue: Its hue in the stylesheet.
        term: IRI of the class of an extension that gives its words.
    """

    key: str
    classes: tuple[str, ...]
    hue: str
    term: str = ""

    @property
    def one(self) -> BilingualText:
        """Return what one such thing is called."""
        found = lexicon().page_label(self._words_of)
        assert found is not None, f"the tests see that {self.key} has words"
        return found

    @property
    def many(self) -> BilingualText:
        """Return the title of the list of such things."""
        words = lexicon()
        found = words.by_term.get(self._words_of)
        if found is None:
            return BilingualText(*map(_capitalized, self.one))
        return found.texts.get("listTitle") or BilingualText(*map(_capitalized, found.texts["plural"]))

    @property
    def _words_of(self) -> str:
        return self.term or expand(self.classes[0])


# From the most to the least specific: the first whose class a thing has, names it.
KINDS: tuple[KindLabel, ...] = (
    KindLabel("circle", ("mai:Circle",), "circle"),
    KindLabel("initiative", ("mai:Initiative",), "initiative"),
    KindLabel("crisis", ("mai:Crisis",), "context"),
    KindLabel("context", ("mai:Context",), "context"),
    KindLabel("person", ("foaf:Person",), "actor"),
    KindLabel("collective", ("mai:Collective",), "actor"),
    KindLabel(
        "organisation",
        (
            "org:Organization",
            "org:FormalOrganization",
            "org:OrganizationalUnit",
        ),
        "actor",
    ),
    KindLabel("agent", ("foaf:Agent",), "actor"),
    KindLabel("commune", ("igeo:Commune",), "territory"),
    KindLabel("epci", ("igeo:Intercommunalite",), "territory"),
    KindLabel("departement", ("igeo:Departement",), "territory"),
    KindLabel("region", ("igeo:Region",), "territory"),
    KindLabel("country", ("igeo:Pays",), "territory"),
    KindLabel("territory", ("mai:Territory",), "territory"),
    KindLabel("need", ("mai:Need",), "need"),
    KindLabel("need-expression", ("mai:NeedExpression",), "need"),
    KindLabel("method", ("mai:Method",), "method"),
    KindLabel("theme", ("mai:Theme",), "idea"),
    KindLabel("idea", ("mai:Idea",), "idea"),
    KindLabel("principle", ("mai:Principle",), "idea"),
    KindLabel("aim", ("mai:Aim",), "idea"),
    KindLabel("event", ("mai:Event",), "event"),
    KindLabel("lesson", ("mai:Lesson",), "lesson"),
    KindLabel("effect", ("mai:Effect",), "lesson"),
    KindLabel("discrepancy", ("mai:Discrepancy",), "source"),
    KindLabel("contribution", ("mai:Contribution",), "source"),
    KindLabel("resource", ("mai:Resource",), "resource"),
    KindLabel("connection", ("mai:Connection",), "initiative"),
    KindLabel("membership", ("org:Membership",), "actor"),
    KindLabel("association", ("prov:Association",), "actor"),
    KindLabel("quote", ("oa:SpecificResource",), "source"),
    KindLabel("statement", ("rdf:Statement",), "source"),
    KindLabel("query", ("sh:SPARQLExecutable",), "source"),
    KindLabel("rule", ("sh:SPARQLRule",), "source"),
    KindLabel("run", ("prov:Activity",), "source"),
    KindLabel("scheme", ("skos:ConceptScheme",), "idea"),
    KindLabel("concept", ("skos:Concept",), "idea"),
)
THING = KindLabel("thing", (), "source", "http://www.w3.org/2002/07/owl#Thing")
# What only joins other things has no name of its own, and no list.
UNNAMED = frozenset({"connection", "membership", "association", "quote", "statement", "run"})
# What has a page here even where its own address is elsewhere: not terms of vocabularies, nor what only joins others.
DESCRIBED = frozenset(kind.key for kind in KINDS) - UNNAMED - {"scheme", "concept", "query", "rule"}
KIND_BY_KEY = {kind.key: kind for kind in KINDS}
RANKS = {kind.key: rank for rank, kind in enumerate((*KINDS, THING))}


@cache
def kind_of_class(iri: str) -> KindLabel | None:
    """Return the kind that a class stands for; None where neither it nor a class above it has one."""
    kinds = {expand(curie): kind for kind in reversed(KINDS) for curie in kind.classes}
    found = next((kinds[each] for each in lexicon().lineage(iri) if each in kinds), None)
    return found if found is None or iri in kinds else found._replace(term=iri)


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
