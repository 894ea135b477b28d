"""The kinds of things, as the pages call them. Nothing is computed: this module is a table."""

from __future__ import annotations

from typing import NamedTuple

from webapp.localization.property_labels import msg


class KindLabel(NamedTuple):
    """A kind of thing: how it is called, where it is listed, and its hue in the stylesheet."""

    key: str
    classes: tuple[str, ...]
    one: str
    many: str
    hue: str


# From the most to the least specific: the first whose class a thing has, names it.
KINDS: tuple[KindLabel, ...] = (
    KindLabel("circle", ("mai:Circle",), msg("cercle"), msg("Cercles"), "circle"),
    KindLabel("initiative", ("mai:Initiative",), msg("initiative"), msg("Initiatives"), "initiative"),
    KindLabel("crisis", ("mai:Crisis",), msg("crise"), msg("Crises"), "context"),
    KindLabel("context", ("mai:Context",), msg("contexte"), msg("Contextes"), "context"),
    KindLabel("person", ("foaf:Person",), msg("personne"), msg("Personnes"), "actor"),
    KindLabel("collective", ("mai:Collective",), msg("collectif"), msg("Collectifs"), "actor"),
    KindLabel(
        "organisation",
        ("org:Organization", "org:FormalOrganization", "org:OrganizationalUnit"),
        msg("organisation"),
        msg("Organisations"),
        "actor",
    ),
    KindLabel("agent", ("foaf:Agent",), msg("acteur"), msg("Acteurs"), "actor"),
    KindLabel("commune", ("igeo:Commune",), msg("commune"), msg("Communes"), "territory"),
    KindLabel(
        "epci", ("igeo:Intercommunalite",), msg("intercommunalité"), msg("Intercommunalités"), "territory"
    ),
    KindLabel("departement", ("igeo:Departement",), msg("département"), msg("Départements"), "territory"),
    KindLabel("region", ("igeo:Region",), msg("région"), msg("Régions"), "territory"),
    KindLabel("country", ("igeo:Pays",), msg("pays"), msg("Pays"), "territory"),
    KindLabel("territory", ("mai:Territory",), msg("territoire"), msg("Territoires"), "territory"),
    KindLabel("need", ("mai:Need",), msg("besoin"), msg("Besoins"), "need"),
    KindLabel(
        "need-expression", ("mai:NeedExpression",), msg("besoin exprimé"), msg("Besoins exprimés"), "need"
    ),
    KindLabel("method", ("mai:Method",), msg("méthode"), msg("Méthodes"), "method"),
    KindLabel("theme", ("mai:Theme",), msg("thème"), msg("Thèmes"), "idea"),
    KindLabel("idea", ("mai:Idea",), msg("idée"), msg("Idées"), "idea"),
    KindLabel("principle", ("mai:Principle",), msg("principe"), msg("Principes"), "idea"),
    KindLabel("aim", ("mai:Aim",), msg("visée"), msg("Visées"), "idea"),
    KindLabel("event", ("mai:Event",), msg("événement"), msg("Événements"), "event"),
    KindLabel("lesson", ("mai:Lesson",), msg("enseignement"), msg("Enseignements"), "lesson"),
    KindLabel("effect", ("mai:Effect",), msg("effet"), msg("Effets"), "lesson"),
    KindLabel("discrepancy", ("mai:Discrepancy",), msg("discordance"), msg("Discordances"), "source"),
    KindLabel("contribution", ("mai:Contribution",), msg("contribution"), msg("Contributions"), "source"),
    KindLabel("resource", ("mai:Resource",), msg("ressource"), msg("Ressources"), "resource"),
    KindLabel("connection", ("mai:Connection",), msg("lien"), msg("Liens"), "initiative"),
    KindLabel("membership", ("org:Membership",), msg("fonction"), msg("Fonctions"), "actor"),
    KindLabel("association", ("prov:Association",), msg("participation"), msg("Participations"), "actor"),
    KindLabel("quote", ("oa:SpecificResource",), msg("passage cité"), msg("Passages cités"), "source"),
    KindLabel("statement", ("rdf:Statement",), msg("énoncé"), msg("Énoncés"), "source"),
    KindLabel(
        "query", ("sh:SPARQLExecutable",), msg("question d’exemple"), msg("Questions d’exemple"), "source"
    ),
    KindLabel("rule", ("sh:SPARQLRule",), msg("règle"), msg("Règles"), "source"),
    KindLabel(
        "run", ("prov:Activity",), msg("application d’une règle"), msg("Applications de règles"), "source"
    ),
    KindLabel("scheme", ("skos:ConceptScheme",), msg("liste de notions"), msg("Listes de notions"), "idea"),
    KindLabel("concept", ("skos:Concept",), msg("notion"), msg("Notions"), "idea"),
)
THING = KindLabel("thing", (), msg("chose décrite"), msg("Choses décrites"), "source")
# What only joins other things has no name of its own, and no list.
UNNAMED = frozenset({"connection", "membership", "association", "quote", "statement", "run"})
KIND_BY_KEY = {kind.key: kind for kind in KINDS}
