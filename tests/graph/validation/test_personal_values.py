"""Tests of graph.validation.personal_values: what is private is recognised however it is spelt, and look-alikes are left."""

from __future__ import annotations

import time

import pytest

from graph.validation.personal_values import PersonalValue, find_in_iri, find_in_text, masked

MAILBOXES = frozenset({"contact", "mairie", "accueil"})

PRIVATE = [
    ("Écrire à marie.dupont@ville.fr.", "email", "marie.dupont@ville.fr"),
    ("marie.dupont＠ville.fr", "email", "marie.dupont@ville.fr"),
    ("marie.dupont&#64;ville.fr", "email", "marie.dupont@ville.fr"),
    ("marie.dupont [at] ville [dot] fr", "email", "marie.dupont@ville.fr"),
    ("marie.dupont AT ville DOT fr", "email", "marie.dupont@ville.fr"),
    ("1.84.12.76.451.089.46", "identity", "1.84.12.76.451.089.46"),
    ("marie.dupont (arobase) ville.fr", "email", "marie.dupont@ville.fr"),
    ("marie\u200b.dupont@ville.fr", "email", "marie.dupont@ville.fr"),
    ("renée@école.example", "email", "renée@école.example"),
    ("06 12 34 56 78", "telephone", "06 12 34 56 78"),
    ("0612345678", "telephone", "0612345678"),
    ("06.12.34.56.78", "telephone", "06.12.34.56.78"),
    ("06-12-34-56-78", "telephone", "06-12-34-56-78"),
    ("06\u00a012\u00a034\u00a056\u00a078", "telephone", "06 12 34 56 78"),
    ("+33 6 12 34 56 78", "telephone", "+33 6 12 34 56 78"),
    ("+33 (0)6 12 34 56 78", "telephone", "+33 (0)6 12 34 56 78"),
    ("0033612345678", "telephone", "0033612345678"),
    ("+262 692 12 34 56", "telephone", "+262 692 12 34 56"),
    ("0692 12 34 56", "telephone", "0692 12 34 56"),
    ("0612 345 678", "telephone", "0612 345 678"),
    ("marie.bureau@ville.fr", "email", "marie.bureau@ville.fr"),
    ("1 84 12 76 451 089 46", "identity", "1 84 12 76 451 089 46"),
    ("184127645108946", "identity", "184127645108946"),
    ("FR76 3000 6000 0112 3456 7890 189", "identity", "FR76 3000 6000 0112 3456 7890 189"),
]
NOTHING = [
    "Suivre @cnfpt et @CNFPT@mastodon.social",
    "paquet@1.2.3",
    "SIREN 213400575, SIRET 21340057500019",
    "0612345678901",
    "a" * 40 + "0612345678" + "b" * 14,
    "184127645108947",
    "2020-03-16, 13:00, 1 000 000 habitants",
    "FR76 3000 6000 0112 3456 7890 188",
    "18 06 2020 09 16",
    "06.07.2020 12 h",
    "10.1000/0612345678",
]
NOT_PERSONAL = [
    "contact@ville.fr",
    "mairie.lyon@ville.fr",
    "ville@ville.fr",
    "cnfpt@cnfpt.fr",
    "ville.contact@ville.fr",
    "04 67 00 00 00",
    "+33 4 67 00 00 00",
]


@pytest.mark.parametrize(("text", "kind", "found"), PRIVATE)
def test_what_is_private_is_found_however_it_is_spelt(text: str, kind: str, found: str) -> None:
    """Each value is found once, as a person's by its form alone."""
    assert list(find_in_text(text, MAILBOXES)) == [PersonalValue(kind, found, is_personal=True)]


@pytest.mark.parametrize("text", NOTHING)
def test_look_alikes_are_left(text: str) -> None:
    """Handles, versions, codes of companies, digests, dates are no private data."""
    assert [each for each in find_in_text(text, MAILBOXES) if each.is_personal] == []


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_a_switchboard_is_found_and_is_nobody_s(text: str) -> None:
    """The mailbox of a function or of the body itself, and a landline, do not say by themselves whose they are."""
    (found,) = find_in_text(text, MAILBOXES)
    assert not found.is_personal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Habite 12 bis, rue de la Paix, Montpellier", "address"),
        ("née le 3 mars 1970 à Sète", "birth"),
        ("born on 3 March 1970", "birth"),
        ("POINT(3.87 43.61)", "coordinates"),
        ("+1 (202) 555-0123", "telephone"),
    ],
)
def test_what_counts_for_a_person_only(text: str, kind: str) -> None:
    """A street, a birth, a point, a number abroad: private where they are a person's."""
    assert [(each.kind, each.is_personal) for each in find_in_text(text, MAILBOXES)] == [(kind, False)]


@pytest.mark.parametrize(
    ("iri", "kind", "is_personal"),
    [
        ("mailto:marie.dupont@ville.fr?subject=x", "email", True),
        ("MAILTO:marie.dupont%40ville.fr", "email", True),
        ("mailto:contact@ville.fr", "email", False),
        ("tel:+33612345678", "telephone", True),
        ("tel:+33-4-67-00-00-00", "telephone", False),
        ("sms:0612345678", "telephone", True),
        ("xmpp:marie@jabber.example", "email", True),
        ("geo:43.6,3.87", "coordinates", False),
        ("https://wa.me/33612345678", "telephone", True),
        ("https://exemple.fr/contact?a=marie.dupont@ville.fr", "email", True),
    ],
)
def test_addresses_of_mailboxes_and_telephones_are_read(iri: str, kind: str, *, is_personal: bool) -> None:
    """Whatever the property, the IRI itself is the datum."""
    assert [(each.kind, each.is_personal) for each in find_in_iri(iri, MAILBOXES)] == [(kind, is_personal)]


@pytest.mark.parametrize(
    "iri", ["https://mastodon.social/@marie", "https://exemple.fr/une@page.html", "urn:isbn:0612345678"]
)
def test_ordinary_addresses_are_left(iri: str) -> None:
    """An account, a page, a book."""
    assert list(find_in_iri(iri, MAILBOXES)) == []


def test_a_masked_value_is_known_to_its_author_alone() -> None:
    """The first letter and the domain of an e-mail address, the first two signs of the rest."""
    assert masked(PersonalValue("email", "marie@ville.fr", is_personal=True)) == "m…@ville.fr"
    assert masked(PersonalValue("telephone", "06 12 34 56 78", is_personal=True)) == "06…"
    assert masked(PersonalValue("birth", "1970", is_personal=True)) == "…"


@pytest.mark.parametrize("piece", ["a.", "a@", "1 ", "0 6", "12 rue ", "FR76 ", "+1 ", "né le 1 "])
def test_time_grows_with_the_length(piece: str) -> None:
    """A text that is all but a match costs no more than its length: eight times as long, not fifty times the time."""

    def cost(count: int) -> float:
        text = piece * count
        return min(_timed(text) for _ in range(3))

    def _timed(text: str) -> float:
        start = time.process_time()
        list(find_in_text(text, MAILBOXES))
        return time.process_time() - start

    assert cost(16_000) <= 50 * max(cost(2_000), 1e-4)
