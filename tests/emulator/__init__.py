# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stateful stand-in for the services of a Genesys private edition and of Genesys Cloud, for rehearsals, tests, benchmarks.

It behaves as ``private-edition-api.md`` and ``genesys-cloud-oauth-api.md`` say: what is CONFIRMED there is kept
strictly, what is UNKNOWN there is a switch (see ``emulator.switches``). ``python -m emulator`` starts it with a PostgreSQL server of its own.
"""

from __future__ import annotations
