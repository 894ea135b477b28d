"""The answers that people know from the two sources, asked of the shipped dataset in so many words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.rdf.terms import Literal, NamedNode, Term
from graph.sparql.named_queries import read_query
from graph.storage.dataset import SnapshotDataset

ARTICLE_LESSONS = {"a43-formation-distance", "a44-tirer-les-fruits", "a45-offre-renouvelee"} | {
    "a46-transversalite-et-risques"
}

Told = dict[str, str]
Asking = Callable[..., list[Told]]


def _said(term: Term | None) -> str:
    """Give a literal's text, the last part of an IRI, or nothing."""
    if isinstance(term, NamedNode):
        return term.value.rpartition("/")[2].rpartition("#")[2]
    return term.value if isinstance(term, Literal) else ""


def _asking(dataset: SnapshotDataset) -> Asking:
    def ask(name: str, **values: str) -> list[Told]:
        query = read_query(name)
        base_iri = dataset.names.base_iri
        bindings = query.bind(query.example(base_iri) | values, base_iri)
        columns = query.header["answers"].split(", ")
        rows = [{each: _said(row[each]) for each in columns} for row in dataset.rows(query, bindings)]
        assert rows or query.header["min_rows"] == "0", f"{name} has nothing to say"
        return rows

    return ask


@pytest.fixture
def ask(riposte: SnapshotDataset) -> Asking:
    """Ask a question of the shipped dataset; the example's values stand for what is not said."""
    return _asking(riposte)


@pytest.fixture
def ask_stories(stories: SnapshotDataset) -> Asking:
    """Ask a question of the shipped dataset with invented stories beside it."""
    return _asking(stories)


def column(rows: list[Told], name: str) -> set[str]:
    """Collect what a column says, empty cells left out."""
    return {row[name] for row in rows} - {""}


def test_v1_who_carries_it_since_when(ask: Asking) -> None:
    """The CNFPT carries the Riposte since March 2020, which is interpreted."""
    (row,) = ask("initiative_portrait")
    assert (row["carrier"], row["since"], row["since_status"]) == ("cnfpt", "2020-03", "interpreted")


def test_v2_stepping_back(ask: Asking) -> None:
    """Circle 2 is for who needs to step back."""
    (row,) = ask("circles_for_need")
    assert row["circle"] == "codeveloppement"
    assert row["circle_label"].startswith("Cercle 2")


def test_v2_a_broader_need_finds_the_circles_of_narrower_ones(ask: Asking) -> None:
    """Who needs to understand and learn is shown circles 2 and 3."""
    rows = ask("circles_for_need", need="id/need/comprendre-et-apprendre")
    assert column(rows, "circle") == {"codeveloppement", "arpentage"}


def test_v3_circles_by_method(ask: Asking) -> None:
    """Codéveloppement, arpentage and Theory U are used in circles 2, 3 and 4."""
    position = {row["method"]: row["position"] for row in ask("circles_by_method")}
    assert [position[each] for each in ("codeveloppement", "arpentage", "theorie-u")] == ["2", "3", "4"]


def test_v4_circles_without_a_stated_need(ask: Asking) -> None:
    """Circles 4 and 5, and they alone, state no need; the others state five."""
    rows = ask("circle_needs")
    assert column([row for row in rows if not row["need"]], "position") == {"4", "5"}
    assert column([row for row in rows if row["is_not_stated"] == "true"], "position") == {"4", "5"}
    assert len(column(rows, "need")) == 5


def test_v5_around_a_town(ask: Asking) -> None:
    """Castelnau-le-Lez finds the national Riposte around it; Strasbourg has its stand at home."""
    around = ask("initiatives_around_territory")
    assert {(row["relation"], row["place"]) for row in around} == {("around", "pays-99100")}
    assert "riposte-creative-territoriale" in column(around, "initiative")
    strasbourg = ask("initiatives_around_territory", territory="id/territory/commune-67482")
    here = [row for row in strasbourg if row["relation"] == "here"]
    assert column(here, "initiative") == {"riposte-creative-territoriale"}


def test_v5_what_a_territory_contains(ask_stories: Asking) -> None:
    """The Hérault and the metropolis find within them what happens in a town of theirs."""
    for territory in ("departement-34", "epci-243400017", "region-76"):
        rows = ask_stories("initiatives_around_territory", territory=f"id/territory/{territory}")
        within = [row for row in rows if row["relation"] == "within"]
        assert column(within, "initiative") == {"potager", "serre"}


