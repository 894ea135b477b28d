"""Write the SPARQL behind a search, with comments in the reader's language.

The page links to it; a file of its own holds it where it is too long for an address.
"""

from __future__ import annotations

from graph.backends.protocols import Dataset
from graph.exploration.search_query import search_query
from webapp.http.search_address import SearchAddress
from webapp.page_data.search import place_of, question_of
from webapp.presentation.page_context import PageContext
from webapp.presentation.search.comments import comments_of, with_found


def query_behind(dataset: Dataset, address: SearchAddress, context: PageContext, *, most: int) -> str:
    """Return the query that gives what a search finds.

    Args:
        most: Of what words find, how many things the query may name.

    Raises:
        NoSearchIndex: There is no index, or none yet.
    """
    index, _ = dataset.search_index()
    question = question_of(address, context.language, place_of(dataset, address))
    found, total = index.all_found(question, most) if address.words else (None, 0)
    named = index.cards(value for each in address.chosen.values() for value in each)
    snapshot = dataset.snapshot
    comments = comments_of(address, named, context, snapshot=snapshot.number if snapshot else 0)
    if found is not None:
        comments = with_found(comments, address.words, (len(found), total), context)
    things_iri = f"{context.links.base_iri}/id/"
    return search_query(question, comments, things_iri, found)
