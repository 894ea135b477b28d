"""Reasons in words: every rule in both languages, agreements, rarity, names that lack; and the shipped dataset."""

from __future__ import annotations

import re

import pytest

from graph.connections.network.adjacency import Network
from graph.connections.network.builder import network_of
from graph.connections.network.thing_kinds import Kind
from graph.connections.similarity.families import FAMILIES
from graph.connections.similarity.live_ranking import close_to
from graph.connections.similarity.model import STATED, Connection, Reason
from graph.connections.wording.french_places import in_place
from graph.connections.wording.nouns import noun_of
from graph.connections.wording.reason_clauses import further_clause, nested_clause, reason_clause, short_name
from graph.connections.wording.reasons import connection_sentence, reason_sentence
from graph.exploration.labels import labels_of
from graph.i18n import BilingualText
from graph.storage.dataset import SnapshotDataset

BASE = "http://127.0.0.1:8000/id/"
A, B = f"{BASE}initiative/a", f"{BASE}initiative/b"
CARE, HERAULT, TOWN = f"{BASE}need/soin", f"{BASE}territory/departement-34", f"{BASE}territory/commune-34057"
LABELS = {
    A: BilingualText("Les jardins", "The gardens"),
    B: BilingualText("Le potager", "The kitchen garden"),
    CARE: BilingualText("prendre soin", "taking care"),
    f"{BASE}need/lien": BilingualText("se relier", "connecting"),
    HERAULT: BilingualText("Hérault", "Hérault"),
    TOWN: BilingualText("Castelnau-le-Lez", "Castelnau-le-Lez"),
    f"{BASE}territory/commune-34172": BilingualText("Montpellier", "Montpellier"),
    f"{BASE}person/p": BilingualText("Jeanne Dupont", "Jeanne Dupont"),
    f"{BASE}method/m": BilingualText("arpentage", "collective reading"),
    f"{BASE}lesson/l": BilingualText("Aller doucement", "Go slowly"),
}
_TWO = (Kind.INITIATIVE, Kind.INITIATIVE)


def reason(rule: str, basis: str, kind: Kind, *, count: int = 60, of: int = 120, there: str = "") -> Reason:
    """Make a reason that both have, unless it is said what the other has of it."""
    iri = basis if basis.startswith("http") else BASE + basis
    return Reason(rule, iri, 20_000, count, of, iri, there or iri, kind)


def between(*reasons: Reason, kinds: tuple[Kind, Kind] = _TWO, unnamed: int = 0) -> Connection:
    """Connect two things."""
    return Connection(B, kinds, sum(x.weight for x in reasons), len(reasons) + unnamed, reasons)


