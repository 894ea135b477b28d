"""Build the reference graph `ref/cog-<year>` from the official register of French territories.

The register comes as JSON files of the npm package `@etalab/decoupage-administratif`, which the build puts into
`graph/_generated`. Contributions name territories of this graph instead of describing their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sources.candidate import CandidateGraph

YEAR = 2026
_FRANCE = "99100"
_CURRENT = frozenset({"commune-actuelle", "arrondissement-municipal"})
_MERGED = frozenset({"commune-deleguee", "commune-associee"})

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Register:
    """The records of one year, as published."""

    communes: Sequence[Record]
    intercommunalites: Sequence[Record]
    departements: Sequence[Record]
    regions: Sequence[Record]
    former_communes: Sequence[Record] = ()  # delegated and associated ones, which are parts of a present one


def read_register(folder: Traversable | None = None) -> Register:
    """Read the files of the register.

    Args:
        folder: Holds communes.json, epci.json, departements.json and regions.json; by default what the build made.
    """
    source = folder or files("graph") / "_generated" / "register"
    communes, epci, departements, regions = (
        json.loads((source / f"{each}.json").read_text("utf-8"))
        for each in ("communes", "epci", "departements", "regions")
    )
    current, merged = ([each for each in communes if each["type"] in types] for types in (_CURRENT, _MERGED))
    return Register(current, epci, departements, regions, merged)


def register_graph(register: Register, names: Namespaces) -> CandidateGraph:
    """Describe every territory of the register: its type, codes, names, inhabitants, and what contains it."""
    graph_name = names.graph(f"ref/cog-{YEAR}")
    return CandidateGraph(graph_name, frozenset(_Describer(names, graph_name).describe(register)))


@dataclass(frozen=True, slots=True)
class _Describer:
    names: Namespaces
    graph_name: NamedNode

    def describe(self, register: Register) -> Iterator[Triple]:
        yield from self._describe_itself()
        yield from self._territory("pays", "igeo:Pays", {"code": _FRANCE, "nom": "France"})
        for region in register.regions:
            yield from self._territory("region", "igeo:Region", region, part_of=("pays", _FRANCE))
        for departement in register.departements:
            part_of = ("region", str(departement["region"]))
            yield from self._territory("departement", "igeo:Departement", departement, part_of=part_of)
        for epci in register.intercommunalites:
            yield from self._intercommunalite(epci)
        for commune in register.communes:
            yield from self._commune(commune)
        yield from self._former_communes(register)

    def _describe_itself(self) -> Iterator[Triple]:
        yield Triple(self.graph_name, name("rdf:type"), name("void:Dataset"))
        yield Triple(
            self.graph_name,
            name("dcterms:title"),
            Literal(f"Code officiel géographique {YEAR}", language="fr"),
        )
        yield Triple(
            self.graph_name,
            name("dcterms:title"),
            Literal(f"Official geographic code of France {YEAR}", language="en"),
        )
        licence = NamedNode("https://www.etalab.gouv.fr/licence-ouverte-open-licence/")
        yield Triple(self.graph_name, name("dcterms:license"), licence)
        source = NamedNode("https://github.com/etalab/decoupage-administratif")
        yield Triple(self.graph_name, name("dcterms:source"), source)
        yield Triple(self.graph_name, name("schema:creditText"), Literal("Insee"))

    def _commune(self, commune: Record) -> Iterator[Triple]:
        level = "commune" if commune["type"] == "arrondissement-municipal" else "departement"
        part_of = (level, str(commune[level]))
        yield from self._territory("commune", "igeo:Commune", commune, part_of=part_of)
        iri = self._iri("commune", str(commune["code"]))
        for key, curie in (("anciensCodes", "mai:formerCode"), ("codesPostaux", "schema:postalCode")):
            codes = commune.get(key, ())
            for code in codes if isinstance(codes, list) else ():
                yield Triple(iri, name(curie), Literal(code))
        if "siren" in commune:
            yield Triple(iri, name("mai:siren"), Literal(str(commune["siren"])))
        yield from self._population(iri, commune.get("population"))

    def _former_communes(self, register: Register) -> Iterator[Triple]:
        """State the names of delegated and associated communes, and their codes where the present one lacks them."""
        present = {str(each["code"]): str(each["nom"]) for each in register.communes}
        taken_over = {
            str(code): str(each["code"])
            for each in register.communes
            if isinstance(codes := each.get("anciensCodes"), list)
            for code in codes
        }
        for each in register.former_communes:
            code, title = str(each["code"]), str(each["nom"])
            now = taken_over.get(code, str(each["chefLieu"]))  # two communes of 2026 have another one as seat
            if title != present[now]:
                yield Triple(self._iri("commune", now), name("mai:formerName"), Literal(title, language="fr"))
            if code not in present:
                yield Triple(self._iri("commune", now), name("mai:formerCode"), Literal(code))

    def _population(self, iri: NamedNode, count: object) -> Iterator[Triple]:
        if isinstance(count, int):
            yield Triple(iri, name("mai:population"), Literal(count))

    def _intercommunalite(self, epci: Record) -> Iterator[Triple]:
        siren = str(epci["code"])
        iri = self._iri("epci", siren)
        yield from self._named(iri, "igeo:Intercommunalite", str(epci["nom"]))
        yield Triple(iri, name("dcterms:identifier"), Literal(siren))
        yield from self._population(iri, epci.get("populationMunicipale"))
        members = epci["membres"]
        for member in members if isinstance(members, list) else ():
            yield Triple(self._iri("commune", member["code"]), name("mai:within"), iri)

    def _territory(
        self, level: str, igeo_type: str, record: Record, *, part_of: tuple[str, str] | None = None
    ) -> Iterator[Triple]:
        code = str(record["code"])
        iri = self._iri(level, code)
        yield from self._named(iri, igeo_type, str(record["nom"]))
        yield Triple(iri, name("igeo:codeINSEE"), Literal(code))
        if part_of is not None:
            yield Triple(iri, name("igeo:subdivisionDirecteDe"), self._iri(*part_of))

    def _named(self, iri: NamedNode, igeo_type: str, title: str) -> Iterator[Triple]:
        yield Triple(iri, name("rdf:type"), name("mai:Territory"))
        yield Triple(iri, name("rdf:type"), name(igeo_type))
        yield Triple(iri, name("igeo:nom"), Literal(title, language="fr"))
        for language in ("fr", "en"):  # a proper name is the same in both
            yield Triple(iri, name("skos:prefLabel"), Literal(title, language=language))
        yield Triple(iri, name("mai:inRegister"), self.graph_name)

    def _iri(self, level: str, code: str) -> NamedNode:
        return self.names.thing("territory", f"{level}-{code}")
