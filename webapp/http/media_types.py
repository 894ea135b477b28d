"""Name the media types that we send, and tell those for programs from the page for people."""

from __future__ import annotations

from collections.abc import Mapping

from graph.sparql.results import SOLUTION_FORMATS, TRIPLE_FORMATS

HTML = "text/html"
PROBLEM = "application/problem+json"
# Plain names of formats that clients commonly ask for; they are answered under the name that was sent.
SOLUTION_ALIASES: Mapping[str, str] = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/xml": "application/sparql-results+xml",
}
TRIPLE_ALIASES: Mapping[str, str] = {
    "application/x-turtle": "text/turtle",
    "text/n3": "text/turtle",
    "text/plain": "application/n-triples",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
}
# Who ranks one of these above a page is a program, whatever comes.
FOR_PROGRAMS = tuple(
    dict.fromkeys((*SOLUTION_FORMATS, *TRIPLE_FORMATS, *SOLUTION_ALIASES, *TRIPLE_ALIASES, PROBLEM))
)
