# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook with everything visible that Ansible can show and keep, and the hunt for secrets in all of it."""

from __future__ import annotations

import time

from integration.support.playbooks import Playbooks

from . import sweep

SEVERAL = (".conf", ".json", ".yml")  # files that hold more than one secret, which are known otherwise


class Watched(Playbooks):
    """Runs playbooks with -vvvv, diff, a log, a fact cache and the callbacks, and looks through all that they leave behind.

    kept: paths that are meant to hold secrets. names: whom the secrets belong to, for Basic headers.
    """

    def __init__(self, folder, world, kept=(), names=()):
        super().__init__(folder, world)
        self.kept = [folder / "secrets.json", *kept]  # the first is what run() writes
        self.names = list(names)

    def environment(self, **more):
        return super().environment(
            **{
                "ANSIBLE_LOG_PATH": str(self.folder / "log.txt"),
                "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
                "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(self.folder / "facts"),
                "ANSIBLE_CALLBACKS_ENABLED": "results,ansible.builtin.junit",
                "JUNIT_OUTPUT_DIR": str(self.folder / "junit"),
                **more,
            }
        )

    def secrets(self):
        """All that must not be seen: what was given, what the services issued, what the files keep."""
        found = set(self.world.canaries) | set(self.world.tokens())
        for kept in self.kept:
            for path in [kept] if kept.is_file() else sorted(kept.rglob("*")) if kept.exists() else []:
                if path.is_file() and path.suffix not in SEVERAL:
                    found.add(path.read_text(encoding="utf-8").strip())
        return {secret for secret in found if len(secret) >= sweep.SHORTEST}

    def settle(self, seconds=20):
        """Jobs that a play started clean up behind themselves, which may take a moment longer than the play."""
        deadline = time.monotonic() + seconds
        while any((self.folder / "remote").glob("ansible-tmp-*")) and time.monotonic() < deadline:
            time.sleep(0.02)

    def play(self, playbook, *arguments, **more):
        made = super().play(playbook, *arguments, "-vvvv", "--diff", **{"timeout": 300, **more})
        self.settle()
        secrets = self.secrets()
        assert sweep.found_in(made.output, secrets, self.names) == [], "a secret is shown"
        assert sweep.leaks(self.folder, secrets, self.names, self.kept) == []
        return made
