# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What release 2.0 refuses of lists of OAuth clients of Genesys Cloud that ran with 1.3.0, each with what runs: docs/user-guide.md, "From 1.3 to 2.0"."""

from __future__ import annotations

from emulator import defaults
from integration.upgrade.breaks import refused


def oauth_client(user, **more):
    path = user.folder / "secrets" / "app.secret"
    return {
        "name": "app",
        "authorized_grant_type": "CLIENT-CREDENTIALS",
        "roles": [{"role": "employee"}],
        "secret_file": str(path),
        **more,
    }


def has_client(user, record=False):
    """Have an OAuth client with its secret as release 1.3.0 leaves it, which writes no record."""
    made = user.module("genesys_cloud_oauth_client", **oauth_client(user))
    assert made.code == 0, made.output[-2000:]
    folder = user.folder / "secrets"
    user.world.canaries.add((folder / "app.secret").read_text().strip())
    for path in () if record else folder.glob(".app*"):
        path.unlink()
    return folder / "app.secret"


@refused("cloud_organization: it is empty, and an empty guard guards nothing")
def empty_organization(user):
    yield user.module("genesys_cloud_oauth_client", cloud_organization="", **oauth_client(user))
    yield user.module("genesys_cloud_oauth_client", **oauth_client(user))


@refused("set regenerate_secret_confirm: ... for one run.")
def lost_secret_without_a_record(user):
    path = has_client(user)
    path.unlink()
    lost = oauth_client(user, regenerate_secret="when_lost")
    yield user.module("genesys_cloud_oauth_client", **lost)
    (client,) = [one["id"] for one in user.world.state()["cloud"]["clients"] if one["name"] == "app"]
    yield user.module("genesys_cloud_oauth_client", regenerate_secret_confirm=client, **lost)


@refused("is not the one in ..., and there is no record that it ever was there: somebody else may be using it.")
def secret_replaced_by_somebody_else(user):
    path = has_client(user)
    right = path.read_text()
    user.world.canaries.add("Canary-old-secret")
    path.write_text("Canary-old-secret\n")
    given = oauth_client(user, regenerate_secret="when_lost", verify_secret=True)
    yield user.module("genesys_cloud_oauth_client", **given)
    path.write_text(right)
    yield user.module("genesys_cloud_oauth_client", **given)


@refused("so that it cannot be verified.")
def verified_without_a_file(user):
    path = has_client(user)
    right = path.read_text()
    path.unlink()
    yield user.module("genesys_cloud_oauth_client", **oauth_client(user, verify_secret=True))
    path.write_text(right)
    path.chmod(0o600)
    yield user.module("genesys_cloud_oauth_client", **oauth_client(user, verify_secret=True))


@refused("Give each client a file of its own.")
def file_of_another_client(user):
    has_client(user, record=True)
    another = oauth_client(user, name="another", regenerate_secret="always")
    yield user.module("genesys_cloud_oauth_client", **another)
    another["secret_file"] = str(user.folder / "secrets" / "another.secret")
    yield user.module("genesys_cloud_oauth_client", **another)


@refused("set allow_own_client: true.")
def own_client(user):
    given = {"client_id": defaults.CLOUD_CLIENT_ID, "roles": [{"role": "employee"}]}
    yield user.module("genesys_cloud_oauth_client", **given)
    yield user.module("genesys_cloud_oauth_client", allow_own_client=True, **given)


def cloud_host(user, *clients):
    connection = {"genesys_" + name: value for name, value in user.cloud.items()}
    listed = {"cloud_oauth_clients_list": list(clients)} if clients else {}
    user.hosts = {"example": {**connection, **listed, "cloud_oauth_clients_secret_dir": str(user.folder / "secrets")}}


@refused("No OAuth client is declared.")
def no_client_declared(user):
    cloud_host(user)
    yield user.play("cloud_oauth_clients")
    cloud_host(user, oauth_client(user))
    yield user.play("cloud_oauth_clients")


@refused("its secret is not in ...")
def verify_of_clients_without_a_secret_file(user):
    path = has_client(user)
    right = path.read_text()
    path.unlink()
    cloud_host(user, oauth_client(user))
    yield user.play("cloud_oauth_clients_verify")
    path.write_text(right)
    path.chmod(0o600)
    yield user.play("cloud_oauth_clients_verify")


@refused("There is no role ... in this organisation.", ran=False)
def one_wrong_client_of_a_list(user):
    right, wrong = oauth_client(user), oauth_client(user, name="second", roles=[{"role": "no such role"}])
    wrong["secret_file"] = str(user.folder / "secrets" / "second.secret")
    cloud_host(user, right, wrong)
    yield user.play("cloud_oauth_clients")
    cloud_host(user, right)
    yield user.play("cloud_oauth_clients")


@refused("No look at the OAuth clients has gone well in this run.")
def clients_without_the_look(user):
    cloud_host(user, oauth_client(user))
    yield user.play("cloud_oauth_clients", "--skip-tags", "always")
    yield user.play("cloud_oauth_clients")
