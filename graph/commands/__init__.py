"""The commands of `maillage`, one module each, imported only when called."""

from __future__ import annotations

from graph.words import Words

# By name, in the order data flows: where the command is, and what it does.
COMMANDS: dict[str, tuple[str, Words]] = {
    "validate": (
        "graph.commands.validate:validate",
        Words(
            "Dire ce qui manque à des fichiers, sans rien écrire.", "Tell what files lack, writing nothing."
        ),
    ),
    "load": (
        "graph.commands.load:load",
        Words(
            "Valider des fichiers et les publier, tous ou aucun.",
            "Validate files and publish them, all or none.",
        ),
    ),
    "remove": (
        "graph.commands.remove:remove",
        Words("Retirer une contribution.", "Take a contribution away."),
    ),
    "snapshots": (
        "graph.commands.snapshots:snapshots",
        Words("Lister les instantanés, vérifier leur empreinte.", "List the snapshots, verify their digest."),
    ),
    "query": (
        "graph.commands.query:query",
        Words(
            "Poser une question, nommée ou écrite en SPARQL.", "Ask a question, named or written in SPARQL."
        ),
    ),
    "connections": (
        "graph.commands.connections:connections",
        Words("Dire de quoi une chose est proche, et pourquoi.", "Tell what a thing is close to, and why."),
    ),
    "paths": (
        "graph.commands.connections:paths",
        Words("Dire comment deux choses sont reliées.", "Tell how two things are connected."),
    ),
    "structure": (
        "graph.commands.connections:structure",
        Words("Dire de quoi le réseau est fait.", "Tell what the network is made of."),
    ),
    "dump": (
        "graph.commands.dump:dump",
        Words("Écrire tout le graphe, ou un graphe nommé.", "Write the whole graph, or one named graph."),
    ),
    "backup": (
        "graph.commands.backup:backup",
        Words("Sauvegarder l’instantané en vigueur.", "Back up the snapshot in force."),
    ),
    "restore": (
        "graph.commands.backup:restore",
        Words("Remettre une sauvegarde en place.", "Put a backup in place."),
    ),
    "token": (
        "graph.commands.token:token",
        Words(
            "Créer, lister, révoquer les jetons d’écriture.",
            "Create, list, revoke the tokens that may write.",
        ),
    ),
    "settings": (
        "graph.commands.settings:settings",
        Words("Montrer les réglages et d’où ils viennent.", "Show the settings and where they come from."),
    ),
}
