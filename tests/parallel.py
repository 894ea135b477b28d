"""Decide which tests run in the same process when `make test` runs them in several, and which `make test-quick` leaves out.

The tests of a module stay together, because they share what its fixtures build, and so do those of a folder that shares
a server. Modules without such fixtures are spread test by test. What takes longest begins first: no process is left alone
with it at the end.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

# Folders whose tests share what takes long to start.
TOGETHER = ("tests/browser/", "tests/clients/", "tests/contract/")
# Modules whose tests share nothing, and take long enough to be worth spreading.
SPREAD = (
    "tests/graph/cli/test_framework.py",
    "tests/graph/connections/paths/test_k_best_paths.py",
    "tests/graph/connections/similarity/test_neighbour_update.py",
)
# What takes longest, beginning with the longest.
FIRST = (
    "tests/browser/",
    "tests/hostile/",
    "tests/graph/writing/",
    "tests/contract/",
    "tests/conformance/",
    "tests/graph/validation/",
    "tests/graph/derivation/",
    "tests/webapp/pages/",
    "tests/queries/",
    "tests/clients/",
    "tests/bench/",
    *SPREAD,
)

# What `make test-quick` leaves out, besides what is marked slow where it stands: what starts servers or commands, builds
# large networks, validates with pySHACL again and again, or compares with an oracle for many worlds.
SLOW = (
    "tests/bench/",
    "tests/browser/",
    "tests/clients/",
    "tests/conformance/",
    "tests/contract/",
    "tests/graph/administration/",
    "tests/graph/cli/test_framework.py",
    "tests/graph/cli/test_repair.py",
    "tests/graph/connections/paths/test_k_best_paths.py",
    "tests/graph/connections/similarity/test_neighbour_update.py",
    "tests/graph/connections/similarity/test_parallel_top_k.py",
    "tests/graph/connections/similarity/test_rules.py::test_shacl_gives_the_same",
    "tests/graph/derivation/test_connections.py",
    "tests/graph/execution/",
    "tests/graph/search/test_index_files.py",
    "tests/graph/search/test_questions.py",
    "tests/graph/search/test_update.py",
    "tests/graph/validation/test_incremental.py",
    "tests/graph/sources/test_territory_register.py",
    "tests/graph/storage/test_recovery.py",
    "tests/graph/validation/test_private_data.py::test_a_long_chain_of_nodes_ends",
    "tests/graph/validation/test_shacl.py::test_the_shapes_refuse_just_the_dates_that_have_no_bounds",
    "tests/graph/validation/test_unread_statements.py::test_understood_and_not_read_are_all_of_it",
    "tests/graph/sparql/test_evaluation.py::test_looking_takes_a_time_linear_in_the_length",
    "tests/graph/writing/test_derivation_schedule.py",
    "tests/graph/writing/test_derived_commit.py",
    "tests/graph/writing/test_write_queue.py",
    "tests/guards/test_code.py::test_mypy_reads_our_rules",
    "tests/guards/test_docs.py",
    "tests/guards/test_imports.py",
    "tests/hostile/",
    "tests/ontology/test_ontology.py::test_terms_meet_the_vocabulary_shapes",
    "tests/proxy/",
    "tests/queries/test_growth.py",
    "tests/shapes/test_shapes.py",
    "tests/webapp/api/test_commands.py",
    "tests/webapp/api/test_fuzz.py",
    "tests/webapp/localization/test_extension.py",
    "tests/webapp/pages/test_large_networks.py",
    "tests/webapp/server/",
    "tests/webapp/sparql/test_write_handling.py",
)


def group_of(test: str) -> str:
    """Return the name of the group that a test runs with.

    Args:
        test: A node id: "tests/bench/test_watch.py::test_x[1]".
    """
    path, _, rest = test.partition("::")
    if path in SPREAD:
        return f"{path}::{rest.partition('[')[0]}"
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def rank_of(group: str) -> int:
    """Return when a group begins: the lower, the sooner."""
    return next((rank for rank, start in enumerate(FIRST) if group.startswith(start)), len(FIRST))


class GroupScheduling(LoadScopeScheduling):
    """Hands one group of tests after the other to the processes, in the order of `rank_of`."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        """Keep the order in which tests were collected, but for the rank of their groups."""
        config.option.loadscopereorder = False
        super().__init__(config, log)  # type: ignore[arg-type]

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def in_order_of_groups(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests with those of each group together, the groups by rank."""
    return sorted(items, key=lambda each: rank_of(group_of(each.nodeid)))
