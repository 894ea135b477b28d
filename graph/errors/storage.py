"""Errors of what is kept on disk: data directories, snapshots, backups.

Most are fatal for the command that meets them: the data directory is left as it was.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class DataDirectoryError(GraphError):
    """The data directory cannot serve."""

    code = "data-directory"


class BaseMismatch(DataDirectoryError):
    """The data directory was created for another base IRI."""

    code = "base-mismatch"
    message_text = BilingualText(
        "Les noms de {path} commencent par {expected}, et l’on demande {found}.",
        "The names in {path} begin with {expected}, and {found} was asked for.",
    )
    hint_text = BilingualText(
        "La base est fixée à la création : servez à cette adresse, dites --base-iri {expected} si un mandataire "
        "la relaie, ou choisissez un autre répertoire (--data).",
        "The base is fixed at creation: serve at that address, say --base-iri {expected} if a proxy forwards it, "
        "or choose another directory (--data).",
    )


class DataDirectoryBusy(DataDirectoryError):
    """Another process is writing to the data directory."""

    code = "data-directory-busy"
    message_text = BilingualText(
        "{path} est en cours d’écriture par un autre processus ({holder}) ; attendu {waited_s} s.",
        "{path} is being written by another process ({holder}); waited {waited_s} s.",
    )
    hint_text = BilingualText("Réessayez quand il aura fini.", "Try again when it has finished.")


class DataDirectoryUnknown(DataDirectoryError):
    """The directory holds something else than a Maillage store of this version."""

    code = "data-directory-unknown"
    message_text = BilingualText("{path} n’est pas lisible : {found}.", "{path} cannot be read: {found}.")
    hint_text = BilingualText(
        "Choisissez un répertoire vide, ou la version du logiciel qui l’a créé.",
        "Choose an empty directory, or the version of the software that created it.",
    )


class DataDirectoryUnwritable(DataDirectoryError):
    """The directory cannot be made, or not written to."""

    code = "data-directory-unwritable"
    message_text = BilingualText(
        "On ne peut pas écrire dans {path} : {found}.",
        "{path} cannot be written to: {found}.",
    )
    hint_text = BilingualText(
        "Nommez un répertoire où vous pouvez écrire : --data, ou MAILLAGE_DATA_DIR. S’il est à un autre compte, lancez la "
        "commande sous ce compte.",
        "Name a directory that you may write to: --data, or MAILLAGE_DATA_DIR. If it is another account's, run the command "
        "as that account.",
    )


class KindMismatch(DataDirectoryError):
    """A plain data directory was to be opened as a full one, or the reverse."""

    code = "kind-mismatch"
    message_text = BilingualText(
        "{path} est un répertoire « {found} », et il en faut un « {expected} ».",
        "{path} is a “{found}” directory, and a “{expected}” one is needed.",
    )
    hint_text = BilingualText(
        "« plain » se sert par `maillage serve --plain`, « full » sans --plain ; ou choisissez un autre --data.",
        "“plain” is served by `maillage serve --plain`, “full” without --plain; or choose another --data.",
    )


class SnapshotError(GraphError):
    """A snapshot cannot be opened."""

    code = "snapshot"


class SnapshotMissing(SnapshotError):
    """Nothing has been published yet, or not that number."""

    code = "snapshot-missing"
    message_text = BilingualText(
        "{path} : aucun instantané publié.", "{path}: no snapshot has been published."
    )
    hint_text = BilingualText(
        "`maillage serve` en crée un au premier démarrage.",
        "`maillage serve` creates one at its first start.",
    )


class SnapshotCorrupt(SnapshotError):
    """What the snapshot holds is not what was published."""

    code = "snapshot-corrupt"
    message_text = BilingualText(
        "L’instantané {number} ne contient pas ce qui fut publié : empreinte trouvée {found}, attendue {expected}.",
        "Snapshot {number} does not hold what was published: digest found {found}, expected {expected}.",
    )
    hint_text = BilingualText("Restaurez une sauvegarde.", "Restore a backup.")


class UnknownGraph(GraphError):
    """No graph of that name is stored."""

    code = "unknown-graph"
    message_text = BilingualText("Aucun graphe nommé {graph}.", "There is no graph named {graph}.")
    hint_text = BilingualText(
        "`maillage query graph_licences` les liste.", "`maillage query graph_licences` lists them."
    )


class BackupError(GraphError):
    """A backup cannot be read or restored."""

    code = "backup"


class BackupUnreadable(BackupError):
    """The file is not a whole backup of ours."""

    code = "backup-unreadable"
    message_text = BilingualText(
        "{path} n’est pas une sauvegarde entière : {found}.", "{path} is not a whole backup: {found}."
    )
    hint_text = BilingualText(
        "Rien n’a été changé. Prenez une autre sauvegarde.", "Nothing was changed. Take another backup."
    )


class BackupTargetExists(BackupError):
    """The file to write to is already there."""

    code = "backup-target-exists"
    message_text = BilingualText("{path} existe déjà.", "{path} exists already.")
    hint_text = BilingualText("Donnez un autre nom à la sauvegarde.", "Give the backup another name.")
