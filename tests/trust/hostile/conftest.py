# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of hostile answers share."""

from __future__ import annotations

import pytest
import trustme


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """(file with certificate and key, file of the authority) of a server on the loopback."""
    folder, authority = tmp_path_factory.mktemp("tls"), trustme.CA()
    made = authority.issue_cert("127.0.0.1")
    made.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    return str(folder / "server.pem"), str(folder / "ca.pem")
