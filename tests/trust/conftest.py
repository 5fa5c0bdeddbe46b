# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of trust share: the services of the integration tests, the tally of their cases, and how far they go."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from integration.support.fixtures import (
    cloud,
    nexus_database,
    no_foreign_environment,
    plain_emulator,
    playbooks,
    whole_emulator,
    world,
)
from trust.support import tally

ALL = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
settings.register_profile("sample", deadline=None, derandomize=True, database=None, suppress_health_check=ALL)
settings.register_profile("long", deadline=None, database=None, print_blob=True, suppress_health_check=ALL)


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="the long form instead of the sample (make chaos)")
    parser.addoption("--trust-report", metavar="FILE", help="write a row for each table of cases into this JSON file")


def pytest_configure(config):
    config.addinivalue_line("markers", "long: only in the long form")
    settings.load_profile("long" if config.getoption("--long") else "sample")
    config.pluginmanager.register(tally.Tally(config), "trust-tally")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        short = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
        items[:] = short


@pytest.fixture(scope="session")
def long(request):
    """Whether the long form is wanted (make chaos); the sample otherwise (make test)."""
    return request.config.getoption("--long")


@pytest.fixture
def cases(request):
    """The cases of this test: ``with cases("what is tried"):`` around each; a test without any is one case itself."""
    return tally.cases_of(request.node)


__all__ = [
    "cloud",
    "nexus_database",
    "no_foreign_environment",
    "plain_emulator",
    "playbooks",
    "whole_emulator",
    "world",
]  # the fixtures that come from elsewhere
