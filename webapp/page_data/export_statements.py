"""Read what is stated of many things, a batch at a time, with who states it, under which licence and from which source.

The statements are those that things make of themselves; what points to them, and what rules derive, is in their documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graph.backends.protocols import Dataset
from graph.rdf.terms import Literal, NamedNode, Term, Triple, name
from graph.sparql.named_queries import read_query
from webapp.page_data.descriptions import triples_of

BATCH = 200


class StatementReader:
    """Reads the statements of one document, which says of itself what it is made from."""

    def __init__(self, dataset: Dataset, document: NamedNode) -> None:
        """Read from a dataset, which is kept open until the last batch is read."""
        self._dataset = dataset
        self._document = document
        self._graphs: set[NamedNode] = set()

    def about(self) -> set[Triple]:
        """Return what the document says of itself: of which dataset and which snapshot it is a part."""
        found = {
            Triple(self._document, name("rdf:type"), name("foaf:Document")),
            Triple(self._document, name("dcterms:isPartOf"), self._dataset.names.dataset),
        }
        snapshot = self._dataset.snapshot
        if snapshot is not None:
            moment = Literal(snapshot.published_at.isoformat(), datatype=name("xsd:dateTime"))
            found.add(Triple(self._document, name("dcterms:modified"), moment))
            found.add(Triple(self._document, name("dcat:version"), Literal(str(snapshot.number))))
        return found

    def batches(self, iris: Sequence[str]) -> Iterator[set[Triple]]:
        """Yield the triples of some things at a time; a name that several batches need comes in each."""
        for start in range(0, len(iris), BATCH):
            yield self._batch([NamedNode(each) for each in iris[start : start + BATCH]])

    def _batch(self, things: Sequence[NamedNode]) -> set[Triple]:
        own = self._triples("statements", things)
        linked = {each.object for each in own if isinstance(each.object, NamedNode)}.difference(things)
        found = own | self._triples("labels", sorted(linked, key=str))
        for row in self._dataset.rows(read_query("export/origins").for_each("thing", things)):
            found |= self._origin(row["graph"])
            found.add(Triple(row["graph"], name("foaf:topic"), row["thing"]))
        found |= {Triple(self._document, name("foaf:topic"), each) for each in things}
        return found

    def _origin(self, graph: NamedNode) -> set[Triple]:
        """Return what is to be said of a graph that things come from, the first time that it is met."""
        if graph in self._graphs:
            return set()
        self._graphs.add(graph)
        card = triples_of(self._dataset, "browse/contribution_card", {"focus": graph})
        found = {Triple(self._document, name("prov:wasDerivedFrom"), graph)}
        rows = [
            row
            for query in ("origin", "ontology_origin")
            for row in self._dataset.rows(read_query(f"export/{query}").for_each("thing", [graph]))
        ]
        for row in rows:
            card.add(Triple(graph, row["predicate"], row["object"]))
            if row["predicate"] == name("dcterms:license"):
                found.add(Triple(self._document, name("dcterms:license"), row["object"]))
        return card | found

    def _triples(self, query: str, things: Iterable[Term]) -> set[Triple]:
        result = self._dataset.run(read_query(f"export/{query}").for_each("thing", things)).result
        assert isinstance(result, Iterable), "they are CONSTRUCT queries"
        return {each for each in result if isinstance(each, Triple)}
