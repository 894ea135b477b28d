"""Small random worlds in which needs are expressed: by whom, for which body, on which territory."""

from __future__ import annotations

from random import Random

from graph.rdf.terms import Triple, name
from tests.graph.connections.worlds import random_world, thing

_EXPRESSIONS = 8
_LINKS = (
    ("need-expression", "mai:expressesNeed", "need", 12),
    ("need-expression", "prov:wasAttributedTo", "person", 6),
    ("need-expression", "prov:wasAttributedTo", "organisation", 4),
    ("membership", "org:member", "person", 3),
    ("membership", "org:organization", "organisation", 4),
    ("organisation", "mai:hasJurisdiction", "territory", 3),
    ("organisation", "org:unitOf", "organisation", 2),
    ("organisation", "org:subOrganizationOf", "organisation", 2),
)
_COUNTS = {
    "need-expression": _EXPRESSIONS,
    "need": 7,
    "person": 3,
    "organisation": 5,
    "membership": 3,
    "territory": 8,
}
_CLASSES = {"need-expression": "mai:NeedExpression", "membership": "org:Membership"}


def random_voices(rng: Random) -> list[Triple]:
    """Give a small world with voices, thinned out so that some needs stay unanswered."""
    kept = rng.choice((1.0, 0.7, 0.4))
    world = [
        each
        for each in random_world(rng)
        if each.predicate == name("rdf:type")
        or (
            rng.random() < kept and each.predicate != name("mai:needAnsweredBy")
        )  # questions ask for its inverse
    ]
    for kind, told in _CLASSES.items():
        world.extend(Triple(thing(kind, each), name("rdf:type"), name(told)) for each in range(_COUNTS[kind]))
    for subject, predicate, value, count in _LINKS:
        world.extend(
            Triple(
                thing(subject, rng.randrange(_COUNTS[subject])),
                name(predicate),
                thing(value, rng.randrange(_COUNTS[value])),
            )
            for _ in range(count)
        )
    rng.shuffle(world)
    return list(dict.fromkeys(world))