def plain(words: BilingualText) -> tuple[str, str]:
    """Give a text in both languages, its special spaces as plain ones."""
    return tuple(re.sub("[\u00a0\u202f]", " ", text) for text in words)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("told", "fr", "en"),
    [
        (
            reason("shares-need", CARE, Kind.NEED, count=3),
            "répondent toutes deux au besoin « prendre soin », que seules 3 initiatives sur 120 partagent",
            "both answer the need “taking care”, shared by only 3 of 120 initiatives",
        ),
        (
            reason("shares-need", CARE, Kind.NEED, count=2),
            "répondent toutes deux au besoin « prendre soin », qu’elles sont seules à partager, sur 120 initiatives",
            "both answer the need “taking care”, shared by no other of the 120 initiatives",
        ),
        (
            reason("shares-need", CARE, Kind.NEED),
            "répondent toutes deux au besoin « prendre soin »",
            "both answer the need “taking care”",
        ),
        (
            reason("shares-need", f"{BASE}need/lien", Kind.NEED, there=CARE),
            "l’une répond au besoin « se relier », l’autre au besoin plus précis « prendre soin »",
            "one answers the need “connecting”, the other the more specific need “taking care”",
        ),
        (
            reason("shares-territory", "territory/commune-34172", Kind.TERRITORY, count=1200, of=100_000),
            "sont menées toutes deux à Montpellier, où ne sont menées que 1 200 initiatives sur 100 000",
            "both take place in Montpellier, where only 1,200 of 100,000 initiatives take place",
        ),
        (
            reason("shares-territory", TOWN, Kind.TERRITORY, count=2),
            "sont menées toutes deux à Castelnau-le-Lez, où aucune autre n’est menée",
            "both take place in Castelnau-le-Lez, where no other takes place",
        ),
        (
            reason("shares-territory", HERAULT, Kind.TERRITORY, there=TOWN, count=8),
            (
                "sont menées l’une dans l’Hérault, l’autre à Castelnau-le-Lez, qui en fait partie"
                " (8 initiatives sur 120)"
            ),
            (
                "one takes place in Hérault, the other in Castelnau-le-Lez, which is part of it"
                " (8 of 120 initiatives)"
            ),
        ),
        (
            reason("shares-actor", "person/p", Kind.PERSON, count=4),
            "ont en commun un acteur, Jeanne Dupont, que seules 4 initiatives sur 120 partagent",
            "have one actor in common, Jeanne Dupont, shared by only 4 of 120 initiatives",
        ),
        (
            reason("shares-method", "method/m", Kind.METHOD),
            "emploient toutes deux la méthode « arpentage »",
            "both use the method “collective reading”",
        ),
        (
            reason("shares-lesson", "lesson/l", Kind.LESSON),
            "ont en commun un enseignement, « Aller doucement »",
            "have one lesson in common, “Go slowly”",
        ),
        (
            reason("shares-lesson", CARE, Kind.NEED),
            "leurs enseignements mettent en lumière un même besoin, « prendre soin »",
            "their lessons point to one same need, “taking care”",
        ),
        (
            reason("shares-lesson", CARE, Kind.NEED, there=B),
            "l’une répond au besoin « prendre soin », que met en lumière un enseignement de l’autre",
            "one answers the need “taking care”, to which a lesson from the other points",
        ),
        (
            Reason("extends", B, 47_875, 2, 120, A, B, Kind.INITIATIVE),
            "« Les jardins » prolonge « Le potager »",
            "“The gardens” extends “The kitchen garden”",
        ),
        (
            Reason("inspired-by", B, 47_875, 2, 120, A, B, Kind.INITIATIVE, is_backwards=True),
            "« Le potager » s’inspire de « Les jardins »",
            "“The kitchen garden” is inspired by “The gardens”",
        ),
    ],
)
def test_each_rule_is_told(told: Reason, fr: str, en: str) -> None:
    """A reason reads as a native would write it, and tells how rare it is when few share it."""
    assert plain(reason_sentence(told, between(told), LABELS)) == (fr, en)


@pytest.mark.parametrize(
    ("kinds", "fr"),
    [
        ((Kind.INITIATIVE, Kind.CIRCLE), "font toutes deux partie de « Les jardins »"),
        ((Kind.CIRCLE, Kind.CIRCLE), "font tous deux partie de « Les jardins »"),
    ],
)
def test_two_circles_are_masculine(kinds: tuple[Kind, Kind], fr: str) -> None:
    """Two circles are "tous deux"; a circle and another initiative are two initiatives."""
    told = reason("shares-whole", A, Kind.INITIATIVE)
    assert plain(reason_sentence(told, between(told, kinds=kinds), LABELS))[0] == fr


@pytest.mark.parametrize(
    ("kinds", "fr"),
    [
        ((Kind.ORGANISATION, Kind.ORGANISATION), "sont rattachées toutes deux à Jeanne Dupont"),
        ((Kind.ORGANISATION, Kind.PERSON), "sont rattachés tous deux à Jeanne Dupont"),
        ((Kind.PERSON, Kind.COLLECTIVE), "sont rattachés tous deux à Jeanne Dupont"),
    ],
)
def test_actors_agree(kinds: tuple[Kind, Kind], fr: str) -> None:
    """Organisations are feminine among themselves, any other actors masculine."""
    told = reason("shares-body", "person/p", Kind.PERSON)
    assert plain(reason_sentence(told, between(told, kinds=kinds), LABELS))[0] == fr


def test_reasons_are_joined() -> None:
    """The first reason is told whole, others are named: again, by another rule, and how many more there are."""
    told = between(
        reason("shares-need", CARE, Kind.NEED, count=3),
        reason("shares-need", "need/lien", Kind.NEED),
        reason("shares-lesson", CARE, Kind.NEED, there=B),
        reason("shares-territory", HERAULT, Kind.TERRITORY),
        reason("shares-method", "method/m", Kind.METHOD),
        reason("shares-method", "method/inconnue-ici", Kind.METHOD),
        unnamed=8034,
    )
    assert plain(connection_sentence(told, LABELS)) == (
        (
            "répondent toutes deux au besoin « prendre soin », que seules 3 initiatives sur 120 partagent"
            " ; de même pour « se relier »"
            " ; un enseignement de l’une ou de l’autre met aussi ce besoin en lumière"
            " ; même territoire : Hérault ; mêmes méthodes : « arpentage », « inconnue ici »"
            " ; et 8 034 autres points communs"
        ),
        (
            "both answer the need “taking care”, shared by only 3 of 120 initiatives"
            "; likewise “connecting”; a lesson from one of them also points to this need"
            "; same territory: Hérault; same methods: “collective reading”, “inconnue ici”"
            "; and 8,034 more in common"
        ),
    )


