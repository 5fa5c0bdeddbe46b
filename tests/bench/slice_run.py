# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m bench.slice_run FOLDER FORKS ARGUMENT...``: one slice of a fleet as AWX runs it, by ansible-runner.

FOLDER is ansible-runner's private data directory; the first argument is the playbook, the others are given on its command line.
"""

from __future__ import annotations

import sys

import ansible_runner


def main(folder: str, forks: str, playbook: str, *arguments: str) -> int:
    """Run the slice; the last line counts as Ansible's recap does."""
    done = ansible_runner.run(
        private_data_dir=folder,
        playbook=playbook,
        forks=int(forks),
        cmdline=" ".join(arguments) or None,
        quiet=True,
    )
    if done.rc:
        print(done.stdout.read())
        return done.rc
    counts = {name: sum((done.stats[name] or {}).values()) for name in ("ok", "changed", "skipped")}
    print(" ".join(f"{name}={count}" for name, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
