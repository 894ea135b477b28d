"""Tests of bench.dotations: what the table says is said, in the right places; what it lacks is counted, not invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse

from bench.dotations import Dotations, report
from bench.dotations_table import Places, Project
from bench.generate import BASE_IRI, write_lines
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Triple, name
from graph.sources.candidate import Candidate, CandidateGraph
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sources.territory_register import Register, register_graph
from graph.writing.commit import review

_TABLE = """\
id_projet,id_dep,id_terr,nom_terr,pop19,dotation,echelon,categorie,description,cout_total,montant_sub,pct_sub,lat,long
di19_com1,34,34172,Montpellier,1,DETR,commune,4 - Education,"Une école
 « à cour ouverte »",1,1,1,0,0
di19_com2,34,34172,Montpellier,1,DETR,commune,5 - Actions et services publics ,,1,1,1,0,0
di19_com3,01,01018,Arlod,1,DSIL,commune,5 - Actions et Services publics,Une "maison" des services,1,1,1,0,0
di19_com4,34,34057,Castelnau,1,DSIL,commune,1 - Santé,Un cabinet,1,1,1,0,0
di19epci5,34,243400017,Montpellier Méditerranée Métropole,1,DETR,epci,3 - Environnement,Des haies,1,1,1,0,0
di19epci6,01,200000001,CC disparue,1,DETR,epci,3 - Environnement,Un chemin,1,1,1,0,0
di19_dep7,01,01,Ain,1,DSID,conseil_departemental,2 - Economie,Un pont,1,1,1,0,0
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write a table of seven works that nobody planned."""
    path = tmp_path / "table.csv"
    path.write_text(_TABLE, "utf-8")
    return path


def _store(table: Path, register: Register) -> tuple[Store, Dotations]:
    dotations = Dotations(BASE_IRI, table, register)
    write_lines(dotations.lines(), table.with_suffix(".nq"), table.with_suffix(".nt"))
    store = Store()
    store.bulk_load(path=str(table.with_suffix(".nq")), format=RdfFormat.N_QUADS)
    return store, dotations


def _territory(store: Store, project: str) -> list[str]:
    subject = NamedNode(f"{BASE_IRI}/id/initiative/{project}")
    found = store.quads_for_pattern(subject, name("mai:onTerritory"), None, None)
    return [quad.object.value.rpartition("/")[2] for quad in found if isinstance(quad.object, NamedNode)]


def test_places(table: Path, small_register: Register) -> None:
    """A work is where the register has its code, or has it as that of one former commune; else it is nowhere."""
    store, dotations = _store(table, small_register)
    assert _territory(store, "di19-com1") == ["commune-34172"]
    assert _territory(store, "di19-com3") == ["commune-01033"]
    assert _territory(store, "di19epci5") == ["epci-243400017"]
    assert _territory(store, "di19epci6") == []
    assert _territory(store, "di19-dep7") == ["departement-01"]
    assert report(dotations, 1) == {
        "projects": 7,
        "spellings of categories": 6,
        "without a description": 1,
        "territory: code of a former commune": 1,
        "territory: not in the register: epci": 1,
        "territory: same code": 4,
        "territory: same code, another name": 1,
        "quads": 1,
    }


def test_ambiguous_former_code() -> None:
    """A code that two communes had before is nobody's."""
    communes = [{"code": code, "nom": code, "anciensCodes": ["00003"]} for code in ("00001", "00002")]
    project = Project("x", 1, "00", "commune", "00003", "Ancienne", "4", "")
    assert Places(Register(communes, (), (), ())).find(project) == (None, "not in the register: commune")


def test_unknown_category(table: Path, small_register: Register) -> None:
    """A row of a category that is not known is refused, with its line."""
    table.write_text(_TABLE.replace("4 - Education", "9 - Autre"), "utf-8")
    with pytest.raises(ValueError, match=r"table\.csv:3"):
        Dotations(BASE_IRI, table, small_register)


def test_same_bytes_each_once(table: Path, small_register: Register) -> None:
    """The same table gives the same bytes; the merge is the union of the graphs, each statement once."""
    _store(table, small_register)
    quads, merged = (table.with_suffix(each) for each in (".nq", ".nt"))
    before = quads.read_bytes(), merged.read_bytes()
    _store(table, small_register)
    assert (quads.read_bytes(), merged.read_bytes()) == before
    lines = merged.read_text("utf-8").splitlines()
    stated = {str(quad.triple) for quad in parse(path=str(quads), format=RdfFormat.N_QUADS)}
    assert len(lines) == len(set(lines))
    assert {line.removesuffix(" .") for line in lines} == stated


@pytest.mark.slow
def test_conforms(table: Path, small_register: Register) -> None:
    """What is written passes the gate of every load."""
    store, _ = _store(table, small_register)
    names = Namespaces(BASE_IRI)
    held: dict[NamedNode, set[Triple]] = {}
    for quad in store:
        assert isinstance(quad.graph_name, NamedNode)
        held.setdefault(quad.graph_name, set()).add(quad.triple)
    graphs = tuple(CandidateGraph(graph, frozenset(triples)) for graph, triples in held.items())
    known = vocabulary_candidate(names, naming_timeout_s=20)
    asked = known | Candidate((*graphs, register_graph(small_register, names)))
    _, found = review(Store(), asked, names)
    assert found.focus_node_count > 7
    assert found.conforms, list(found.results)[:5]
