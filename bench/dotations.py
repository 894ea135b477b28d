"""Write the public works that the State funded in 2019, in France, as initiatives: real places, real skew.

In: `projets_dotations_investissement_2019.csv` (DGCL, processed by ANCT, Licence Ouverte 2.0), which is no part of this
project. Out: the same bytes for the same file. `python -m bench.dotations TABLE --output quads.nq --merged merged.nt`
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from bench.dotations_table import CATEGORIES, LEVELS, Places, Project, read_projects
from bench.generate import BASE_IRI, Line, write_lines
from bench.telling import Origin, Statement, Telling, dated, literal, term
from graph.i18n import BilingualText
from graph.sources.territory_register import Register, read_register

_SLUG = "dotations-2019"
_TITLE_LENGTH = 120
_LICENCE = "<https://www.etalab.gouv.fr/licence-ouverte-open-licence/>"


class Dotations(Telling):
    """Says what the table says, and nothing else: it has neither dates of works nor a property for amounts."""

    def __init__(self, base_iri: str, table: Path, register: Register) -> None:
        """Read the table; costs a second."""
        super().__init__(base_iri)
        self.seen: Counter[str] = Counter()
        self.places: Counter[str] = Counter()
        self._places = Places(register)
        self._projects = sorted(
            read_projects(table, self.seen), key=lambda each: (each.departement, each.slug)
        )
        self._origin = self._origin_of(hashlib.sha256(table.read_bytes()).hexdigest())
        self._bodies: set[str] = set()

    def lines(self) -> Iterator[Line]:
        """Give every statement with the name of its graph, and whether an earlier graph said it; lazy, once."""
        graph = self.thing("contribution", _SLUG)
        for statement in self._frame():
            yield statement, graph, False
        for departement, projects in groupby(self._projects, key=lambda each: each.departement):
            yield from self._contribution(departement, list(projects))

    def _frame(self) -> Iterator[Statement]:
        yield from self.contribution(
            _SLUG, BilingualText("Dotations 2019 : listes", "Grants of 2019: lists"), self._origin
        )
        yield from self.origin(self._origin)
        yield from self._body("dgcl", BilingualText("Direction générale des collectivités locales", "DGCL"))
        yield from self.scheme("needs", BilingualText("Besoins", "Needs"))
        yield from self.scheme("themes", BilingualText("Thèmes", "Themes"))
        for number, words in CATEGORIES.items():
            yield from self.concept("theme", f"dotation-{number}", words)
            need = BilingualText(f"Investir : {words.fr}", f"Invest: {words.en}")
            yield from self.concept("need", f"dotation-{number}", need)

    def _contribution(self, departement: str, projects: list[Project]) -> Iterator[Line]:
        slug = f"{_SLUG}-{departement.lower()}"
        graph = self.thing("contribution", slug)
        words = BilingualText(f"Dotations 2019, département {departement}", f"Grants of 2019, {departement}")
        for statement in self.contribution(slug, words, self._origin):
            yield statement, graph, False
        for project in projects:
            place, how = self._places.find(project)
            self.places[how] += 1
            for statement in self._project(project, place):
                yield statement, graph, False
        for body, project in {each.carrier: each for each in projects}.items():
            is_told = body in self._bodies
            self._bodies.add(body)
            for statement in self._carrier(body, project):
                yield statement, graph, is_told

    def _project(self, project: Project, place: str | None) -> Iterator[Statement]:
        subject = self.thing("initiative", project.slug)
        yield from self.typed(subject, "mai:Initiative")
        yield from self.labels(subject, _title(project))
        if project.told:
            yield subject, term("dcterms:description"), literal(project.told, "@fr")
            yield from self.quote(project.slug, self._origin.source, project.told, project.line)
            yield subject, term("mai:evidence"), self.thing("quote", project.slug)
        yield subject, term("dcterms:subject"), self.thing("theme", f"dotation-{project.category}")
        yield subject, term("mai:answersNeed"), self.thing("need", f"dotation-{project.category}")
        yield subject, term("mai:carriedBy"), self.thing("organisation", project.carrier)
        yield subject, term("adms:status"), term("status:unknown")
        yield subject, term("schema:startDate"), dated("2019")
        note = BilingualText("année de la dotation", "year of the grant")
        yield from self.labels(subject, note, curie="mai:dateNote")
        if place is not None:
            yield subject, term("mai:onTerritory"), self.thing("territory", place)
        else:
            yield subject, term("mai:notStated"), term("mai:onTerritory")

    def _carrier(self, body: str, project: Project) -> Iterator[Statement]:
        words = next(words for level, words in LEVELS.values() if level == project.level)
        known = {"place": project.place}
        yield from self._body(body, BilingualText(words.fr.format(**known), words.en.format(**known)))
        place, _ = self._places.find(project)
        if place == body:  # whose territory it still is
            yield (
                self.thing("organisation", body),
                term("mai:hasJurisdiction"),
                self.thing("territory", place),
            )

    def _body(self, slug: str, words: BilingualText) -> Iterator[Statement]:
        subject = self.thing("organisation", slug)
        yield from self.typed(subject, "org:Organization", "foaf:Agent", "org:FormalOrganization")
        yield from self.labels(subject, words)

    def _origin_of(self, sha256: str) -> Origin:
        return Origin(
            source=self.source(_SLUG),
            words=BilingualText(
                "Projets financés par les dotations, 2019", "Projects funded by State grants, 2019"
            ),
            type="resource-type:corpus",
            licence=_LICENCE,
            source_licence=_LICENCE,
            url="<https://github.com/anct-carto/dotations_investissement_2019>",
            sha256=sha256,
            read_on="2026-11-22",
            by=self.thing("organisation", "dgcl"),
            at="2026-11-22T00:00:00Z",
        )


def _title(project: Project) -> BilingualText:
    category = CATEGORIES[project.category]
    french = project.told
    if len(french) > _TITLE_LENGTH:
        french = french[:_TITLE_LENGTH].rpartition(" ")[0] + "…"
    return BilingualText(
        f"{french or category.fr}, {project.place}",
        f"{category.en}, {project.place} ({project.slug})",
    )


def report(dotations: Dotations, quad_count: int) -> Mapping[str, int]:
    """Tell what was read, what its places were found by, and what was not found."""
    places = {f"territory: {how}": count for how, count in sorted(dotations.places.items())}
    return {**dotations.seen, **places, "quads": quad_count}


def main() -> None:
    """Read the command line, write, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="the CSV file")
    parser.add_argument("--output", type=Path, required=True, help="N-Quads: one named graph a département")
    parser.add_argument("--merged", type=Path, help="N-Triples: the default graph, each statement once")
    asked = parser.parse_args()
    dotations = Dotations(BASE_IRI, asked.table, read_register())
    count = write_lines(dotations.lines(), asked.output, asked.merged)
    for what, number in report(dotations, count).items():
        print(f"{number:>9,} {what}")


if __name__ == "__main__":
    main()
