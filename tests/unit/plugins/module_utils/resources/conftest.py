# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No test here waits for the disk, nor for another run's locks: tests/unit/plugins/module_utils/transport tries both."""

from __future__ import annotations

import os

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import machine


@pytest.fixture(autouse=True)
def own_machine(tmp_path_factory, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    token = machine.enter(machine.Machine(lock_dir=str(tmp_path_factory.getbasetemp() / "locks")))
    yield
    machine.leave(token)
