"""The table of State grants of 2019, row by row, and the territories that its codes mean today.

In: `projets_dotations_investissement_2019.csv`, a register. Out: `Project`s, places, and counts of what is lacking.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.i18n import BilingualText
from graph.sources.territory_register import Record, Register

# The table numbers its categories: what follows the number is spelt in eleven ways.
CATEGORIES = {
    "1": BilingualText("Santé, sanitaire et social", "Health and social care"),
    "2": BilingualText("Économie et emploi", "Economy and employment"),
    "3": BilingualText(
        "Environnement, transition énergétique et écologie", "Environment, energy transition and ecology"
    ),
    "4": BilingualText("Éducation", "Education"),
    "5": BilingualText("Actions et services publics", "Public action and services"),
    "6": BilingualText("Mise aux normes et sécurisation", "Compliance and safety"),
    "7": BilingualText(
        "Construction, habitat, urbanisme et transports", "Building, housing, planning and transport"
    ),
    "8": BilingualText("Contrat de ruralité", "Rural contract"),
}
LEVELS = {
    "commune": ("commune", BilingualText("{place} (commune)", "{place} (town)")),
    "epci": ("epci", BilingualText("{place}", "{place}")),
    "conseil_departemental": (
        "departement",
        BilingualText("{place} (conseil départemental)", "{place} (county council)"),
    ),
}


@dataclass(frozen=True, slots=True)
class Project:
    """One row: who was funded for what; `line` is that of the file."""

    slug: str
    line: int
    departement: str
    level: str
    code: str
    place: str
    category: str
    told: str

    @property
    def carrier(self) -> str:
        """Name the body that was funded."""
        return f"{self.level}-{self.code}"


class Places:
    """The territories of a register, by the codes of 2019."""

    def __init__(self, register: Register) -> None:
        """Keep the codes of today, and those that communes had before."""
        self._names = {
            (level, str(each["code"])): str(each["nom"])
            for level, records in (
                ("commune", register.communes),
                ("epci", register.intercommunalites),
                ("departement", register.departements),
            )
            for each in records
        }
        self._heirs = _heirs(register.communes)

    def find(self, project: Project) -> tuple[str | None, str]:
        """Find the territory of a project: its slug, and by which code; no slug where the register has none."""
        name = self._names.get((project.level, project.code))
        if name is not None:
            is_renamed = project.level == "commune" and name != project.place
            return project.carrier, "same code, another name" if is_renamed else "same code"
        heirs = self._heirs.get(project.code, ()) if project.level == "commune" else ()
        if len(heirs) == 1:
            return f"commune-{heirs[0]}", "code of a former commune"
        return None, f"not in the register: {project.level}"


def _heirs(communes: Iterable[Record]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in communes:
        codes = each.get("anciensCodes", ())
        for code in codes if isinstance(codes, list) else ():
            found.setdefault(str(code), []).append(str(each["code"]))
    return found


def read_projects(table: Path, seen: Counter[str]) -> Iterator[Project]:
    """Read the table row by row; count what a row lacks.

    Raises: ValueError for a row of a category or a level that is not known.
    """
    spellings = set()
    with table.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            number = row["categorie"].partition("-")[0].strip()
            if number not in CATEGORIES or row["echelon"] not in LEVELS:
                raise ValueError(f"{table.name}:{rows.line_num}: {row['categorie']!r}, {row['echelon']!r}")
            seen["projects"] += 1
            seen["spellings of categories"] += row["categorie"] not in spellings
            spellings.add(row["categorie"])
            told = " ".join(row["description"].split())
            seen["without a description"] += not told
            level, _ = LEVELS[row["echelon"]]
            yield Project(
                slug=row["id_projet"].replace("_", "-"),
                line=rows.line_num,
                departement=row["id_dep"],
                level=level,
                code=row["id_terr"],
                place=row["nom_terr"].strip(),
                category=number,
                told=told,
            )