def test_v6_presenters(ask: Asking) -> None:
    """Cécile Joly and Isabelle Cazaunau present it, each with her position and body."""
    rows = ask("initiative_presenters")
    assert column(rows, "person_label") == {"Cécile Joly", "Isabelle Cazaunau"}
    positions = {(row["person"], row["body"]): row["position"] for row in rows}
    assert positions["cecile-joly", "mission-innovation-publique-collaborative"].startswith("Directrice")
    assert ("isabelle-cazaunau", "groupe-national-innovation") in positions


def test_v7_name(ask: Asking) -> None:
    """The name comes from Christophe Dejours, of the psychodynamics of work; Bernard Alix tells so."""
    (row,) = ask("name_origin")
    assert (row["author_label"], row["teller_label"]) == ("Christophe Dejours", "Bernard Alix")
    assert row["field_label"] == "Psychodynamique du travail"
    assert "Dejours" in row["words"]


def test_v8_trigger(ask: Asking) -> None:
    """An e-mail from the DGS of Castelnau-le-Lez set it off."""
    (row,) = ask("initiative_trigger")
    assert row["trigger"] == "courriel-castelnau-le-lez"
    assert (row["author_label"], row["position"]) == ("Séverine de Montredon", "DGS")
    assert row["body"] == "commune-de-castelnau-le-lez"


def test_v9_timeline(ask: Asking) -> None:
    """The message comes first, then the proposal, the launch, and in January the session; undated events last."""
    rows = ask("initiative_timeline")
    dated = [row["event"] for row in rows if row["date"]]
    assert dated[:3] == ["courriel-castelnau-le-lez", "depot-de-la-proposition", "lancement"]
    assert dated[3] == "session-27-janvier"
    assert [bool(row["date"]) for row in rows] == sorted((bool(row["date"]) for row in rows), reverse=True)


def test_v10_licence_of_the_site(ask: Asking) -> None:
    """Only the site has a licence: Creative Commons, the variant not stated."""
    rows = ask("resources_by_licence")
    (stated,) = [row for row in rows if row["is_stated"] == "true"]
    assert (stated["resource"], stated["licence"]) == ("site-riposte", "cc-variant-not-stated")
    assert rows[0] == stated


def test_v11_close_by_statement(ask: Asking) -> None:
    """The circles are close to the Riposte because they extend it and are part of it, as stated."""
    rows = ask("close_initiatives")
    assert column(rows, "other") == {"cercles-apprentissage"}
    assert column(rows, "reason") == {"extends", "part-of"}
    assert column(rows, "is_stated") == {"true"}


def test_v11_close_by_what_is_shared(ask_stories: Asking) -> None:
    """The kitchen garden is close to the orchard by need, method and actor, each named; to its tree by statement."""
    rows = ask_stories("close_initiatives", initiative="id/initiative/potager")
    shared = {(row["other"], row["reason"], row["basis"]) for row in rows if row["is_stated"] == "false"}
    assert {each[1:] for each in shared if each[0] == "verger"} == {
        ("shares-need", "entraide"),
        ("shares-method", "forum-ouvert"),
        ("shares-actor", "passerelle"),
    }
    assert ("serre", "extends") in {
        (row["other"], row["reason"]) for row in rows if row["is_stated"] == "true"
    }
    assert rows[0]["is_stated"] == "true"


def test_v11_a_tree_shares_nothing_with_itself(ask: Asking) -> None:
    """Circle 2 is close to its offer by being part of it, not by the need that both answer."""
    rows = ask("close_initiatives", initiative="id/circle/codeveloppement")
    assert column(rows, "reason") == {"part-of"}


def test_v12_lessons(ask: Asking) -> None:
    """Four lessons, told by Pascale Chellin-Allanic, from about twenty interviews of DGS."""
    rows = ask("initiative_lessons")
    assert column(rows, "lesson") == ARTICLE_LESSONS
    assert column(rows, "teller_label") == {"Pascale Chellin-Allanic"}
    assert column(rows, "material_extent") == {"une vingtaine d’entretiens"}