def test_links_stated_both_ways_are_both_told() -> None:
    """What the second states of the first is a clause of its own."""
    told = between(
        Reason("inspired-by", B, 47_875, 2, 120, A, B, Kind.INITIATIVE),
        Reason("part-of", B, 47_875, 2, 120, A, B, Kind.INITIATIVE, is_backwards=True),
    )
    assert plain(connection_sentence(told, LABELS)) == (
        "« Les jardins » s’inspire de « Le potager » ; « Le potager » fait partie de « Les jardins »",
        "“The gardens” is inspired by “The kitchen garden”; “The kitchen garden” is part of “The gardens”",
    )


def test_places_are_named_as_places() -> None:
    """A second territory keeps its preposition; nested territories are told as such."""
    told = between(
        reason("shares-territory", "territory/commune-34172", Kind.TERRITORY),
        reason("shares-territory", HERAULT, Kind.TERRITORY),
    )
    assert plain(connection_sentence(told, LABELS)) == (
        "sont menées toutes deux à Montpellier ; de même dans l’Hérault",
        "both take place in Montpellier; likewise in Hérault",
    )
    told = between(
        reason("shares-method", "method/m", Kind.METHOD),
        reason("shares-territory", HERAULT, Kind.TERRITORY, there=TOWN),
    )
    assert plain(connection_sentence(told, LABELS))[0] == (
        "emploient toutes deux la méthode « arpentage » ; territoires emboîtés : Hérault et Castelnau-le-Lez"
    )


def test_many_names_are_cut() -> None:
    """Of more than four of one kind, three are named and the others counted."""
    bases = [reason("shares-need", f"need/n{rank}", Kind.NEED) for rank in range(6)]
    told = between(reason("shares-method", "method/m", Kind.METHOD), *bases)
    assert plain(connection_sentence(told, LABELS)) == (
        "emploient toutes deux la méthode « arpentage » ; mêmes besoins : « n0 », « n1 », « n2 » et 3 autres",
        "both use the method “collective reading”; same needs: “n0”, “n1”, “n2” and 3 more",
    )


@pytest.mark.parametrize(
    ("place", "label", "fr"),
    [
        ("commune-76351", "Le Havre", "au Havre"),
        ("commune-85194", "Les Sables-d’Olonne", "aux Sables-d’Olonne"),
        ("commune-17300", "La Rochelle", "à La Rochelle"),
        ("departement-48", "Lozère", "en Lozère"),
        ("departement-26", "Drôme", "dans la Drôme"),
        ("departement-30", "Gard", "dans le Gard"),
        ("departement-65", "Hautes-Pyrénées", "dans les Hautes-Pyrénées"),
        ("departement-2A", "Corse-du-Sud", "en Corse-du-Sud"),
        ("region-76", "Occitanie", "en Occitanie"),
        ("region-32", "Hauts-de-France", "dans les Hauts-de-France"),
        ("region-04", "La Réunion", "à La Réunion"),
        ("pays-99100", "France", "en France"),
        ("epci-243400017", "Le Grand Pic", "sur le territoire de «\u00a0Le Grand Pic\u00a0»"),
        ("quartier", "Figuerolles", "sur le territoire de «\u00a0Figuerolles\u00a0»"),
    ],
)
def test_french_places(place: str, label: str, fr: str) -> None:
    """Towns, départements, regions and others each have their preposition."""
    assert in_place(f"{BASE}territory/{place}", BilingualText(label, "X")) == BilingualText(fr, "in X")


def test_every_rule_of_every_family_has_words() -> None:
    """No reason that can be found lacks its clause, its short name or its noun."""
    for family in FAMILIES:
        for sharing in family.sharings:
            for kind in family.kinds:
                assert reason_clause(sharing.rule, kind, Kind.OTHER).words.fr
            assert short_name(sharing.rule, is_nested=False, is_plural=True).en
            if sharing.under:
                assert nested_clause(sharing.rule).words.en
                assert short_name(sharing.rule, is_nested=True, is_plural=False).fr
        assert all(noun_of(each).plural.fr for each in family.kinds)
    stated = {each.rule for family in FAMILIES for each in family.stated}
    assert stated == set(STATED)
    assert all(reason_clause(each, Kind.INITIATIVE, Kind.INITIATIVE).words.fr for each in STATED)
    assert {each for each in STATED if further_clause(each)} < stated


@pytest.fixture(scope="module")
def shipped(riposte: SnapshotDataset) -> Network:
    """Read the network of the shipped dataset."""
    triples = riposte.graph("")
    assert triples is not None
    return network_of(triples)


