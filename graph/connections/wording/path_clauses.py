"""How each relation reads in a sentence, from either of its ends. Nothing is computed: this module is a table.

`{o}`, `{to}`, `{of}`: the other thing, after nothing, after « à », after « de ». `{also}`: « aussi » where the thing
before is linked in the same way. `{e}`: the feminine of whoever the clause is about. `{auquel}`, `{lequel}`: the
pronoun, in its gender. `{who}`: the pronoun of persons or things.
"""

from __future__ import annotations

from typing import NamedTuple

from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import Kind
from graph.i18n import BilingualText


class Noun(NamedTuple):
    """What a thing is called: the noun, the feminine or not, and whether it goes without saying beside a name."""

    words: BilingualText
    is_feminine: bool = False
    goes_without_saying: bool = False


class Saying(NamedTuple):
    """What follows the name of a thing, and what follows it as a clause of its own: « …, auquel répond … »."""

    main: BilingualText
    relative: BilingualText


class Sayings(NamedTuple):
    """How a relation reads from its subject and from its object."""

    forwards: Saying
    backwards: Saying


NOUNS: dict[Kind, Noun] = {
    Kind.OTHER: Noun(BilingualText("chose", "thing"), is_feminine=True, goes_without_saying=True),
    Kind.CONCEPT: Noun(BilingualText("notion", "notion"), is_feminine=True),
    Kind.RESOURCE: Noun(BilingualText("ressource", "resource"), is_feminine=True),
    Kind.AGENT: Noun(BilingualText("acteur", "actor"), goes_without_saying=True),
    Kind.ORGANISATION: Noun(
        BilingualText("organisation", "organisation"), is_feminine=True, goes_without_saying=True
    ),
    Kind.COLLECTIVE: Noun(BilingualText("collectif", "collective"), goes_without_saying=True),
    Kind.PERSON: Noun(BilingualText("personne", "person"), is_feminine=True, goes_without_saying=True),
    Kind.MEMBERSHIP: Noun(BilingualText("fonction", "position"), is_feminine=True),
    Kind.TERRITORY: Noun(BilingualText("territoire", "territory")),
    Kind.COUNTRY: Noun(BilingualText("pays", "country")),
    Kind.THEME: Noun(BilingualText("thème", "theme")),
    Kind.AIM: Noun(BilingualText("but", "aim")),
    Kind.IDEA: Noun(BilingualText("idée", "idea"), is_feminine=True),
    Kind.PRINCIPLE: Noun(BilingualText("principe", "principle")),
    Kind.METHOD: Noun(BilingualText("méthode", "method"), is_feminine=True),
    Kind.NEED: Noun(BilingualText("besoin", "need")),
    Kind.CONTEXT: Noun(BilingualText("contexte", "context")),
    Kind.EFFECT: Noun(BilingualText("effet", "effect")),
    Kind.LESSON: Noun(BilingualText("enseignement", "lesson")),
    Kind.NEED_EXPRESSION: Noun(
        BilingualText("expression de besoin", "expression of a need"),
        is_feminine=True,
        goes_without_saying=True,
    ),
    Kind.EVENT: Noun(BilingualText("événement", "event")),
    Kind.INITIATIVE: Noun(
        BilingualText("initiative", "initiative"), is_feminine=True, goes_without_saying=True
    ),
    Kind.CIRCLE: Noun(BilingualText("cercle", "circle"), goes_without_saying=True),
}


def _saying(fr: str, en: str, fr_clause: str = "", en_clause: str = "") -> Saying:
    return Saying(
        BilingualText(fr, en), BilingualText(fr_clause or f"qui {fr}", en_clause or f"{{who}} {en}")
    )


_IS_PART = _saying("fait{also} partie {of}", "is {also}part of {o}")
_HAS_PART = _saying("comprend{also} {o}", "{also}includes {o}", "dont fait{also} partie {o}")

