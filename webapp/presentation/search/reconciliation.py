"""Write the documents of the reconciliation service: its manifest, results, suggestions, cells.

What is found is written as clients read it: whole IRIs, names in one language, what tells namesakes apart.

Spec: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from graph.errors import ReconciliationError
from graph.exploration.reconciliation.entity_properties import EntityProperty
from graph.exploration.reconciliation.entity_types import EntityType, entity_types, types_of_kind
from graph.exploration.reconciliation.extension import Cell, WantedColumn, type_of_column
from graph.exploration.reconciliation.model import MatchCandidate
from graph.rdf.terms import compact, expand
from graph.search.cards import Card
from webapp.http.service_addresses import ServiceAddresses
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.text import msg
from webapp.presentation.page_context import PageContext

Members = dict[str, object]
VERSION = "0.2"
BATCH = 100  # queries that a client is advised to send at once; more are answered, up to a limit
_WIDTH, _HEIGHT = 430, 300  # pixels of a preview
_LIMIT = msg("Valeurs au plus")
_LIMIT_HELP = msg("Combien de valeurs par chose, 0 pour toutes")
_COUNT = msg("Compter les valeurs")
_COUNT_HELP = msg("Le nombre de valeurs au lieu des valeurs")


def present_manifest(context: PageContext) -> Members:
    """Write the service manifest."""
    links, addresses = context.links, ServiceAddresses(context.links)
    parts = urlsplit(links.base_iri)
    return {
        "versions": [VERSION],
        "name": f"Maillage ({parts.netloc}{parts.path})",
        "identifierSpace": f"{links.base_iri}/id/",
        "schemaSpace": expand("mai:"),
        "documentation": addresses.about(),
        "logo": links.absolute(links.icon(180)),
        "defaultTypes": [_named(each.id, context.render(each.name)) for each in entity_types().values()],
        "view": {"url": addresses.view()},
        "feature_view": {"url": addresses.features()},
        "preview": {"url": addresses.preview(), "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            each: {"service_url": addresses.service(), "service_path": f"/suggest/{each}"}
            for each in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": addresses.service(), "service_path": "/properties"},
            "property_settings": _settings(context),
        },
        "batchSize": BATCH,
    }


def _settings(context: PageContext) -> list[Members]:
    translate = context.translate
    return [
        {
            "name": "limit",
            "label": translate(_LIMIT),
            "type": "number",
            "default": 0,
            "help_text": translate(_LIMIT_HELP),
        },
        {
            "name": "count",
            "label": translate(_COUNT),
            "type": "checkbox",
            "default": False,
            "help_text": translate(_COUNT_HELP),
        },
    ]


def present_result(found: Sequence[MatchCandidate] | ReconciliationError, context: PageContext) -> Members:
    """Write the result of one query; of one that is malformed, no candidate and what is wrong with it."""
    if isinstance(found, ReconciliationError):
        error = {
            "code": found.code,
            "detail": found.message(context.language),
            "hint": found.hint(context.language),
        }
        return {"result": [], "error": error}
    return {"result": [_candidate(each, context) for each in found]}


def _candidate(candidate: MatchCandidate, context: PageContext) -> Members:
    return {
        "id": candidate.card.iri,
        "name": name_card(candidate.card, context),
        "description": describe_card(candidate.card, context),
        "type": _types(candidate.card, context),
        "score": candidate.score,
        "match": candidate.is_match,
        "features": [{"id": each.id, "value": each.value} for each in candidate.features],
    }


def present_things(found: Iterable[Card], context: PageContext) -> Members:
    """Write suggestions of things."""
    return {
        "result": [
            {
                **_named(each.iri, name_card(each, context)),
                "description": describe_card(each, context),
                "notable": _types(each, context),
            }
            for each in found
        ]
    }


def present_types(found: Iterable[EntityType], context: PageContext) -> Members:
    """Write suggestions of types, each with the next one above it."""
    types = entity_types()
    return {
        "result": [
            {
                **_named(each.id, context.render(each.name)),
                "description": compact(each.id) or each.id,
                "broader": [_named(above, context.render(types[above].name)) for above in each.broader[:1]],
            }
            for each in found
        ]
    }


def present_properties(found: Iterable[EntityProperty], context: PageContext) -> Members:
    """Write suggestions of properties."""
    return {
        "result": [
            {**_named(each.id, context.render(each.name)), "description": compact(each.id) or each.id}
            for each in found
        ]
    }


def present_proposal(
    found: Iterable[EntityProperty], wanted: str, limit: int, context: PageContext
) -> Members:
    """Write which properties may extend a table of things of a type."""
    properties = [_named(each.id, context.render(each.name)) for each in found]
    return {"type": wanted, "limit": limit, "properties": properties}


def present_extension(
    rows: Mapping[str, Mapping[str, Sequence[Cell]]], columns: Iterable[WantedColumn], context: PageContext
) -> Members:
    """Write the cells that extend a table."""
    return {"meta": [_column(each, context) for each in columns], "rows": rows}


def _column(column: WantedColumn, context: PageContext) -> Members:
    found = type_of_column(column)
    type_ = {"type": _named(found[0], context.render(found[1]))} if found is not None else {}
    return {**_named(column.property.id, context.render(column.property.name)), **type_}


def _named(identifier: str, name: str) -> Members:
    return {"id": identifier, "name": name}


def name_card(card: Card, context: PageContext) -> str:
    """Return the name of a thing for a reader; its IRI where it has none."""
    return card.name(context.language) or card.iri


def describe_card(card: Card, context: PageContext) -> str:
    """Return what tells a thing from others of its name: its kind, and the département of a commune."""
    return " · ".join(filter(None, (context.render(KIND_BY_KEY[card.kind].one), card.within)))


def _types(card: Card, context: PageContext) -> list[Members]:
    return [_named(each.id, context.render(each.name)) for each in types_of_kind(card.kind)]
