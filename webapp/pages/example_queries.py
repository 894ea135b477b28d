"""The example questions, grouped by who asks them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from webapp.context import dataset, reader
from webapp.page_data.example_queries import example_groups
from webapp.presentation.query_results import ExampleGroup
from webapp.responses import page_response

blueprint = Blueprint("examples", __name__)


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """The page that lists the example questions."""

    groups: tuple[ExampleGroup, ...]


@blueprint.get("/queries")
def questions() -> Response:
    """List the example questions."""
    return page_response("questions.html", QuestionsPage(example_groups(reader(), dataset().names.base_iri)))
