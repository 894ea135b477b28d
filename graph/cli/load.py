"""`maillage load`: publish files as the next snapshot, all of them or none.

The files are validated together with what is published; a violation refuses them all, with the report. A dump goes back in
the same way, its checksums verified first.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from graph.administration.dump_loading import directory_for, load_dump, read_content
from graph.cli.framework import data_option, help_text, print_message, progress, settings_for, translated
from graph.cli.options import (
    derive,
    existing_directory,
    graph_named,
    graph_option,
    open_queued_writer,
    paths_argument,
    print_published,
    syntax_option,
)
from graph.i18n import BilingualText, spoken_language
from graph.rdf.namespaces import Namespaces
from graph.settings import Settings
from graph.settings.parsers import BASE_IRI
from graph.sources.reader import read_candidate
from graph.storage.dumps.reader import is_dump, open_fetched
from graph.storage.dumps.relocation import Relocation
from graph.storage.snapshots import Snapshot
from graph.writing.commit import Committed, commit
from graph.writing.replacements import Replacement, check_owners, find_replacements

_ALONE = BilingualText(
    "un vidage se charge seul, sans --format ni --graph ; --rebase ne va qu’avec un vidage",
    "a dump is loaded alone, without --format and --graph; --rebase goes with a dump only",
)
_SAME = BilingualText(
    "Tout ce qui est énoncé est ce que le vidage énonce : même empreinte.",
    "All that is stated is what the dump states: same digest.",
)
_NOT_SAME = BilingualText(
    "Ce répertoire énonce autre chose que le vidage, ou davantage : son empreinte est autre.",
    "This directory states something else than the dump, or more: its digest is another.",
)


@click.command(
    help=help_text(
        """Valide des fichiers RDF et les publie dans un nouvel instantané : tous, ou aucun.

        Un fichier Turtle devient la contribution qui porte son nom ; un TriG, une par graphe nommé. Recharger un
        fichier remplace sa contribution et rien d’autre ; remplacer celle d’un autre demande --replace. Les IRI relatives (<id/need/entraide>) sont celles de ce
        déploiement.

            maillage load ma-contribution.trig autres/*.ttl.gz

        Un vidage (son dossier, son manifest.json, ou un fichier .nq à côté) rend les mêmes contributions sous leurs
        noms, ses empreintes vérifiées ; le répertoire est créé s’il le faut. Avec --rebase, tout ce qui est nommé sous une
        adresse l’est sous une autre.

            maillage load 2026-12-01-3f9a12c0-842 --data /srv/copie
            maillage load 2026-12-01-3f9a12c0-842 --rebase http://ancien.fr https://nouveau.fr --data /srv/copie
        """,
        """Validate RDF files and publish them in a new snapshot: all, or none.

        A Turtle file becomes the contribution that bears its name; a TriG file, one a named graph. Loading a file
        again replaces its contribution and nothing else; to replace somebody else's takes --replace. Relative IRIs (<id/need/entraide>) are this deployment's.

            maillage load my-contribution.trig others/*.ttl.gz

        A dump (its folder, its manifest.json, or a .nq file beside it) gives the same contributions under their names,
        its checksums verified; the directory is created where there is none. With --rebase, everything that is named
        under one address is named under another.

            maillage load 2026-12-01-3f9a12c0-842 --data /srv/copy
            maillage load 2026-12-01-3f9a12c0-842 --rebase http://old.fr https://new.fr --data /srv/copy
        """,
    )
)
@paths_argument
@syntax_option
@graph_option
@click.option(
    "--replace",
    "may_replace",
    is_flag=True,
    help=translated(
        "Remplacer aussi la contribution d’un autre, qui porte ce nom.",
        "Replace another party's contribution of this name, too.",
    ),
)
@click.option(
    "--rebase",
    "moved",
    nargs=2,
    metavar=translated("ANCIENNE NOUVELLE", "OLD NEW"),
    default=None,
    help=translated(
        "D’un vidage : les IRI sous la première adresse passent sous la seconde.",
        "Of a dump: IRIs under the first address move under the second.",
    ),
)
@data_option
def load(
    *,
    paths: tuple[Path, ...],
    syntax: str,
    graph_iri: str,
    may_replace: bool,
    moved: tuple[str, str] | None,
    data_dir: Path | None,
) -> None:
    """Load files, or a dump; tell what they replaced, and the warnings that were published with them."""
    settings = settings_for(data_dir=data_dir)
    if any(map(is_dump, paths)) or moved:
        if len(paths) > 1 or syntax or graph_iri or not is_dump(paths[0]):
            raise click.UsageError(translated(*_ALONE))
        _load_dump(paths[0], settings, moved, may_replace=may_replace)
        return
    _load_files(paths, settings, syntax, graph_iri, may_replace=may_replace)


def _load_files(
    paths: tuple[Path, ...], settings: Settings, syntax: str, graph_iri: str, *, may_replace: bool
) -> None:
    directory = existing_directory(settings, "full")
    graph = graph_named(graph_iri, directory.names) if graph_iri else None
    with progress() as show:
        candidate = read_candidate(paths, directory.names, settings, syntax=syntax, graph=graph)
        with open_queued_writer(directory, settings, show) as writer:
            replaced = find_replacements(writer.store, candidate, directory.names)
            if not may_replace:
                check_owners(replaced, directory.names)
            done = commit(writer, candidate, show)
        derived = derive(directory, settings, show)
    _print_done(done, derived, replaced, [path.name for path in paths], directory.names)


def _load_dump(path: Path, settings: Settings, bases: tuple[str, str] | None, *, may_replace: bool) -> None:
    settings.require_embedded("load")
    moved = Relocation(*(_base_iri(each) for each in bases)) if bases else None
    with progress() as show:
        show(BilingualText("Lecture du vidage", "Reading the dump"))
        content = read_content(open_fetched(path), moved)
        directory = directory_for(content, settings)
        with open_queued_writer(directory, settings, show) as writer:
            loaded = load_dump(writer, content, show, may_replace=may_replace)
        derived = derive(directory, settings, show)
    _print_done(loaded.committed, derived, loaded.replaced, [content.dump.path.name], directory.names)
    for each in loaded.comparison.different:
        print_message(translated(*_differs(each)))
    print_message(translated(*(_SAME if loaded.comparison.is_same else _NOT_SAME)))


def _base_iri(text: str) -> str:
    try:
        found = BASE_IRI.parse(text)
    except ValueError:
        found = ""
    if not found:
        raise click.BadParameter(f"--rebase {text}: {translated(*BASE_IRI.expected)}")
    return str(found)


def _differs(graph: str) -> BilingualText:
    return BilingualText(
        f"{graph} n’est pas celui du vidage : c’est celui de cette version ou de ce répertoire qui est gardé.",
        f"{graph} is not the dump's: that of this release or of this directory is kept.",
    )


def _print_done(
    done: Committed,
    derived: Snapshot | None,
    replaced: Iterable[Replacement],
    files: list[str],
    names: Namespaces,
) -> None:
    for each in replaced:
        print_message(translated(*each.sentence(names)))
    print_message(done.report.concerning(files).as_text(spoken_language()))
    if done.changed:
        print_published(derived or done.snapshot)
    else:
        number = (derived or done.snapshot).number
        print_message(
            translated(
                f"Rien de nouveau : l’instantané {number} reste.", f"Nothing new: snapshot {number} stays."
            )
        )
