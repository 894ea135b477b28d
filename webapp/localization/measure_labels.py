"""The measures of the structure of the network, as the pages call and explain them. Nothing is computed: a table."""

from __future__ import annotations

from typing import NamedTuple

from webapp.localization.property_labels import msg


class Column(NamedTuple):
    """A column of a table; figures stand to the right."""

    title: str
    is_figure: bool = False


class MeasureWords(NamedTuple):
    """A measure in words: its name, what it means, what is said when it has no row, its columns."""

    title: str
    meaning: str
    silence: str
    columns: tuple[Column, ...]


MEASURES: dict[str, MeasureWords] = {
    "components": MeasureWords(
        msg("Ensembles reliés"),
        msg(
            "Deux initiatives sont du même ensemble quand une chaîne de choses partagées (besoin, territoire, acteur, "
            "méthode ou enseignement) mène de l’une à l’autre."
        ),
        msg("Aucune initiative n’en partage rien avec une autre."),
        (
            Column(msg("Ensemble")),
            Column(msg("Initiatives"), is_figure=True),
            Column(msg("Choses partagées"), is_figure=True),
            Column(msg("Dont")),
        ),
    ),
    "bridges": MeasureWords(
        msg("Ce qui fait le pont"),
        msg(
            "Sans cette chose, des initiatives ne seraient plus reliées : on compte les paires qu’elle seule fait tenir, "
            "et la taille de ce qui resterait de part et d’autre."
        ),
        msg("Rien ne tient à une seule chose."),
        (
            Column(msg("Chose")),
            Column(msg("Sorte")),
            Column(msg("Paires qu’elle seule relie"), is_figure=True),
            Column(msg("Ce qui resterait")),
        ),
    ),
    "communities": MeasureWords(
        msg("Communautés"),
        msg(
            "Les initiatives d’une communauté partagent davantage entre elles qu’avec les autres (méthode de Leiden). "
            "Ce qui la distingue est dit le plus parlant d’abord : combien de ses initiatives l’ont, sur toutes celles qui l’ont."
        ),
        msg("Aucune communauté ne se distingue."),
        (
            Column(msg("Communauté")),
            Column(msg("Initiatives"), is_figure=True),
            Column(msg("Ce qui la distingue")),
            Column(msg("Dont")),
        ),
    ),
    "actors": MeasureWords(
        msg("Acteurs centraux"),
        msg(
            "Le rang (PageRank) dit combien un acteur se trouve au croisement de ce que partagent les initiatives : "
            "1 est la moyenne. Les acteurs de deux initiatives au moins sont comptés."
        ),
        msg("Aucun acteur ne porte, ne lance ni n’accompagne deux initiatives."),
        (
            Column(msg("Acteur")),
            Column(msg("Initiatives"), is_figure=True),
            Column(msg("Rang"), is_figure=True),
        ),
    ),
    "needs": MeasureWords(
        msg("Besoins exprimés, sans réponse sur place"),
        msg(
            "Un besoin que quelqu’un a exprimé, et auquel aucune initiative ne répond en ce lieu, ni à un besoin plus précis ; "
            "celles qui y répondent ailleurs sont peut-être à connaître."
        ),
        msg("Chaque besoin exprimé trouve une réponse là où il l’a été."),
        (
            Column(msg("Besoin")),
            Column(msg("Où, ou par qui")),
            Column(msg("Fois exprimé"), is_figure=True),
            Column(msg("Réponses ailleurs"), is_figure=True),
        ),
    ),
    "lessons": MeasureWords(
        msg("Enseignements que personne n’a repris"),
        msg(
            "Un enseignement signale des besoins ; aucune initiative n’y répond, hormis celles dont il est tiré."
        ),
        msg("Chaque enseignement a trouvé une suite."),
        (Column(msg("Enseignement")), Column(msg("Besoins signalés")), Column(msg("Tiré de"))),
    ),
}
