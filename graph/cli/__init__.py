"""The commands of `maillage`, one module each, imported only when called.

The table below is all that `maillage --help` needs, which is why it answers without importing any command.
"""

from __future__ import annotations

from graph.i18n import BilingualText

# By name, in the order data flows: module and attribute of the command, and its short help.
COMMANDS: dict[str, tuple[str, BilingualText]] = {
    "validate": (
        "graph.cli.validate:validate",
        BilingualText(
            "Dire ce qui manque à des fichiers, sans rien écrire.", "Tell what files lack, writing nothing."
        ),
    ),
    "load": (
        "graph.cli.load:load",
        BilingualText(
            "Valider des fichiers et les publier, tous ou aucun.",
            "Validate files and publish them, all or none.",
        ),
    ),
    "remove": (
        "graph.cli.remove:remove",
        BilingualText("Retirer une contribution.", "Take a contribution away."),
    ),
    "snapshots": (
        "graph.cli.snapshots:snapshots",
        BilingualText(
            "Lister les instantanés, vérifier leur empreinte.", "List the snapshots, verify their digest."
        ),
    ),
    "query": (
        "graph.cli.query:query",
        BilingualText(
            "Poser une question, nommée ou écrite en SPARQL.", "Ask a question, named or written in SPARQL."
        ),
    ),
    "connections": (
        "graph.cli.connections:connections",
        BilingualText(
            "Dire de quoi une chose est proche, et pourquoi.", "Tell what a thing is close to, and why."
        ),
    ),
    "paths": (
        "graph.cli.connections:paths",
        BilingualText("Dire comment deux choses sont reliées.", "Tell how two things are connected."),
    ),
    "structure": (
        "graph.cli.connections:structure",
        BilingualText("Dire de quoi le réseau est fait.", "Tell what the network is made of."),
    ),
    "dump": (
        "graph.cli.dump:dump",
        BilingualText(
            "Écrire tout le graphe, ou un graphe nommé.", "Write the whole graph, or one named graph."
        ),
    ),
    "backup": (
        "graph.cli.backup:backup",
        BilingualText("Sauvegarder l’instantané en vigueur.", "Back up the snapshot in force."),
    ),
    "restore": (
        "graph.cli.backup:restore",
        BilingualText("Remettre une sauvegarde en place.", "Put a backup in place."),
    ),
    "check": (
        "graph.cli.repair:check_command",
        BilingualText("Examiner tout le répertoire de données.", "Look at the whole data directory."),
    ),
    "rebuild": (
        "graph.cli.repair:rebuild_command",
        BilingualText("Refaire le magasin à partir d’un instantané.", "Make the store anew from a snapshot."),
    ),
    "territories": (
        "graph.cli.territories:territories",
        BilingualText(
            "Recharger le registre des territoires, ou des coordonnées de communes.",
            "Load the register of territories again, or coordinates of communes.",
        ),
    ),
    "token": (
        "graph.cli.token:token",
        BilingualText(
            "Créer, lister, révoquer les jetons d’écriture.",
            "Create, list, revoke the tokens that may write.",
        ),
    ),
    "settings": (
        "graph.cli.settings:settings",
        BilingualText(
            "Montrer les réglages et d’où ils viennent.", "Show the settings and where they come from."
        ),
    ),
}