def sentences(
    dataset: SnapshotDataset, network: Network, thing: str, *, limit: int = 20
) -> dict[str, tuple[str, str]]:
    """Tell what a thing of the dataset is close to."""
    page = close_to(network, BASE + thing, limit=limit)
    labels = labels_of(dataset, page.iris())
    return {each.to.removeprefix(BASE): plain(connection_sentence(each, labels)) for each in page.connections}


_CIRCLES = ("codeveloppement", "arpentage", "theorie-u", "implanter-le-collaboratif")


def test_the_circles_of_the_riposte(riposte: SnapshotDataset, shipped: Network) -> None:
    """A circle is close to its whole and to its fellows; it does not share a need with its own parents."""
    told = sentences(riposte, shipped, "circle/reconnexion")
    assert told.pop("initiative/cercles-apprentissage") == (
        (
            "« Cercle 1 : clés de reconnexion à soi et aux autres » fait partie de"
            " « Cercles d’apprentissage et d’entraide »"
        ),
        "“Circle 1: keys to reconnecting with oneself and others” is part of “Circles for learning and mutual help”",
    )
    whole = (
        "font tous deux partie de « Cercles d’apprentissage et d’entraide »",
        "are both part of “Circles for learning and mutual help”",
    )
    assert told == {f"circle/{each}": whole for each in _CIRCLES}


def test_the_riposte_itself(riposte: SnapshotDataset, shipped: Network) -> None:
    """The circles extend it and are part of it; the body that carries nearly everything ties it to nothing else."""
    assert sentences(riposte, shipped, "initiative/riposte-creative-territoriale") == {
        "initiative/cercles-apprentissage": (
            "« Cercles d’apprentissage et d’entraide » prolonge « Riposte créative territoriale » et en fait partie",
            "“Circles for learning and mutual help” extends “Territorial Creative Response” and is part of it",
        )
    }
    assert sentences(riposte, shipped, "initiative/serie-initiatives") == {}


def test_the_needs_of_the_riposte(riposte: SnapshotDataset, shipped: Network) -> None:
    """Needs are close by those that answer both, by what they belong to, and by who points to them."""
    told = sentences(riposte, shipped, "need/entraide")
    assert told["need/se-relier"] == (
        "le besoin « Entraide » relève du besoin plus large « Se relier »",
        "the need “Mutual help” is part of the wider need “Connecting with others”",
    )
    assert told["need/prise-de-recul"] == (
        (
            "l’initiative « Cercle 2 : codéveloppement » répond aux deux (2 besoins sur 22)"
            " ; de même pour « Cercles d’apprentissage et d’entraide »"
        ),
        (
            "the initiative “Circle 2: peer coaching (codéveloppement)” answers both (2 of 22 needs)"
            "; likewise “Circles for learning and mutual help”"
        ),
    )
    told = sentences(riposte, shipped, "need/diagnostic-des-vulnerabilites")
    assert told["need/reduction-du-risque"][0] == (
        "l’enseignement « Mêler les métiers, connaître ses vulnérabilités et réduire le risque » met les deux en"
        " lumière (3 besoins sur 22) ; même expression de besoin : « Axe 4 : mêler les métiers et réduire les"
        " risques » ; même besoin plus large : « Se préparer aux crises »"
    )


def test_the_actors_of_the_riposte(riposte: SnapshotDataset, shipped: Network) -> None:
    """Persons are named bare, bodies between quotation marks; what a source attests is told as such."""
    told = sentences(riposte, shipped, "person/isabelle-cazaunau")
    assert told["organisation/cnfpt"] == (
        (
            "Isabelle Cazaunau a une fonction au sein de « Centre national de la fonction publique territoriale (CNFPT) »,"
            " selon une source ; même événement : « Dépôt d’une proposition »"
        ),
        (
            "Isabelle Cazaunau holds a position at “National Centre for the Local Civil Service (CNFPT)”,"
            " according to a source; same event: “Filing of a proposal”"
        ),
    )
    told = sentences(riposte, shipped, "collective/communaute-innovation-publique")
    assert told["organisation/cnfpt"][0] == (
        "prennent part tous deux à « Cercles d’apprentissage et d’entraide » (2 acteurs sur 23)"
        " ; de même pour « Riposte créative territoriale »"
    )


def test_lessons_that_all_share_the_same_are_not_told_close(
    riposte: SnapshotDataset, shipped: Network
) -> None:
    """The four lessons come from one initiative and one person: that tells nothing of two of them."""
    assert sentences(riposte, shipped, "lesson/a43-formation-distance") == {}
