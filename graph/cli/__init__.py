"""The commands of `maillage`, one module each, imported only when called."""

from __future__ import annotations

from graph.i18n import Words

# By name, in the order data flows: where the command is, and what it does.
COMMANDS: dict[str, tuple[str, Words]] = {
    "validate": (
        "graph.cli.validate:validate",
        Words(
            "Dire ce qui manque à des fichiers, sans rien écrire.", "Tell what files lack, writing nothing."
        ),
    ),
    "load": (
        "graph.cli.load:load",
        Words(
            "Valider des fichiers et les publier, tous ou aucun.",
            "Validate files and publish them, all or none.",
        ),
    ),
    "remove": (
        "graph.cli.remove:remove",
        Words("Retirer une contribution.", "Take a contribution away."),
    ),
    "snapshots": (
        "graph.cli.snapshots:snapshots",
        Words("Lister les instantanés, vérifier leur empreinte.", "List the snapshots, verify their digest."),
    ),
    "query": (
        "graph.cli.query:query",
        Words(
            "Poser une question, nommée ou écrite en SPARQL.", "Ask a question, named or written in SPARQL."
        ),
    ),
    "connections": (
        "graph.cli.connections:connections",
        Words("Dire de quoi une chose est proche, et pourquoi.", "Tell what a thing is close to, and why."),
    ),
    "paths": (
        "graph.cli.connections:paths",
        Words("Dire comment deux choses sont reliées.", "Tell how two things are connected."),
    ),
    "structure": (
        "graph.cli.connections:structure",
        Words("Dire de quoi le réseau est fait.", "Tell what the network is made of."),
    ),
    "dump": (
        "graph.cli.dump:dump",
        Words("Écrire tout le graphe, ou un graphe nommé.", "Write the whole graph, or one named graph."),
    ),
    "backup": (
        "graph.cli.backup:backup",
        Words("Sauvegarder l’instantané en vigueur.", "Back up the snapshot in force."),
    ),
    "restore": (
        "graph.cli.backup:restore",
        Words("Remettre une sauvegarde en place.", "Put a backup in place."),
    ),
    "token": (
        "graph.cli.token:token",
        Words(
            "Créer, lister, révoquer les jetons d’écriture.",
            "Create, list, revoke the tokens that may write.",
        ),
    ),
    "settings": (
        "graph.cli.settings:settings",
        Words("Montrer les réglages et d’où ils viennent.", "Show the settings and where they come from."),
    ),
}
