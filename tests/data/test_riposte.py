"""The Riposte dataset says what its two source texts say, with the passage behind each fact."""

import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote as percent_encode

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, ORG, PROV, RDF, SKOS
from rdflib.term import Node

# rdflib 7.6 deprecates what its own TriG reader calls.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
NAMES = ("riposte-article", "riposte-concepts", "riposte-invitation")
BASE = "https://maillage.example/"

MAI = rdflib.Namespace("https://w3id.org/maillage/ns#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
SCHEMA = rdflib.Namespace("https://schema.org/")
SHARED = rdflib.Namespace("https://w3id.org/maillage/scheme/")
ID = rdflib.Namespace(f"{BASE}id/")

CHARACTERS_IN_A_QUOTE = 300
SOURCE_TEXTS = {
    "riposte-article": "A-article-riposte-creative.txt",
    "riposte-invitation": "B-invitation-cercles.txt",
}
GROUPS_OF_NEEDS = {
    ID[f"need/{slug}"]
    for slug in ("se-relier", "comprendre-et-apprendre", "s-organiser", "se-preparer-aux-crises")
}
# Who keeps the dataset is told by no source, so that no passage can stand behind it.
OUR_OWN = {ID["collective/equipe-maillage"], *(ID[f"contribution/{name}"] for name in NAMES)}


def path_of(name: str) -> Path:
    """Give the file of one contribution."""
    return DATA / f"{name}.trig"


def read_quads(name: str) -> rdflib.Dataset:
    """Read one contribution as rdflib sees it."""
    dataset = rdflib.Dataset()
    dataset.parse(path_of(name), format="trig", publicID=BASE)
    return dataset


def merge_of(names: tuple[str, ...]) -> rdflib.Graph:
    """Merge contributions into one graph, each triple once."""
    graph = rdflib.Graph()
    for name in names:
        for triple in read_quads(name).graph(ID[f"contribution/{name}"]):
            graph.add(triple)
    return graph


@pytest.fixture(scope="module")
def merge() -> rdflib.Graph:
    """Merge the three contributions."""
    graph = merge_of(NAMES)
    assert len(graph) > 2000, "the dataset was not read"
    return graph


@pytest.fixture(scope="module", params=NAMES)
def contribution(request: pytest.FixtureRequest) -> tuple[str, rdflib.Graph]:
    """Give one contribution at a time, by name."""
    graph = merge_of((request.param,))
    assert graph, f"{request.param} holds no triple"
    return request.param, graph


def fold(text: str) -> str:
    """Make every run of white space, non-breaking or not, one space."""
    return " ".join(text.split())


def slugs(graph: rdflib.Graph, kind: rdflib.URIRef) -> set[str]:
    """Give what follows /id/ in the IRI of everything of one type."""
    return {str(subject).removeprefix(ID) for subject in graph.subjects(RDF.type, kind)}


def triple_of(graph: rdflib.Graph, statement: Node) -> tuple[Node, Node, Node]:
    """Give the triple that a statement speaks of."""
    subject, predicate, spoken_of = (
        graph.value(statement, part, any=False) for part in (RDF.subject, RDF.predicate, RDF.object)
    )
    assert subject is not None
    assert predicate is not None
    assert spoken_of is not None
    return subject, predicate, spoken_of


def languages_of(graph: rdflib.Graph, subject: Node, *predicates: rdflib.URIRef) -> list[str | None]:
    """Give the languages of the texts that a subject has under some predicates, sorted."""
    texts = [text for predicate in predicates for text in graph.objects(subject, predicate)]
    return sorted((text.language for text in texts if isinstance(text, rdflib.Literal)), key=str)


def selector_text(graph: rdflib.Graph, quote: Node, part: rdflib.URIRef) -> str:
    """Give the exact, prefix or suffix text of a quote, empty when it has none."""
    return str(graph.value(graph.value(quote, OA.hasSelector), part) or "")


def faults_of_quotes(graph: rdflib.Graph, source_lines: dict[str, list[str]]) -> list[str]:
    """List the quotes that are not, word for word, at their line of their source."""
    faults = []
    for quote in graph.subjects(RDF.type, OA.SpecificResource):
        exact, prefix, suffix = (
            selector_text(graph, quote, part) for part in (OA.exact, OA.prefix, OA.suffix)
        )
        lines = source_lines[str(graph.value(quote, OA.hasSource)).rsplit("/", 1)[-1]]
        line = fold(lines[int(str(graph.value(quote, MAI.line))) - 1])
        if not exact or fold(exact) not in line:
            faults.append(f"{quote}: not at its line")
        # White space beside a quotation mark or a bracket belongs to neither text.
        joined = "".join((prefix + exact + suffix).split())
        if joined not in "".join("".join(lines).split()):
            faults.append(f"{quote}: not between its prefix and its suffix")
    return faults


@pytest.fixture(scope="module")
def source_lines() -> dict[str, list[str]]:
    """Read the lines of the two source texts, which are kept beside the project and not in it."""
    folders = [parent / "shared" / "sources" for parent in ROOT.parents]
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        pytest.skip(
            "the source texts are not beside this checkout (../shared/sources): quotes cannot be compared"
        )
    return {
        name: (folder / file).read_text(encoding="utf-8").split("\n") for name, file in SOURCE_TEXTS.items()
    }


# ---------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("name", NAMES)
def test_two_parsers_read_the_same(name: str) -> None:
    """Pyoxigraph and rdflib read the same quads from each file."""
    mine = ox.Dataset(ox.parse(path=str(path_of(name)), base_iri=BASE))
    theirs = ox.Dataset(ox.parse(read_quads(name).serialize(format="nquads"), format=ox.RdfFormat.N_QUADS))
    for dataset in (mine, theirs):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert len(mine) > 0
    assert mine == theirs


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_one_contribution(name: str) -> None:
    """Every quad of a file stands in the graph that the file describes as a contribution."""
    graphs = {str(quad.graph_name) for quad in ox.parse(path=str(path_of(name)), base_iri=BASE)}
    assert graphs == {f"<{ID[f'contribution/{name}']}>"}
    graph = merge_of((name,))
    (focus,) = graph.subjects(RDF.type, MAI.Contribution)
    assert str(graph.value(focus, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    for required in (PROV.hadPrimarySource, PROV.wasAttributedTo, PROV.generatedAtTime, MAI.reviewStatus):
        assert (focus, required, None) in graph


@pytest.mark.parametrize("name", NAMES)
def test_files_serve_any_deployment(name: str) -> None:
    """No file names an address of its own: read at another base, nothing else changes."""
    text = path_of(name).read_text(encoding="utf-8")
    assert "@base" not in text
    other = "http://127.0.0.1:8000/"
    here, there = (
        Counter(str(quad.predicate) for quad in ox.parse(path=str(path_of(name)), base_iri=base))
        for base in (BASE, other)
    )
    assert here == there


def test_only_selectors_are_blank(merge: rdflib.Graph) -> None:
    """Every thing has an IRI; only the selector of a quote is a blank node."""
    blank = {node for node in merge.subjects() if isinstance(node, rdflib.BNode)}
    assert blank
    assert all((node, RDF.type, OA.TextQuoteSelector) in merge for node in blank)


# ------------------------------------------------------------------------------------------- quotes, evidence


def test_quotes_are_short(merge: rdflib.Graph) -> None:
    """No quote is longer than 300 characters."""
    lengths = {str(quote): len(str(quote)) for quote in merge.objects(None, OA.exact)}
    assert lengths
    assert max(lengths.values()) <= CHARACTERS_IN_A_QUOTE


def test_quotes_are_in_their_source(merge: rdflib.Graph, source_lines: dict[str, list[str]]) -> None:
    """Every quote stands word for word at its line of its source, white space folded."""
    assert faults_of_quotes(merge, source_lines) == []


def test_a_misquote_is_seen(merge: rdflib.Graph, source_lines: dict[str, list[str]]) -> None:
    """A quote with one word changed, or at another line, is reported."""
    bad = rdflib.Graph()
    for triple in merge:
        bad.add(triple)
    selector = bad.value(ID["quote/b17"], OA.hasSelector)
    assert selector is not None
    misquote = rdflib.Literal("Cette offre est déclinée en 5 cercles d'études", lang="fr")
    bad.set((selector, OA.exact, misquote))
    bad.set((ID["quote/a15"], MAI.line, rdflib.Literal(19)))
    reported = {fault.split(":")[1].rsplit("/", 1)[-1] for fault in faults_of_quotes(bad, source_lines)}
    assert reported == {"b17", "a15"}


def test_source_hashes_are_right(merge: rdflib.Graph, source_lines: dict[str, list[str]]) -> None:
    """The hash recorded for each source is that of the text that was read."""
    for name, lines in source_lines.items():
        digest = sha256("\n".join(lines).encode()).hexdigest()
        assert str(merge.value(ID[f"source/{name}"], SCHEMA.sha256)) == digest


def test_every_quote_is_used(merge: rdflib.Graph) -> None:
    """Each quote stands behind something."""
    quotes = set(merge.subjects(RDF.type, OA.SpecificResource))
    assert quotes
    assert quotes == set(merge.objects(None, MAI.evidence))


@pytest.mark.parametrize(
    "kind",
    [
        ORG.Membership,
        PROV.Association,
        MAI.NeedExpression,
        MAI.Lesson,
        MAI.Effect,
        MAI.Connection,
        MAI.Discrepancy,
        MAI.Aim,
        MAI.Event,
        MAI.Initiative,
        MAI.Circle,
        MAI.Context,
        MAI.Resource,
        MAI.Method,
        MAI.Idea,
        MAI.Principle,
        FOAF.Agent,
        RDF.Statement,
        MAI.Need,
    ],
)
def test_evidence_behind_each(merge: rdflib.Graph, kind: rdflib.URIRef) -> None:
    """Everything of each kind that a source can tell has a passage behind it."""
    told = set(merge.subjects(RDF.type, kind)) - GROUPS_OF_NEEDS - OUR_OWN
    assert told
    assert [str(subject) for subject in told if (subject, MAI.evidence, None) not in merge] == []


def test_statements_are_asserted(contribution: tuple[str, rdflib.Graph]) -> None:
    """What a statement speaks of is asserted in the same graph, under a status."""
    _, graph = contribution
    statements = list(graph.subjects(RDF.type, RDF.Statement))
    assert statements
    for statement in statements:
        assert triple_of(graph, statement) in graph, f"{statement} speaks of a triple that is not asserted"
        assert graph.value(statement, MAI.assertionStatus) is not None


def test_interpreted_facts_say_so(merge: rdflib.Graph) -> None:
    """The facts that data-model.md marks as interpreted are marked here."""
    marked = {
        triple_of(merge, statement)[:2]
        for statement in merge.subjects(MAI.assertionStatus, SHARED["assertion-status/interpreted"])
        if (statement, RDF.type, RDF.Statement) in merge
    }
    riposte = ID["initiative/riposte-creative-territoriale"]
    for subject, predicate in (
        (riposte, SCHEMA.startDate),
        (riposte, MAI.onTerritory),
        (ID["event/courriel-castelnau-le-lez"], SCHEMA.startDate),
        (ID["event/depot-de-la-proposition"], SCHEMA.startDate),
        (ID["event/session-27-janvier"], SCHEMA.startDate),
        (ID["resource/wiki-riposte"], MAI.possiblySameAs),
        (ID["organisation/laboratoire-innovation-cnfpt"], MAI.possiblySameAs),
    ):
        assert (subject, predicate) in marked


# -------------------------------------------------------------------------------------------- names and links


def test_labels_in_both_languages(merge: rdflib.Graph) -> None:
    """What has a page of its own has one French and one English label."""
    bare = {
        ORG.Membership,
        PROV.Association,
        RDF.Statement,
        MAI.Connection,
        OA.SpecificResource,
        OA.TextQuoteSelector,
    }
    labelled = 0
    for subject in set(merge.subjects(RDF.type, None)):
        if bare & set(merge.objects(subject, RDF.type)):
            continue
        assert languages_of(merge, subject, SKOS.prefLabel) == ["en", "fr"], subject
        labelled += 1
    assert labelled > 100


def test_descriptions_in_both_languages(merge: rdflib.Graph) -> None:
    """What has a label has a description or a definition in French and in English."""
    for subject in set(merge.subjects(SKOS.prefLabel, None)):
        assert languages_of(merge, subject, DCTERMS.description, SKOS.definition) == ["en", "fr"], subject


@pytest.mark.parametrize("predicate", [SKOS.note, DCTERMS.extent, MAI.dateNote, MAI.roleTitle])
def test_other_texts_in_both_languages(merge: rdflib.Graph, predicate: rdflib.URIRef) -> None:
    """Every other text that a person reads stands in French and in English."""
    subjects = set(merge.subjects(predicate, None))
    assert subjects
    for subject in subjects:
        assert languages_of(merge, subject, predicate) == ["en", "fr"], subject


def test_no_dangling_link(merge: rdflib.Graph) -> None:
    """Every thing that is pointed to is described here, but territories, which the register describes."""
    pointed = {node for node in merge.objects() if isinstance(node, rdflib.URIRef) and node.startswith(ID)}
    assert pointed
    territories = {node for node in pointed if node.startswith(ID["territory/"])}
    assert {node for node in pointed - territories if (node, RDF.type, None) not in merge} == set()
    assert {str(node).removeprefix(ID["territory/"]) for node in territories} == {
        "commune-34057",
        "commune-67482",
        "pays-99100",
    }


def test_every_subject_has_a_type(contribution: tuple[str, rdflib.Graph]) -> None:
    """Each contribution says what each of its subjects is."""
    _, graph = contribution
    assert {subject for subject in graph.subjects() if (subject, RDF.type, None) not in graph} == set()


@pytest.mark.parametrize(
    ("special", "general"),
    [
        (MAI.Circle, MAI.Initiative),
        (MAI.Crisis, MAI.Context),
        (MAI.Need, SKOS.Concept),
        (MAI.Method, SKOS.Concept),
        (MAI.Idea, SKOS.Concept),
        (MAI.Principle, SKOS.Concept),
        (MAI.Theme, SKOS.Concept),
        (FOAF.Person, FOAF.Agent),
        (ORG.Organization, FOAF.Agent),
        (ORG.FormalOrganization, ORG.Organization),
        (ORG.OrganizationalUnit, ORG.Organization),
        (MAI.Collective, ORG.Organization),
    ],
)
def test_general_type_is_stated_too(
    merge: rdflib.Graph, special: rdflib.URIRef, general: rdflib.URIRef
) -> None:
    """No inference runs, so both types are stated."""
    narrow = slugs(merge, special)
    assert narrow
    assert narrow <= slugs(merge, general)


def test_concepts_stand_in_one_scheme(merge: rdflib.Graph) -> None:
    """Each concept is in one scheme, and is a top concept of it or has a broader one there."""
    concepts = set(merge.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in concepts:
        (scheme,) = merge.objects(concept, SKOS.inScheme)
        is_top = (concept, SKOS.topConceptOf, scheme) in merge
        assert is_top == ((scheme, SKOS.hasTopConcept, concept) in merge)
        broader = set(merge.objects(concept, SKOS.broader))
        assert is_top != bool(broader), concept
        assert all((wider, SKOS.inScheme, scheme) in merge for wider in broader)


def test_connections_agree_with_shortcuts(merge: rdflib.Graph) -> None:
    """Each stated connection has its shortcut triple, and each part-of or extends triple its connection."""
    shortcut_of = {
        SHARED["connection-type/part-of"]: MAI.partOf,
        SHARED["connection-type/extends"]: MAI.extends,
    }
    nodes = {
        (merge.value(node, MAI.connectionFrom), shortcut, merge.value(node, MAI.connectionTo))
        for kind, shortcut in shortcut_of.items()
        for node in merge.subjects(MAI.connectionType, kind)
    }
    assert len(set(merge.subjects(RDF.type, MAI.Connection))) == len(nodes)
    initiatives = set(merge.subjects(RDF.type, MAI.Initiative))
    triples = {
        (start, predicate, end)
        for predicate in shortcut_of.values()
        for start, end in merge.subject_objects(predicate)
        if start in initiatives
    }
    assert nodes
    assert nodes == triples


# ---------------------------------------------------------------------------------------------- the checklist


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (MAI.Initiative, 8),
        (MAI.Circle, 5),
        (FOAF.Person, 10),
        (MAI.Event, 11),
        (MAI.Lesson, 4),
        (MAI.Effect, 5),
        (MAI.Aim, 4),
        (MAI.Principle, 3),
        (MAI.Method, 14),
        (MAI.Idea, 7),
        (MAI.Theme, 8),
        (MAI.NeedExpression, 5),
        (MAI.Context, 4),
        (MAI.Crisis, 1),
        (ORG.Membership, 9),
        (MAI.Discrepancy, 4),
        (MAI.Contribution, 3),
        # Five of the circles, eleven of the four axes, two of the first days; four broader groups.
        (MAI.Need, 5 + 11 + 2 + 4),
        # The twelve of the checklist, and the standing offer that the circles are meant to feed.
        (MAI.Resource, 12 + 1),
        # The community, its facilitators, the working groups; and who keeps the dataset.
        (MAI.Collective, 3 + 1),
    ],
)
def test_checklist_counts(merge: rdflib.Graph, kind: rdflib.URIRef, count: int) -> None:
    """There are as many things of each kind as the two sources tell of."""
    assert len(slugs(merge, kind)) == count


def test_eight_organisations(merge: rdflib.Graph) -> None:
    """Eight organisations are told of, collectives apart."""
    assert len(slugs(merge, ORG.Organization) - slugs(merge, MAI.Collective)) == 8


@pytest.mark.parametrize(
    ("slug", "needs", "methods"),
    [
        ("reconnexion", {"prendre-soin"}, {"reconnexion"}),
        ("codeveloppement", {"entraide", "prise-de-recul"}, {"codeveloppement"}),
        ("arpentage", {"etayage", "associer-reflexion-action"}, {"arpentage"}),
        ("theorie-u", set(), {"theorie-u"}),
        ("implanter-le-collaboratif", set(), set()),
    ],
)
def test_circles(merge: rdflib.Graph, slug: str, needs: set[str], methods: set[str]) -> None:
    """Each circle has the needs and the method that its line states; silence is said, not filled."""
    circle = ID[f"circle/{slug}"]
    assert set(merge.objects(circle, MAI.answersNeed)) == {ID[f"need/{need}"] for need in needs}
    assert set(merge.objects(circle, MAI.usesMethod)) == {ID[f"method/{method}"] for method in methods}
    assert ((circle, MAI.notStated, MAI.answersNeed) in merge) == (not needs)
    assert ((circle, MAI.notStated, MAI.usesMethod) in merge) == (not methods)
    assert (None, MAI.needAnsweredBy, circle) not in merge


def test_contradictions_are_kept(merge: rdflib.Graph) -> None:
    """Four circles and four needs are announced; five of each are described; discrepancies say so."""
    offer = ID["initiative/cercles-apprentissage"]
    assert (offer, MAI.declaredPartCount, rdflib.Literal(4)) in merge
    assert (offer, MAI.declaredNeedCount, rdflib.Literal(4)) in merge
    assert len(set(merge.subjects(MAI.partOf, offer))) == 5
    assert len(set(merge.objects(offer, MAI.answersNeed))) == 5
    assert len(set(merge.subjects(MAI.concerns, offer))) == 3


def test_one_name_three_things(merge: rdflib.Graph) -> None:
    """The scheme, its site and its community are three things; so are a town and its employer."""
    kinds = {
        "initiative/riposte-creative-territoriale": MAI.Initiative,
        "resource/site-riposte": MAI.Resource,
        "collective/communaute-innovation-publique": MAI.Collective,
        "organisation/commune-de-castelnau-le-lez": FOAF.Agent,
    }
    apart = {MAI.Initiative, MAI.Resource, FOAF.Agent, MAI.Territory}
    for slug, kind in kinds.items():
        assert (ID[slug], RDF.type, kind) in merge
        assert len(apart & set(merge.objects(ID[slug], RDF.type))) == 1
    town = ID["organisation/commune-de-castelnau-le-lez"]
    assert (town, MAI.hasJurisdiction, ID["territory/commune-34057"]) in merge


def test_what_must_not_be_recorded(merge: rdflib.Graph) -> None:
    """No licence variant, no date of the invitation, no words of Apollinaire, no text of the footer."""
    site, invitation = ID["resource/site-riposte"], ID["source/riposte-invitation"]
    assert set(merge.objects(site, DCTERMS.license)) == {SHARED["licence/cc-variant-not-stated"]}
    assert (invitation, DCTERMS.issued, None) not in merge
    assert (invitation, MAI.notStated, DCTERMS.issued) in merge
    assert (None, PROV.wasAttributedTo, ID["person/guillaume-apollinaire"]) not in merge
    assert not any(
        "Ressources Humaines" in text for text in merge.objects() if isinstance(text, rdflib.Literal)
    )


def test_candidates_are_not_merged(merge: rdflib.Graph) -> None:
    """Two pairs of things may be the same: they stay apart, with a question."""
    pairs = {
        tuple(str(node).removeprefix(ID) for node in pair)
        for pair in merge.subject_objects(MAI.possiblySameAs)
    }
    assert pairs == {
        ("resource/wiki-riposte", "resource/site-riposte"),
        (
            "organisation/laboratoire-innovation-cnfpt",
            "organisation/mission-innovation-publique-collaborative",
        ),
    }
    assert not any(
        "sameAs" in str(predicate) and "possibly" not in str(predicate) for predicate in merge.predicates()
    )


def test_each_source_tells_its_own() -> None:
    """Each of the two source graphs stands on quotes of its own source, but where it compares the two."""
    comparisons = {
        ID["statement/lab-perhaps-mission"],
        ID["statement/wiki-perhaps-site"],
        ID["discrepancy/origine-de-la-riposte"],
    }
    for name in SOURCE_TEXTS:
        graph = merge_of((name,))
        foreign = {
            subject
            for subject, quote in graph.subject_objects(MAI.evidence)
            if (quote, OA.hasSource, ID[f"source/{name}"]) not in graph
        }
        assert foreign <= comparisons


# ----------------------------------------------------------------------------------------------------- README


def iris_of_readme() -> list[str]:
    """Give every IRI of the checklist table, relative to the deployment."""
    rows = [
        row for row in (DATA / "README.md").read_text(encoding="utf-8").splitlines() if row.startswith("| ")
    ]
    return re.findall(r"`(id/[^`\s]+)`", "\n".join(rows))


def test_readme_names_what_exists(merge: rdflib.Graph) -> None:
    """Every IRI of the README's table is described in the data."""
    relative = iris_of_readme()
    assert len(relative) > 100
    described = {str(subject).removeprefix(BASE) for subject in merge.subjects(RDF.type, None)}
    register = {iri for iri in relative if iri.startswith("id/territory/")}
    assert sorted(set(relative) - register - described) == []


def test_readme_names_all_that_exists(merge: rdflib.Graph) -> None:
    """Everything that has a page of its own, but themes, stands in the README's table."""
    told = {str(subject).removeprefix(BASE) for subject in merge.subjects(SKOS.prefLabel, None)}
    assert all(percent_encode(iri, safe="/") == iri for iri in told), "an IRI that needs escaping"
    unlisted = {
        iri for iri in told - set(iris_of_readme()) if not iri.startswith(("id/theme/", "id/scheme/"))
    }
    assert sorted(unlisted) == []


def test_readme_categories_are_used(merge: rdflib.Graph) -> None:
    """Every actor category of the README's table is used by the data."""
    named = set(re.findall(r"`category:([a-z-]+)`", (DATA / "README.md").read_text(encoding="utf-8")))
    assert len(named) == 9
    used = {str(node).rsplit("/", 1)[-1] for node in merge.objects(None, MAI.involvesCategory)}
    assert named == used
