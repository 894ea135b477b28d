"""Tests of graph.validation.code_advice: codes that are not written as the register has them are recognised."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.sources.territory_register import Register, register_graph
from graph.validation.code_advice import CodeAdviser
from graph.validation.register_scope import Registers

_REGISTER = Register(
    communes=[
        {"code": "01033", "nom": "Valserhône", "type": "x", "departement": "01", "anciensCodes": ["01018"]},
        {"code": "2A004", "nom": "Ajaccio", "type": "x", "departement": "2A", "anciensCodes": ["20004"]},
        {"code": "34057", "nom": "Castelnau-le-Lez", "type": "x", "departement": "34"},
        {"code": "49331", "nom": "Segré", "type": "x", "departement": "01", "anciensCodes": ["49319"]},
        {
            "code": "74010",
            "nom": "Annecy",
            "type": "x",
            "departement": "01",
            "anciensCodes": ["74011", "74093"],
        },
        {"code": "97701", "nom": "Saint-Barthélemy", "type": "x", "departement": "01"},
    ],
    intercommunalites=[{"code": "243400017", "nom": "Montpellier Méditerranée Métropole", "membres": []}],
    departements=[
        {"code": "01", "nom": "Ain", "region": "84"},
        {"code": "2A", "nom": "Corse-du-Sud", "region": "84"},
        {"code": "2B", "nom": "Haute-Corse", "region": "84"},
        {"code": "91", "nom": "Essonne", "region": "84"},
    ],
    regions=[{"code": "76", "nom": "Occitanie"}, {"code": "84", "nom": "Auvergne-Rhône-Alpes"}],
    former_communes=[
        {"code": "74010", "nom": "Annecy", "chefLieu": "74010"},
        {"code": "74011", "nom": "Annecy-le-Vieux", "chefLieu": "74010"},
        {"code": "74093", "nom": "Cran-Gevrier", "chefLieu": "74010"},
        *({"code": f"4931{each}", "nom": f"Bourg {each}", "chefLieu": "49331"} for each in range(7)),
    ],
)


@pytest.fixture
def adviser(names: Namespaces) -> CodeAdviser:
    """Give the adviser over a small register."""
    store = Store()
    store.extend(register_graph(_REGISTER, names).quads())
    return CodeAdviser(Registers((store,), names), names)


@pytest.mark.parametrize(
    ("code", "kind", "key", "proposals"),
    [
        ("1033", "commune", "code-zero", ['"01033" (Valserhône)']),
        ("1018", "commune", "former-code", ['"01033" (Valserhône)']),
        ("2a004", "commune", "code-case", ['"2A004" (Ajaccio)']),
        (" 34057", "commune", "code-case", ['"34057" (Castelnau-le-Lez)']),
        ("34057.0", "commune", "code-form", ['"34057" (Castelnau-le-Lez)']),
        ("20004", "commune", "corsica-code", ['"2A004" (Ajaccio)']),
        (
            "49319",
            "commune",
            "former-code",
            ['"49331" (Segré, ex-Bourg 0, ex-Bourg 1, ex-Bourg 2, ex-Bourg 3, ex-Bourg 4, ex-Bourg 5, …)'],
        ),
        ("74011", "commune", "former-code", ['"74010" (Annecy, ex-Annecy-le-Vieux, ex-Cran-Gevrier)']),
        ("97123", "commune", "former-code", ['"97701" (Saint-Barthélemy)']),
        ("http://id.insee.fr/geo/commune/34057", "commune", "insee-address", ['"34057" (Castelnau-le-Lez)']),
        ("1", "departement", "code-zero", ['"01" (Ain)']),
        ("20", "departement", "corsica-code", ['"2A" (Corse-du-Sud)', '"2B" (Haute-Corse)']),
        ("91", "region", "former-code", ['"76" (Occitanie)']),
        ("243 400 017", "epci", "code-form", ['"243400017" (Montpellier Méditerranée Métropole)']),
    ],
)
def test_a_code_is_recognised(
    adviser: CodeAdviser, code: str, kind: str, key: str, proposals: list[str]
) -> None:
    """The right code is proposed, with the name of the territory."""
    flaw = adviser.code_flaw(code, (kind,))
    assert flaw is not None
    assert (flaw.key, list(flaw.proposals)) == (key, proposals)


@pytest.mark.parametrize(
    ("iri", "key", "proposal"),
    [
        ("http://127.0.0.1:8000/id/territory/commune-1033", "code-zero", "commune-01033> (Valserhône)"),
        ("http://127.0.0.1:8000/id/territory/commune-2a004", "code-case", "commune-2A004> (Ajaccio)"),
        (
            "http://127.0.0.1:8000/id/territory/commune-49319",
            "former-code",
            "commune-49331> (Segré, ex-Bourg 0, ex-Bourg 1, ex-Bourg 2, ex-Bourg 3, ex-Bourg 4, ex-Bourg 5, …)",
        ),
        ("http://127.0.0.1:8000/id/territory/34057", "code-case", "commune-34057> (Castelnau-le-Lez)"),
        ("http://127.0.0.1:8000/id/territory/region-91", "former-code", "region-76> (Occitanie)"),
        ("http://id.insee.fr/geo/commune/34057", "insee-address", "commune-34057> (Castelnau-le-Lez)"),
        ("https://id.insee.fr/geo/departement/91", "insee-address", "departement-91> (Essonne)"),
    ],
)
def test_a_reference_is_recognised(adviser: CodeAdviser, iri: str, key: str, proposal: str) -> None:
    """The name of the register's territory is proposed, as it is written in a file."""
    flaw = adviser.reference_flaw(iri)
    assert flaw is not None
    assert (flaw.key, flaw.proposals) == (key, (f"<id/territory/{proposal}",))


@pytest.mark.parametrize("code", ["99999", "34", "", "x", "34057 Castelnau"])
def test_what_is_not_recognised_gets_no_advice(adviser: CodeAdviser, code: str) -> None:
    """The shape's own message is then the best there is."""
    assert adviser.code_flaw(code, ("commune",)) is None
    assert adviser.reference_flaw(f"http://127.0.0.1:8000/id/territory/commune-{code}") is None
