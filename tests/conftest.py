"""What tests of several packages share: the shipped dataset, published once; and how tests are spread over processes."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

from graph.administration.bootstrap import bootstrap
from graph.i18n import BilingualText
from graph.settings import Settings
from graph.sources.territory_register import Register
from graph.storage.data_directory import open_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.store_writer import open_writer
from tests.built_once import build_once
from tests.parallel import SLOW, GroupScheduling, in_order_of_groups

NOT_SLOW = "not slow"  # what `make test-quick` asks for
BASE_IRI = "http://127.0.0.1:8000"
_MONTPELLIER = {
    "code": "34172",
    "nom": "Montpellier",
    "type": "commune-actuelle",
    "departement": "34",
    "codesPostaux": ["34000", "34070", "34080", "34090"],
    "population": 310_240,
}
# A busy machine takes longer for an example: none may fail by that.
# Where CI runs, the examples are the same each time: what fails there is the change's doing. At hand they are others each time.
hypothesis.settings.register_profile(
    "without deadline", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("without deadline")


@pytest.fixture(scope="session")
def small_register() -> Register:
    """Give the few territories that the dataset needs, and one commune that took over others."""
    return Register(
        communes=[
            {"code": "34057", "nom": "Castelnau-le-Lez", "type": "commune-actuelle", "departement": "34"},
            _MONTPELLIER,
            {"code": "67482", "nom": "Strasbourg", "type": "commune-actuelle", "departement": "67"},
            {
                "code": "01033",
                "nom": "Valserhône",
                "type": "commune-actuelle",
                "departement": "01",
                "anciensCodes": ["01018", "01091"],
            },
        ],
        intercommunalites=[
            {
                "code": "243400017",
                "nom": "Montpellier Méditerranée Métropole",
                "membres": [{"code": "34057"}, {"code": "34172"}],
            }
        ],
        departements=[
            {"code": "01", "nom": "Ain", "region": "84"},
            {"code": "34", "nom": "Hérault", "region": "76"},
            {"code": "67", "nom": "Bas-Rhin", "region": "44"},
        ],
        former_communes=[
            {"code": "01018", "nom": "Bellegarde-sur-Valserine", "chefLieu": "01033"},
            {"code": "01033", "nom": "Valserhône", "chefLieu": "01033"},
        ],
        regions=[
            {"code": "44", "nom": "Grand Est"},
            {"code": "76", "nom": "Occitanie"},
            {"code": "84", "nom": "Auvergne-Rhône-Alpes"},
        ],
    )


@pytest.fixture(scope="session")
def riposte(tmp_path_factory: pytest.TempPathFactory, small_register: Register) -> SnapshotDataset:
    """Publish what ships with the software, with a small register, and open it."""

    def build(place: Path) -> None:
        with open_writer(open_directory(place, BASE_IRI), Settings()) as writer:
            bootstrap(writer, _silent, register=small_register)

    return open_current(open_directory(build_once(tmp_path_factory, "riposte", build), BASE_IRI))


def _silent(_: BilingualText) -> None:
    """Report no progress."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> GroupScheduling:
    """Spread tests over processes by groups."""
    return GroupScheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one process more than there are processors: tests wait for other processes a good part of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out modules that are slow as a whole without reading them, because their imports take long too."""
    path = f"{collection_path.relative_to(config.rootpath).as_posix()}{'/' * collection_path.is_dir()}"
    return True if config.option.markexpr == NOT_SLOW and path in SLOW else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow, and let the groups that take longest begin first where several processes share them."""
    for each in items:
        if each.nodeid.startswith(SLOW):
            each.add_marker("slow")
    if hasattr(config, "workerinput"):
        items[:] = in_order_of_groups(items)


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Show at once why a test failed, where CI runs: a run that is broken off has no summary."""
    if report.failed and os.environ.get("CI") and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.nodeid}\n{report.longreprtext}", flush=True)  # noqa: T201  it is what is looked for


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was skipped and why at the end, with what to install where something was missing."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(each.longrepr[2]).removeprefix("Skipped: ") for each in skipped)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"skipped {count}: {reason}")
