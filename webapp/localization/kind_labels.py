"""The kinds of things, as the pages call them. Nothing is computed: this module is a table."""

from __future__ import annotations

from typing import NamedTuple

from webapp.localization.property_labels import msg


class Kind(NamedTuple):
    """A kind of thing: how it is called, where it is listed, and its hue in the stylesheet."""

    key: str
    classes: tuple[str, ...]
    one: str
    many: str
    hue: str


# From the most to the least specific: the first whose class a thing has, names it.
KINDS: tuple[Kind, ...] = (
    Kind("circle", ("mai:Circle",), msg("cercle"), msg("Cercles"), "circle"),
    Kind("initiative", ("mai:Initiative",), msg("initiative"), msg("Initiatives"), "initiative"),
    Kind("crisis", ("mai:Crisis",), msg("crise"), msg("Crises"), "context"),
    Kind("context", ("mai:Context",), msg("contexte"), msg("Contextes"), "context"),
    Kind("person", ("foaf:Person",), msg("personne"), msg("Personnes"), "actor"),
    Kind("collective", ("mai:Collective",), msg("collectif"), msg("Collectifs"), "actor"),
    Kind(
        "organisation",
        ("org:Organization", "org:FormalOrganization", "org:OrganizationalUnit"),
        msg("organisation"),
        msg("Organisations"),
        "actor",
    ),
    Kind("agent", ("foaf:Agent",), msg("acteur"), msg("Acteurs"), "actor"),
    Kind("commune", ("igeo:Commune",), msg("commune"), msg("Communes"), "territory"),
    Kind("epci", ("igeo:Intercommunalite",), msg("intercommunalité"), msg("Intercommunalités"), "territory"),
    Kind("departement", ("igeo:Departement",), msg("département"), msg("Départements"), "territory"),
    Kind("region", ("igeo:Region",), msg("région"), msg("Régions"), "territory"),
    Kind("country", ("igeo:Pays",), msg("pays"), msg("Pays"), "territory"),
    Kind("territory", ("mai:Territory",), msg("territoire"), msg("Territoires"), "territory"),
    Kind("need", ("mai:Need",), msg("besoin"), msg("Besoins"), "need"),
    Kind("need-expression", ("mai:NeedExpression",), msg("besoin exprimé"), msg("Besoins exprimés"), "need"),
    Kind("method", ("mai:Method",), msg("méthode"), msg("Méthodes"), "method"),
    Kind("theme", ("mai:Theme",), msg("thème"), msg("Thèmes"), "idea"),
    Kind("idea", ("mai:Idea",), msg("idée"), msg("Idées"), "idea"),
    Kind("principle", ("mai:Principle",), msg("principe"), msg("Principes"), "idea"),
    Kind("aim", ("mai:Aim",), msg("visée"), msg("Visées"), "idea"),
    Kind("event", ("mai:Event",), msg("événement"), msg("Événements"), "event"),
    Kind("lesson", ("mai:Lesson",), msg("enseignement"), msg("Enseignements"), "lesson"),
    Kind("effect", ("mai:Effect",), msg("effet"), msg("Effets"), "lesson"),
    Kind("discrepancy", ("mai:Discrepancy",), msg("discordance"), msg("Discordances"), "source"),
    Kind("contribution", ("mai:Contribution",), msg("contribution"), msg("Contributions"), "source"),
    Kind("resource", ("mai:Resource",), msg("ressource"), msg("Ressources"), "resource"),
    Kind("connection", ("mai:Connection",), msg("lien"), msg("Liens"), "initiative"),
    Kind("membership", ("org:Membership",), msg("fonction"), msg("Fonctions"), "actor"),
    Kind("association", ("prov:Association",), msg("participation"), msg("Participations"), "actor"),
    Kind("quote", ("oa:SpecificResource",), msg("passage cité"), msg("Passages cités"), "source"),
    Kind("statement", ("rdf:Statement",), msg("énoncé"), msg("Énoncés"), "source"),
    Kind("query", ("sh:SPARQLExecutable",), msg("question d’exemple"), msg("Questions d’exemple"), "source"),
    Kind("rule", ("sh:SPARQLRule",), msg("règle"), msg("Règles"), "source"),
    Kind("run", ("prov:Activity",), msg("application d’une règle"), msg("Applications de règles"), "source"),
    Kind("scheme", ("skos:ConceptScheme",), msg("liste de notions"), msg("Listes de notions"), "idea"),
    Kind("concept", ("skos:Concept",), msg("notion"), msg("Notions"), "idea"),
)
THING = Kind("thing", (), msg("chose décrite"), msg("Choses décrites"), "source")
# What only joins other things has no name of its own, and no list.
UNNAMED = frozenset({"connection", "membership", "association", "quote", "statement", "run"})
KIND_BY_KEY = {kind.key: kind for kind in KINDS}
