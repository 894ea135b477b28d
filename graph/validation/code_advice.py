"""Recognise a territory's code that is not written as the register has it, and propose the right one.

A spreadsheet drops a leading zero, people write 2a for 2A, communes merge, Corsica had 20 until 1976, INSEE has addresses of
its own: the register knows what was meant, and the refusal says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Term, name
from graph.validation.date_advice import Flaw
from graph.validation.register_scope import Registers

_CODED = re.compile(
    r".*/id/territory/(?:(?P<kind>[a-z]+)-)?(?P<code>[^/]+)|https?://id\.insee\.fr/geo/(?P<geo>[A-Za-z]+)/(?P<insee>[^/]+)/?"
)
_KINDS = {
    "commune": "commune",
    "arrondissementMunicipal": "commune",
    "departement": "departement",
    "region": "region",
    "pays": "pays",
    "intercommunalite": "epci",
    "epci": "epci",
}
_KIND_BY_CLASS = {
    "igeo:Commune": "commune",
    "igeo:Departement": "departement",
    "igeo:Region": "region",
    "igeo:Intercommunalite": "epci",
}
_IS_CORSICAN = re.compile(r"20(\d{3})?")
_COUNTRY = "99100"
_CODE_LENGTHS = {"commune": 5, "departement": 2, "region": 2, "epci": 9}
# The regions of before 2016, by the one that each belongs to now.
_OLD_REGIONS = {
    **dict.fromkeys(("21", "41", "42"), "44"),
    **dict.fromkeys(("54", "72", "74"), "75"),
    **dict.fromkeys(("73", "91"), "76"),
    **dict.fromkeys(("82", "83"), "84"),
    **dict.fromkeys(("26", "43"), "27"),
    **dict.fromkeys(("22", "31"), "32"),
    **dict.fromkeys(("23", "25"), "28"),
}
# Communes that became collectivities of their own in 2007.
_LEFT_GUADELOUPE = {"97123": "97701", "97127": "97801"}
_MOST_FORMER_NAMES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """A territory that a register lists; `is_former` when the code that led to it is not its present one."""

    node: NamedNode
    code: str
    label: str
    is_former: bool


class CodeAdviser:
    """Finds the territories that a code may mean, in the registers of a dataset."""

    def __init__(self, registers: Registers, names: Namespaces) -> None:
        self._registers = registers
        self._names = names

    def short(self, text: str) -> str:
        """Return an IRI as people write it here; any other text stays."""
        return self._names.short(text)

    def present_flaw(self, entry: Term) -> Flaw | None:
        """Return the present code of a territory that has taken over a former code."""
        if not isinstance(entry, NamedNode):
            return None
        code = entry.value.rpartition("-")[2]
        return Flaw("present-code", (f'"{code}" ({self._label_with_former(entry)})',))

    def reference_flaw(self, iri: str) -> Flaw | None:
        """Return what is wrong with the IRI of a territory that nothing describes; None where nothing is recognised."""
        found = _CODED.fullmatch(iri)
        if found is None:
            return None
        kind = _KINDS.get(found["kind"] or found["geo"], "")
        code = found["code"] or found["insee"]
        entries = self._meant(code, (kind,) if kind else tuple(_CODE_LENGTHS))
        proposals = tuple(f"<{self._names.short(each.node.value)}> ({each.label})" for each in entries)
        if found["insee"]:
            return Flaw("insee-address", proposals, {"code": code}) if proposals else None
        return self._flaw(code, entries, proposals)

    def kinds_of(self, territory: Term) -> tuple[str, ...]:
        """Return what a described territory is, as kinds of codes; all of them where nothing says it."""
        classes = self._registers.classes(territory)
        return tuple(kind for curie, kind in _KIND_BY_CLASS.items() if name(curie) in classes) or tuple(
            _CODE_LENGTHS
        )

    def code_flaw(self, code: str, kinds: tuple[str, ...]) -> Flaw | None:
        """Return what is wrong with a code; None where nothing is recognised.

        Args:
            code: As written.
            kinds: What it may be the code of: commune, departement, region, epci.
        """
        address = _CODED.fullmatch(code.strip())
        bare = (address["insee"] or address["code"]) if address is not None else code
        entries = self._meant(bare, kinds)
        proposals = tuple(f'"{each.code}" ({each.label})' for each in entries)
        if address is not None:
            return Flaw("insee-address", proposals, {"code": bare}) if proposals else None
        return self._flaw(code, entries, proposals)

    def _flaw(self, code: str, entries: list[Entry], proposals: tuple[str, ...]) -> Flaw | None:
        if not entries:
            return None
        if code in (*_OLD_REGIONS, *_LEFT_GUADELOUPE) or any(each.is_former for each in entries):
            key = "corsica-code" if _IS_CORSICAN.fullmatch(code.strip()) else "former-code"
        elif _IS_CORSICAN.fullmatch(code.strip()):
            key = "corsica-code"
        elif code.strip().upper() == entries[0].code:
            key = "code-case"
        elif code.strip().lstrip("0") == entries[0].code.lstrip("0"):
            key = "code-zero"
        else:
            key = "code-form"
        return Flaw(key, proposals, {"code": code})

    def _meant(self, code: str, kinds: tuple[str, ...]) -> list[Entry]:
        """Return the entries of the first way to read a code that leads to some."""
        for kind in kinds:
            for readings in _readings(code, kind):
                found = [entry for each in readings for entry in self._entries(kind, each, code)]
                if found:
                    return found
        return []

    def _entries(self, kind: str, code: str, written: str) -> list[Entry]:
        return [*self._current(kind, code, written)] or [*self._former(kind, code)]

    def _current(self, kind: str, code: str, written: str) -> Iterator[Entry]:
        node = self._names.thing("territory", f"{kind}-{code}")
        codes = [each.value for each in self._registers.codes(node)]
        if code in codes:
            is_former = written in _OLD_REGIONS or written in _LEFT_GUADELOUPE
            yield Entry(node, code, self._registers.label(node), is_former)

    def _former(self, kind: str, code: str) -> Iterator[Entry]:
        start = f"{self._names.things}territory/{kind}-"
        for node in sorted(self._registers.coded(Literal(code)), key=str):
            if isinstance(node, NamedNode) and node.value.startswith(start):
                present = node.value.removeprefix(start)
                yield Entry(node, present, self._label_with_former(node), is_former=present != code)

    def _label_with_former(self, node: NamedNode) -> str:
        """Return the name of a territory and those that were merged into it: « Valserhône, ex-Lancrans »."""
        names = self._registers.former_names(node)
        listed = [f"ex-{each}" for each in names[:_MOST_FORMER_NAMES]]
        return ", ".join((self._registers.label(node), *listed, *["…"] * (len(names) > _MOST_FORMER_NAMES)))


def _readings(code: str, kind: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to read a code, the nearest to what is written first; those of one tuple are equally near."""
    plain = re.sub(r"[\s'’]|\.0+$", "", code).upper()
    length = _CODE_LENGTHS.get(kind, len(plain))
    yield (plain,)
    if kind == "region" and plain in _OLD_REGIONS:
        yield (_OLD_REGIONS[plain],)
    if plain in _LEFT_GUADELOUPE:
        yield (_LEFT_GUADELOUPE[plain],)
    if len(plain) < length and kind != "epci":
        yield (plain.rjust(length, "0"),)
    if "O" in plain:
        yield (plain.replace("O", "0"),)
    if re.fullmatch(r"20\d{3}", plain) or (kind, plain) == ("departement", "20"):
        yield ("2A" + plain[2:], "2B" + plain[2:])
    if kind == "pays" and plain in ("FR", "FRA", "FRANCE"):
        yield (_COUNTRY,)
