# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several ansible-playbook of one machine declare the same OAuth clients of Genesys Cloud, whose names are not unique."""

from __future__ import annotations

import pytest
import requests

from emulator import defaults

from .players import MEET, SURE, CloudPlayers, failed

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
DECLARED = [
    {"name": "reporting", "authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}]},
    {"name": "board", "authorized_grant_type": "CODE", "scopes": ["users"], "description": "Wallboard"},
    {"name": "loader", "authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "admin"}]},
]
NAMES = {one["name"] for one in DECLARED}
PARTIES = [
    pytest.param(3, True, 0, id="3, one folder"),
    *(
        pytest.param(number, shared, lag, id="%d, %s, lag %d, long" % (number, shared, lag), marks=pytest.mark.long)
        for number in (2, 8)
        for shared in (True, False)
        for lag in (0, 2)
    ),
]


@pytest.mark.parametrize(("number", "shared", "lag"), PARTIES)
def test_each_client_is_made_once_and_its_secret_kept(world, tmp_path, cases, number, shared, lag):
    """shared: the playbooks keep the secrets in one folder; else only that which makes the client has its secret."""
    world.canaries.add(defaults.CLOUD_CLIENT_SECRET)
    names = ["p%d" % one for one in range(number)]
    folders = {name: tmp_path / ("secrets" if shared else "secrets_" + name) for name in names}
    players = CloudPlayers(world, tmp_path, names, kept=sorted(set(folders.values())))
    # Before they log in they take turns with the name that they begin with: only so many can meet.
    players.meet("POST /oauth/token$", SURE if number <= len(DECLARED) else MEET)
    world.control.switches(cloud_visible_after_gets=lag, cloud_rate_limit=0, cloud_token_rate=0)
    parts = {}
    for at, name in enumerate(names):  # each begins with another client
        variables = {"cloud_oauth_clients_secret_dir": str(folders[name])}
        variables["cloud_oauth_clients_list"] = DECLARED[at % 3 :] + DECLARED[: at % 3]
        parts[name] = ("cloud_oauth_clients", {"acme": variables})
    with cases("%d at once" % number):
        players.together(parts)
        made = [one for one in world.state()["cloud"]["clients"] if one["name"] in NAMES]
        assert sorted(one["name"] for one in made) == sorted(NAMES), "there are twins"
        secrets = {one["name"]: one["secret"] for one in made}
        kept = [path for folder in set(folders.values()) if folder.exists() for path in folder.iterdir()]
        records = [path for path in kept if path.suffix == ".client"]  # beside each secret, whose it is
        assert sorted(path.name for path in records) == sorted(".%s.secret.client" % name for name in NAMES)
        kept = [path for path in kept if path not in records]
        assert sorted(path.name for path in kept) == sorted(name + ".secret" for name in NAMES)
        for path in kept:
            assert path.read_text().strip() == secrets[path.stem]
            assert path.stat().st_mode & 0o777 == 0o600
        for one in made:
            if one["authorizedGrantType"] == "CLIENT-CREDENTIALS":
                auth, form = (one["id"], one["secret"]), {"grant_type": "client_credentials"}
                answer = requests.post(world.emulator.url + "/oauth/token", form, auth=auth, timeout=30)
                assert answer.status_code == 200
    before = world.state()
    for name in names if not shared else names[:1]:
        with cases("%s again" % name):
            again = players.start(name, *parts[name])
            assert (again.code, again.changed) == (0, 0), failed(again)
            assert world.state() == before
