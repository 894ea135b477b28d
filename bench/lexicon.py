"""The words that generated things are named with, in French and English."""

from __future__ import annotations

from itertools import product

from graph.i18n import BilingualText

TOPICS = tuple(
    BilingualText(*pair)
    for pair in (
        ("la mobilité rurale", "rural mobility"),
        ("l’alimentation locale", "local food"),
        ("l’accès aux droits", "access to rights"),
        ("le travail à distance", "remote work"),
        ("la sobriété énergétique", "energy sobriety"),
        ("l’accueil des jeunes", "the welcome of young people"),
        ("le vieillissement", "ageing"),
        ("la participation des habitants", "residents’ participation"),
        ("l’inclusion numérique", "digital inclusion"),
        ("la gestion de l’eau", "water management"),
        ("la santé de proximité", "local health care"),
        ("le logement", "housing"),
        ("la biodiversité", "biodiversity"),
        ("la culture partagée", "shared culture"),
        ("la petite enfance", "early childhood"),
        ("l’économie circulaire", "the circular economy"),
        ("la prévention des risques", "risk prevention"),
        ("la revitalisation des centres", "the revival of town centres"),
        ("le sport pour tous", "sport for all"),
        ("l’égalité", "equality"),
        ("la formation des agents", "staff training"),
        ("la donnée publique", "public data"),
        ("la coopération entre services", "cooperation between departments"),
        ("l’entraide", "mutual help"),
        ("la sortie de crise", "recovery from crisis"),
    )
)
FACETS = tuple(
    BilingualText(*pair)
    for pair in (
        ("comprendre", "to understand"),
        ("financer", "to fund"),
        ("organiser", "to organise"),
        ("évaluer", "to evaluate"),
        ("faire connaître", "to make known"),
        ("ouvrir à tous", "to open to all"),
        ("simplifier", "to simplify"),
        ("outiller", "to equip"),
        ("transmettre", "to pass on"),
        ("repenser", "to rethink"),
        ("rendre durable", "to make lasting"),
        ("mettre en commun", "to share"),
    )
)
_FORMS = (
    ("codéveloppement", "peer consultation"),
    ("arpentage", "collective reading"),
    ("forum ouvert", "open space"),
    ("enquête de terrain", "field survey"),
    ("prototypage", "prototyping"),
    ("marche exploratoire", "exploratory walk"),
    ("récit d’expérience", "experience story"),
    ("jeu de rôle", "role play"),
    ("cartographie", "mapping"),
    ("design de service", "service design"),
    ("débat mouvant", "moving debate"),
    ("conférence inversée", "reversed conference"),
    ("résidence", "residency"),
    ("défi", "challenge"),
    ("écoute active", "active listening"),
    ("analyse de pratiques", "practice analysis"),
)
_MANNERS = (
    ("en petit groupe", "in small groups"),
    ("à distance", "online"),
    ("entre pairs", "among peers"),
    ("avec les habitants", "with residents"),
    ("sur le terrain", "in the field"),
)
METHODS = tuple(BilingualText(f"{a[0]} {b[0]}", f"{a[1]} {b[1]}") for a, b in product(_FORMS, _MANNERS))
KINDS = (
    ("laboratory", BilingualText("Laboratoire", "Laboratory")),
    ("working-group", BilingualText("Groupe de travail", "Working group")),
    ("platform", BilingualText("Plateforme", "Platform")),
    ("network", BilingualText("Réseau", "Network")),
    ("scheme", BilingualText("Dispositif", "Scheme")),
    ("editorial-series", BilingualText("Série", "Series")),
)
BODIES = (
    BilingualText("Association", "Association"),
    BilingualText("Centre de gestion", "Management centre"),
    BilingualText("Agence", "Agency"),
    BilingualText("Syndicat mixte", "Joint authority"),
    BilingualText("Université", "University"),
)
FIRST_NAMES = (
    "Camille",
    "Dominique",
    "Claude",
    "Alix",
    "Maxime",
    "Sacha",
    "Charlie",
    "Morgan",
    "Andrea",
    "Noa",
)
LAST_NAMES = (
    "Martin",
    "Bernard",
    "Petit",
    "Robert",
    "Richard",
    "Durand",
    "Moreau",
    "Laurent",
    "Girard",
    "Roux",
)
