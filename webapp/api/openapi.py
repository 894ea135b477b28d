"""Fill in the OpenAPI document for one deployment and one language.

In `openapi.json` a text stands in both languages (`{"fr": …, "en": …}`), `$name` stands for a table of ours, and `{base}`
for the base IRI.

Spec: https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from graph.connections.network.thing_kinds import Kind
from graph.connections.similarity.families import FAMILIES
from graph.exploration.lookup import IRI_PATTERN
from graph.exploration.paths import COUNT, MOST_PATHS, RELATION_BY_NAME
from graph.exploration.rendering import LAST_PAGE, LIMIT, MOST
from graph.exploration.structure import PARTS
from graph.i18n import LANGUAGES
from webapp.api.parameters import FORMATS

_TABLES: Mapping[str, object] = {
    "$formats": list(FORMATS),
    "$iri": IRI_PATTERN,
    "$kinds": [each.word for each in Kind],
    "$languages": list(LANGUAGES),
    "$last_page": LAST_PAGE,
    "$limit": LIMIT,
    "$most": MOST,
    "$most_paths": MOST_PATHS,
    "$parts": list(PARTS),
    "$paths_count": COUNT,
    "$relations": list(RELATION_BY_NAME),
    "$rules": sorted(
        {each.rule for family in FAMILIES for each in family.sharings}
        | {each.rule for family in FAMILIES for each in family.stated}
    ),
}


@lru_cache(maxsize=4)
def openapi_text(base_iri: str, language: str) -> str:
    """Return the document for one deployment in one language."""
    package = files("webapp")
    examples = json.loads((package / "openapi_examples.json").read_text("utf-8"))
    values = {f"${name}": {"value": example} for name, example in examples.items()}
    written = json.loads((package / "openapi.json").read_text("utf-8"))
    filled = _filled(written, {**_TABLES, **values}, base_iri, language)
    return json.dumps(filled, ensure_ascii=False, indent=1) + "\n"


def _filled(value: Any, tables: Mapping[str, object], base_iri: str, language: str) -> Any:
    if isinstance(value, dict):
        if value.keys() == set(LANGUAGES):
            return value[language]
        return {key: _filled(each, tables, base_iri, language) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, tables, base_iri, language) for each in value]
    if isinstance(value, str) and value.startswith("$"):
        return _filled(tables[value], {}, base_iri, language) if value in tables else value
    return value.replace("{base}", base_iri) if isinstance(value, str) else value
