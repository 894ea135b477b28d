"""Present what people see of the reconciliation service: a thing in a frame of another site, and the page about the service.

The page explains each feature of a score under the name that results have for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.exploration.reconciliation import scoring
from graph.exploration.reconciliation.entity_types import entity_types
from graph.exploration.reconciliation.limits import MOST_QUERIES
from graph.rdf.terms import NamedNode
from graph.search.cards import Card
from webapp.http.service_addresses import ServiceAddresses
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.text import cut, msg
from webapp.presentation.description import Description, Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.reconciliation import BATCH, describe_card, name_card
from webapp.presentation.values import ValueFormatter
from webapp.presentation.view_models import Link

_SPECIFICATION = "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/"
_LETTERS = 300  # of the sentence of a preview
_FEATURES = {
    scoring.NAME: msg("Ressemblance du nom cherché au plus proche des noms de la chose, de 0 à 100 : casse, accents, ligatures, traits d’union et article de tête ne comptent pas."),
    scoring.NAME_SAME: msg("Le nom est le même, à cela près."),
    scoring.FORMER_NAME: msg("Ressemblance à un ancien nom d’un territoire, quand elle est plus grande ; elle vaut un dixième de moins."),
    scoring.CODE: msg("Le texte cherché est un code de la chose : INSEE, postal, SIREN. Le nom vaut alors 100."),
    scoring.IDENTIFIER: msg("Le texte cherché est l’IRI de la chose. Le nom vaut alors 100."),
    scoring.TYPE: msg("La chose est d’un des types demandés ; sinon, et si type_strict vaut « should », le score perd un cinquième."),
    scoring.PROPERTIES: msg("Moyenne des ressemblances des propriétés demandées, de 0 à 100 ; elle fait deux cinquièmes du score."),
    scoring.PROPERTY: msg("Suivi de l’identifiant d’une propriété : ressemblance de la valeur cherchée à la plus proche des valeurs de la chose, ou de ce qui les contient."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a preview shows of a thing."""

    link: Link
    description: str
    date: str
    sentence: Text | None
    places: tuple[Link, ...]
    needs: tuple[Link, ...]


def present_preview(card: Card, description: Description, context: PageContext) -> PreviewPage:
    """Present a thing in a few lines."""
    node, formatter = NamedNode(card.iri), ValueFormatter(description, context)
    texts = (
        description.text(node, each, context.language) for each in ("dcterms:description", "skos:definition")
    )
    sentence = next(filter(None, texts), None)
    name = Text(
        name_card(card, context), "" if context.language in card.names else next(iter(card.names), "")
    )
    return PreviewPage(
        link=Link(name, ServiceAddresses(context.links).page(card.iri), KIND_BY_KEY[card.kind].hue),
        description=describe_card(card, context),
        date=formatter.date(node),
        sentence=Text(cut(sentence.value, _LETTERS), sentence.language) if sentence else None,
        places=tuple(formatter.link(each) for each in description.nodes(node, "mai:onTerritory")),
        needs=tuple(formatter.link(each) for each in description.nodes(node, "mai:answersNeed")),
    )


@dataclass(frozen=True, slots=True)
class ServicePage:
    """What the page about the service shows: its address, its limits, the features with what they mean, the one that was followed."""

    address: str
    batch: int
    most: int
    features: tuple[tuple[str, str], ...]
    chosen: str
    types: tuple[tuple[str, str], ...]
    specification: str


def present_service(feature: str, context: PageContext) -> ServicePage:
    """Present the service to people; `feature` is the id of the one that they want explained."""
    prefix = scoring.PROPERTY
    return ServicePage(
        address=ServiceAddresses(context.links).service(),
        batch=BATCH,
        most=MOST_QUERIES,
        features=tuple((each, context.translate(words)) for each, words in _FEATURES.items()),
        chosen=prefix if feature.startswith(prefix) else feature,
        types=tuple((each.id, context.render(each.name)) for each in entity_types().values()),
        specification=_SPECIFICATION,
    )
