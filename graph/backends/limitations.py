"""What a remote engine cannot do, with the reason of each, in French and English.

Shown by /health and the service description, so that a client is not surprised by what differs from the embedded store.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.i18n import BilingualText

MISSING: Mapping[str, BilingualText] = {
    "snapshots": BilingualText(
        "Le moteur ne garde pas d’instantanés : ni numéro ni date, et deux requêtes de suite peuvent voir deux états.",
        "The engine keeps no snapshots: neither number nor date, and two queries in a row may see two states.",
    ),
    "conditional-requests": BilingualText(
        "Sans instantané, ni ETag ni Last-Modified : toute requête est évaluée de nouveau.",
        "Without snapshots, neither ETag nor Last-Modified: each request is evaluated again.",
    ),
    "cancellation": BilingualText(
        "Au-delà du temps accordé nous cessons d’attendre ; le moteur peut continuer à calculer.",
        "Past the time allowed we stop waiting; the engine may go on computing.",
    ),
    "memory-limit": BilingualText(
        "La mémoire d’une requête est l’affaire du moteur ; nous ne bornons que le temps et la taille du résultat.",
        "The memory of a query is the engine's concern; we bound the time and the size of the result only.",
    ),
    "federation": BilingualText(
        "SERVICE est refusé : les adresses permises ici ne lieraient pas le moteur.",
        "SERVICE is refused: the endpoints allowed here would not bind the engine.",
    ),
    "validation": BilingualText(
        "Une écriture n’est pas jugée par les formes SHACL : il y faudrait l’état entier d’après, que le moteur ne "
        "donne pas dans une transaction. Sont vérifiés le droit, la syntaxe, la taille et les graphes visés.",
        "A write is not judged by the SHACL shapes: that takes the whole state after it, which the engine does not "
        "give within a transaction. Right, syntax, size and the graphs aimed at are checked.",
    ),
    "merge": BilingualText(
        "Le graphe par défaut est celui du moteur : s’il unit les graphes sans les fondre, un triplet énoncé deux fois "
        "compte deux fois.",
        "The default graph is the engine's own: where it unites graphs without merging them, a triple stated twice "
        "counts twice.",
    ),
    "connections": BilingualText(
        "Liens, chemins et structure se lisent dans un réseau tiré de l’instantané : sans instantané, il n’y en a pas.",
        "Connections, paths and structure are read from a network drawn from the snapshot: without snapshots, there is "
        "none.",
    ),
    "search": BilingualText(
        "L’index des recherches se tient à côté des instantanés : sans instantané, il n’y en a pas.",
        "The search index is kept beside the snapshots: without snapshots, there is none.",
    ),
    "exact-terms": BilingualText(
        "Le moteur peut récrire les littéraux (Virtuoso rend les booléens comme des entiers).",
        "The engine may rewrite literals (Virtuoso gives booleans back as integers).",
    ),
}