def test_v13_words(ask: Asking) -> None:
    """The invitation says of circle 4 nothing but its title."""
    words = {row["line"]: row["words"] for row in ask("source_words")}
    assert words["21"] == 'cercle 4 : Pratiquer les outils de la "Théorie U"'


def test_v14_crisis(ask: Asking) -> None:
    """It answered the Covid-19 crisis; nobody else described did."""
    rows = ask("crisis_responses")
    assert column([row for row in rows if row["is_crisis"] == "true"], "context") == {"covid-19"}
    assert column(rows, "other") == set()


def test_r1_expressed_needs(ask: Asking) -> None:
    """Séverine de Montredon's call in her words of March 2020, and eleven needs said by Pascale Chellin-Allanic."""
    rows = ask("expressed_needs")
    call = next(row for row in rows if row["speaker"] == "severine-de-montredon")
    assert call["words"].startswith("Comme une bouteille à la mer")
    assert (call["date"], call["line"], call["source"]) == ("2020-03", "23", "riposte-article")
    assert len(column([row for row in rows if row["speaker"] == "pascale-chellin-allanic"], "need")) == 11


def test_r2_unmet_needs(ask: Asking) -> None:
    """None of the needs that the four lessons point to is answered by a described initiative."""
    rows = ask("lessons_to_unmet_needs")
    assert column(rows, "lesson") == ARTICLE_LESSONS
    assert "formation-gestion-de-crise" in column(rows, "need")
    assert "entraide" not in column(rows, "need")


def test_r3_descent(ask: Asking) -> None:
    """The circles extend the Riposte."""
    (row,) = ask("initiative_ancestry")
    assert (row["younger"], row["link"], row["elder"]) == (
        "cercles-apprentissage",
        "extends",
        "riposte-creative-territoriale",
    )


def test_r4_ideas(ask: Asking) -> None:
    """Creative response is Dejours's, not wasting the crisis Latour's; enabling territory and Theory U have no author."""
    authors = {row["idea"]: row["author"] for row in ask("ideas_and_authors")}
    assert authors == {
        "riposte-creative": "christophe-dejours",
        "ne-pas-gacher-cette-crise": "bruno-latour",
        "territoire-capacitant": "",
        "theorie-u": "",
    }


def test_r5_methods(ask: Asking) -> None:
    """Codéveloppement serves mutual help and stepping back, arpentage scaffolding and reflection in action."""
    served: dict[str, set[str]] = {}
    for row in ask("methods_by_need"):
        served.setdefault(row["method"], set()).add(row["need"])
    assert served["codeveloppement"] == {"entraide", "prise-de-recul"}
    assert served["arpentage"] == {"etayage", "associer-reflexion-action"}
    assert "theorie-u" not in served


def test_r6_effects(ask: Asking) -> None:
    """Five effects are claimed, all told by the carrier itself."""
    rows = ask("claimed_effects")
    assert len(column(rows, "effect")) == 5
    assert column(rows, "is_told_by_carrier") == {"true"}


def test_r7_discrepancies(ask: Asking) -> None:
    """Four circles or five, and two names for them, within the invitation; the origin, between the two sources."""
    rows = ask("source_discrepancies")
    between = {row["discrepancy"]: row["is_between_sources"] for row in rows}
    assert between["quatre-cercles-ou-cinq"] == between["nom-des-cercles"] == "false"
    assert between["origine-de-la-riposte"] == "true"
    four = [row for row in rows if row["discrepancy"] == "quatre-cercles-ou-cinq"]
    assert any("4 cercles" in row["words"] for row in four)


def test_r8_statuses(ask: Asking) -> None:
    """The start of the Riposte is interpreted, its e-mail stated; nothing is contested yet."""
    interpreted = {(row["subject"], row["predicate"]) for row in ask("statements_by_status")}
    stated = {
        (row["subject"], row["predicate"]) for row in ask("statements_by_status", status="assertion:stated")
    }
    assert ("riposte-creative-territoriale", "startDate") in interpreted - stated
    assert ("riposte-creative-territoriale", "triggeredBy") in stated - interpreted


def test_r9_delay(ask: Asking) -> None:
    """Three days, from a Friday to the next Monday."""
    (row,) = ask("response_times")
    assert row["elapsed"] == "P3D"
    assert "vendredi" in row["previous_note"]
    assert "lundi" in row["event_note"]