SAYINGS: dict[Relation, Sayings] = {
    Relation.PART_OF: Sayings(_IS_PART, _HAS_PART),
    Relation.EXTENDS: Sayings(
        _saying("prolonge{also} {o}", "{also}extends {o}"),
        _saying(
            "est{also} prolongé{e} par {o}",
            "is {also}extended by {o}",
            "que prolonge{also} {o}",
            "which {o} {also}extends",
        ),
    ),
    Relation.INSPIRED_BY: Sayings(
        _saying("s’inspire{also} {of}", "is {also}inspired by {o}"),
        _saying("a{also} inspiré {o}", "{also}inspired {o}", "dont s’inspire{also} {o}"),
    ),
    Relation.ECHOES: Sayings(
        _saying("fait{also} écho {to}", "{also}echoes {o}"),
        _saying("fait{also} écho {to}", "{also}echoes {o}"),
    ),
    Relation.ANSWERS_NEED: Sayings(
        _saying("répond{also} {to}", "{also}answers {o}"),
        _saying(
            "a{also} pour réponse {o}",
            "is {also}answered by {o}",
            "{auquel} répond{also} {o}",
            "which {o} {also}answers",
        ),
    ),
    Relation.USES_METHOD: Sayings(
        _saying("emploie{also} {o}", "{also}uses {o}"),
        _saying(
            "est{also} employé{e} par {o}",
            "is {also}used by {o}",
            "qu’emploie{also} {o}",
            "which {o} {also}uses",
        ),
    ),
    Relation.ON_TERRITORY: Sayings(
        _saying("se déroule{also} sur {o}", "{also}takes place in {o}"),
        _saying(
            "accueille{also} {o}",
            "is {also}home to {o}",
            "où se déroule{also} {o}",
            "where {o} {also}takes place",
        ),
    ),
    Relation.CARRIED_BY: Sayings(
        _saying("est{also} porté{e} par {o}", "is {also}carried by {o}"),
        _saying("porte{also} {o}", "{also}carries {o}"),
    ),
    Relation.INITIATED_BY: Sayings(
        _saying("a{also} été lancé{e} par {o}", "was {also}initiated by {o}"),
        _saying("a{also} lancé {o}", "{also}initiated {o}"),
    ),
    Relation.HAS_PARTICIPANT: Sayings(
        _saying("associe{also} {o}", "{also}involves {o}"),
        _saying("participe{also} {to}", "{also}takes part in {o}"),
    ),
    Relation.WITHIN: Sayings(
        _saying("se trouve{also} dans {o}", "{also}lies within {o}"),
        _saying("comprend{also} {o}", "{also}contains {o}", "où se trouve{also} {o}", "where {o} {also}lies"),
    ),
    Relation.BROADER: Sayings(
        _saying("relève{also} {of}", "{also}falls under {o}"),
        _saying(
            "recouvre{also} {o}", "{also}covers {o}", "dont relève{also} {o}", "under which {o} {also}falls"
        ),
    ),
    Relation.RELATED: Sayings(
        _saying("est{also} apparenté{e} {to}", "is {also}related to {o}"),
        _saying("est{also} apparenté{e} {to}", "is {also}related to {o}"),
    ),
    Relation.LEARNED_FROM: Sayings(
        _saying("est{also} tiré{e} de l’expérience {of}", "was {also}learned from {o}"),
        _saying("a{also} donné {o}", "{also}led to {o}"),
    ),
    Relation.POINTS_TO_NEED: Sayings(
        _saying("signale{also} {o}", "{also}points to {o}"),
        _saying(
            "est{also} signalé{e} par {o}",
            "is {also}pointed to by {o}",
            "que signale{also} {o}",
            "to which {o} {also}points",
        ),
    ),
    Relation.EXPRESSES_NEED: Sayings(
        _saying("exprime{also} {o}", "{also}expresses {o}"),
        _saying(
            "est{also} exprimé{e} par {o}",
            "is {also}expressed by {o}",
            "qu’exprime{also} {o}",
            "which {o} {also}expresses",
        ),
    ),
    Relation.EFFECT_OF: Sayings(
        _saying("est{also} un effet {of}", "is {also}an effect of {o}"),
        _saying("a{also} produit {o}", "{also}had {o}"),
    ),
    Relation.ATTRIBUTED_TO: Sayings(
        _saying("a{also} été formulé{e} par {o}", "was {also}voiced by {o}"),
        _saying("a{also} formulé {o}", "{also}voiced {o}"),
    ),
    Relation.DRAWS_ON: Sayings(
        _saying("s’appuie{also} sur {o}", "{also}draws on {o}"),
        _saying(
            "nourrit{also} {o}",
            "{also}feeds {o}",
            "sur {lequel} s’appuie{also} {o}",
            "on which {o} {also}draws",
        ),
    ),
    Relation.GUIDED_BY: Sayings(
        _saying("suit{also} {o}", "is {also}guided by {o}"),
        _saying("guide{also} {o}", "{also}guides {o}", "que suit{also} {o}"),
    ),
    Relation.AIMS_AT: Sayings(
        _saying("poursuit{also} {o}", "{also}pursues {o}"),
        _saying(
            "est{also} poursuivi{e} par {o}",
            "is {also}pursued by {o}",
            "que poursuit{also} {o}",
            "which {o} {also}pursues",
        ),
    ),
    Relation.NAMED_AFTER: Sayings(
        _saying("doit{also} son nom {to}", "{also}takes its name from {o}"),
        _saying(
            "a{also} donné son nom {to}",
            "{also}gave its name to {o}",
            "{auquel} {o} doit{also} son nom",
            "from which {o} {also}takes its name",
        ),
    ),
    Relation.PUTS_INTO_PRACTICE: Sayings(
        _saying("met{also} en pratique {o}", "{also}puts {o} into practice"),
        _saying(
            "est{also} mis{e} en pratique par {o}",
            "is {also}put into practice by {o}",
            "que met{also} en pratique {o}",
            "which {o} {also}puts into practice",
        ),
    ),
    Relation.RESPONDS_TO: Sayings(
        _saying("répond{also} {to}", "{also}responds to {o}"),
        _saying(
            "a{also} suscité {o}",
            "{also}prompted {o}",
            "{auquel} répond{also} {o}",
            "to which {o} {also}responds",
        ),
    ),
    Relation.TRIGGERED_BY: Sayings(
        _saying("a{also} été déclenché{e} par {o}", "was {also}triggered by {o}"),
        _saying("a{also} déclenché {o}", "{also}triggered {o}"),
    ),
    Relation.PRODUCED: Sayings(
        _saying("a{also} produit {o}", "{also}produced {o}"),
        _saying("a{also} été produit{e} par {o}", "was {also}produced by {o}"),
    ),
    Relation.MEANT_FOR_REUSE_IN: Sayings(
        _saying("doit{also} être repris{e} dans {o}", "is {also}meant for reuse in {o}"),
        _saying("doit{also} reprendre {o}", "is {also}meant to take up {o}"),
    ),
    Relation.FOLLOWS: Sayings(
        _saying("fait{also} suite {to}", "{also}follows {o}"),
        _saying(
            "est{also} suivi{e} {of}",
            "is {also}followed by {o}",
            "{auquel} fait{also} suite {o}",
            "which {o} {also}follows",
        ),
    ),
    Relation.INVOLVES_CATEGORY: Sayings(
        _saying("associe{also} {o}", "{also}involves {o}"),
        _saying("prend{also} part {to}", "{also}takes part in {o}"),
    ),
    Relation.THEME: Sayings(
        _saying("traite{also} {of}", "{also}deals with {o}"),
        _saying(
            "est{also} traité{e} par {o}",
            "is {also}dealt with by {o}",
            "dont traite{also} {o}",
            "which {o} {also}deals with",
        ),
    ),
    Relation.CREATOR: Sayings(
        _saying("est{also} l’œuvre {of}", "is {also}the work of {o}"),
        _saying("a{also} créé {o}", "{also}created {o}"),
    ),
    Relation.HAS_JURISDICTION: Sayings(
        _saying("est{also} compétent{e} sur {o}", "{also}has jurisdiction over {o}"),
        _saying("relève{also} {of}", "is {also}governed by {o}"),
    ),
    Relation.MEMBER: Sayings(
        _saying("est{also} exercé{e} par {o}", "is {also}held by {o}"),
        _saying("exerce{also} {o}", "{also}holds {o}"),
    ),
    Relation.MEMBER_OF_BODY: Sayings(
        _saying("s’exerce{also} dans {o}", "is {also}held in {o}"),
        _saying("comprend{also} {o}", "{also}includes {o}"),
    ),
    Relation.UNIT_OF: Sayings(
        _saying("est{also} un service {of}", "is {also}a unit of {o}"),
        _saying(
            "a{also} pour service {o}",
            "{also}has {o} as a unit",
            "dont {o} est{also} un service",
            "of which {o} is {also}a unit",
        ),
    ),
    Relation.SUB_ORGANISATION_OF: Sayings(_IS_PART, _HAS_PART),
    Relation.ABOUT: Sayings(
        _saying("porte{also} sur {o}", "is {also}about {o}"),
        _saying(
            "fait{also} l’objet {of}",
            "is {also}the subject of {o}",
            "sur {lequel} porte{also} {o}",
            "which {o} is {also}about",
        ),
    ),
    Relation.MENTIONS: Sayings(
        _saying("mentionne{also} {o}", "{also}mentions {o}"),
        _saying(
            "apparaît{also} dans {o}",
            "{also}appears in {o}",
            "que mentionne{also} {o}",
            "{whom} {o} {also}mentions",
        ),
    ),
    Relation.CONCERNS: Sayings(
        _saying("concerne{also} {o}", "{also}concerns {o}"),
        _saying(
            "fait{also} l’objet {of}",
            "is {also}the subject of {o}",
            "que concerne{also} {o}",
            "{whom} {o} {also}concerns",
        ),
    ),
    Relation.CONTAINED_IN: Sayings(
        _saying("figure{also} dans {o}", "is {also}contained in {o}"),
        _saying("contient{also} {o}", "{also}contains {o}", "où figure{also} {o}"),
    ),
}

# A function held, told as the one link that it is between a person and a body; `{as_title}`: its title, if known.
FUNCTION = Sayings(
    _saying("est{also} membre {of}{as_title}", "is {also}a member of {o}{as_title}"),
    _saying(
        "compte{also} {o} parmi ses membres{as_title}",
        "{also}counts {o} among its members{as_title}",
        "dont {o} est{also} membre{as_title}",
        "of which {o} is {also}a member{as_title}",
    ),
)
