"""A graph to reconcile with: namesakes among the communes, names with articles, accents and ligatures, and a few initiatives."""

from __future__ import annotations

from pathlib import Path

from graph.settings import Settings
from graph.sources.candidate import Candidate
from graph.sources.reader import build_candidate
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sources.source_file import read_source
from graph.sources.territory_register import Register, register_graph
from graph.storage.data_directory import open_directory
from graph.storage.store_writer import open_writer
from tests.deriving import commit_and_derive
from tests.waiting import HANGS_S

BASE = "https://data.example.org/atlas"
THINGS = f"{BASE}/id/"
STORY = Path(__file__).parent / "webapp" / "tiny.trig"


def _commune(code: str, title: str, departement: str, inhabitants: int, *postcodes: str) -> dict[str, object]:
    return {
        "code": code,
        "nom": title,
        "type": "commune-actuelle",
        "departement": departement,
        "codesPostaux": list(postcodes),
        "population": inhabitants,
    }


REGISTER = Register(
    communes=[
        _commune("93066", "Saint-Denis", "93", 148_000, "93200", "93210"),
        _commune("97411", "Saint-Denis", "974", 153_000, "97400"),
        _commune("11339", "Saint-Denis", "11", 480, "11310"),
        _commune("30247", "Saint-Denis", "30", 330, "30500"),
        _commune("93070", "Saint-Ouen-sur-Seine", "93", 51_000, "93400"),
        _commune("72181", "Le Mans", "72", 145_000, "72000"),
        _commune("94038", "L'Haÿ-les-Roses", "94", 31_000, "94240"),
        _commune("51410", "Œuilly", "51", 600, "51480"),
        _commune("34057", "Castelnau-le-Lez", "34", 23_401, "34170"),
        _commune("75056", "Paris", "75", 2_100_000, "75001"),
    ],
    departements=[
        {"code": code, "nom": title, "region": "76"}
        for code, title in (
            ("11", "Aude"),
            ("30", "Gard"),
            ("34", "Hérault"),
            ("51", "Marne"),
            ("72", "Sarthe"),
            ("75", "Paris"),
            ("93", "Seine-Saint-Denis"),
            ("94", "Val-de-Marne"),
            ("974", "La Réunion"),
        )
    ],
    regions=[{"code": "76", "nom": "Occitanie"}],
    intercommunalites=[
        {"code": "243400017", "nom": "Montpellier Méditerranée Métropole", "membres": [{"code": "34057"}]}
    ],
)


def publish(place: Path) -> None:
    """Publish it in an empty folder."""
    source = read_source(STORY, max_bytes=1 << 20)
    with open_writer(open_directory(place, BASE), Settings()) as writer:
        candidate = vocabulary_candidate(writer.names, naming_timeout_s=HANGS_S)
        candidate |= build_candidate(source, writer.names, naming_timeout_s=HANGS_S)
        commit_and_derive(writer, candidate | Candidate((register_graph(REGISTER, writer.names),)))