def test_r10_no_bridge_in_the_riposte(ask: Asking) -> None:
    """In the Riposte alone no actor bridges separate initiatives: the CNFPT's are one tree."""
    assert ask("bridging_actors") == []


def test_r10_a_bridge(ask_stories: Asking) -> None:
    """The footbridge joins two pairs of three: garden and orchard, greenhouse and orchard; the third pair is linked."""
    (row,) = ask_stories("bridging_actors")
    assert (row["actor"], row["initiative_count"], row["pair_count"]) == ("passerelle", "3", "2")
    assert (row["one"], row["other"], row["other_label"]) == ("potager", "verger", "Verger")


def test_r11_one_nation_has_no_two_regions(ask: Asking) -> None:
    """The Riposte is national: no need is shared from region to region."""
    assert ask("needs_shared_across_regions") == []


def test_r11_a_need_in_two_regions(ask_stories: Asking) -> None:
    """Mutual help is sought in Occitanie and in Grand Est, once in each."""
    rows = ask_stories("needs_shared_across_regions")
    assert column(rows, "need") == {"entraide"}
    assert column(rows, "region_count") == {"2"}
    told = {(row["region_label"], row["initiative_count"], row["initiative"]) for row in rows}
    assert told == {("Occitanie", "1", "potager"), ("Grand Est", "1", "verger")}


def test_r12_principles(ask: Asking) -> None:
    """Three principles guide the circles, each put into practice by a format."""
    rows = ask("principles_in_practice")
    assert column(rows, "principle") == {
        "coproduction-des-contenus",
        "apprentissage-par-les-pairs",
        "experimenter-des-formules",
    }
    assert all(row["method"] for row in rows)


def test_r13_formats_for_reuse(ask: Asking) -> None:
    """The five circles are meant for the standing offer of the CNFPT, as line 16 says."""
    rows = ask("formats_meant_for_reuse")
    assert len(column(rows, "format")) == 5
    assert column(rows, "offer") == {"offre-classique-cnfpt"}
    assert all("offre classique" in row["words"] for row in rows)


def test_r14_categories(ask: Asking) -> None:
    """Local staff, CNFPT staff, educators, researchers and facilitators took part."""
    assert column(ask("participant_categories"), "category") >= {
        "local-authority-staff",
        "cnfpt-staff",
        "educators",
        "researchers",
        "facilitators",
    }


def test_r15_memberships(ask: Asking) -> None:
    """Isabelle Cazaunau holds three positions in two bodies, attested on the day of the article."""
    rows = ask("person_memberships")
    assert column(rows, "body") == {"cnfpt", "groupe-national-innovation"}
    assert len(column(rows, "position")) == 3
    assert column(rows, "attested_on") == {"2020-06-18"}


def test_r16_evidence(ask: Asking) -> None:
    """Each lesson rests on two passages or three of one source, said by one person."""
    rows = ask("lesson_evidence")
    assert {row["quote_count"] for row in rows} == {"2", "3"}
    assert column(rows, "source_count") == column(rows, "teller_count") == {"1"}


def test_h12_former_codes(ask: Asking) -> None:
    """The codes that Valserhône took over are listed with its own."""
    rows = ask("former_territory_codes")
    assert {(row["code"], row["territory_code"]) for row in rows} == {("01018", "01033"), ("01091", "01033")}


def test_h13_a_missing_translation(ask_stories: Asking) -> None:
    """The orchard, named in French alone, lacks its English label; nothing else lacks one."""
    (row,) = ask_stories("texts_missing_a_language")
    assert (row["record"], row["missing"]) == ("verger", "en")


def test_c1_a_circle_needs_a_whole_and_a_name(ask: Asking) -> None:
    """A circle must be part of something and, as any initiative, have a French name."""
    rows = ask("record_requirements")
    to_fill = [row for row in rows if (row["severity"], row["is_to_fill"]) == ("Violation", "true")]
    assert column(to_fill, "property") >= {"partOf", "prefLabel"}


@pytest.mark.parametrize("words", ["RIPOSTE CREATIVE TERRITORIALE", "La riposte créative, territoriale !"])
def test_c2_case_accents_and_punctuation_do_not_hide_a_record(ask: Asking, words: str) -> None:
    """The Riposte is found whatever its case, accents and punctuation."""
    assert "riposte-creative-territoriale" in column(ask("similar_records", words=words), "record")
