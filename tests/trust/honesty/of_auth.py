# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes of Genesys Authentication: API clients."""

from __future__ import annotations

from hypothesis import strategies as st

from emulator import auth

from . import values
from .meaning import lower
from .promise import Subject
from .rows import STATES, near, ops, without_records
from .scene import Scene


class AuthClients(Subject):
    """API clients of Genesys Authentication."""

    module = "genesys_auth_client"
    kind = "clients"
    moving = ("client_secret", "encrypted_client_secret", "createdAt")
    loose = {"contact_center_ids": lower}
    names = ("client-a", "CLIENT-A", "client.b", "nexus_client")
    never_told = ("client_secret",)

    def scenes(self):
        @st.composite
        def scene(draw):
            names = st.sampled_from(self.names)
            options = draw(values.options_of(self.fields, {"client_id": names, "regenerate_secret_confirm": names}))
            if draw(st.booleans()) and "regenerate_secret_confirm" in options:  # else it is seldom the client's
                options["regenerate_secret_confirm"] = options["client_id"]
            options["state"] = draw(STATES)
            if draw(st.integers(0, 9)):  # else as it was drawn: some of it is refused
                for name in draw(
                    st.sampled_from((("client_secret",), ("secret_file",), ("client_secret", "secret_file")))
                ):
                    options.pop(name, None)
                if "secret_file" not in options:
                    options.pop("secret_max_age", None)
                    options.pop("regenerate_secret", None)
                if "client_secret" not in options and "secret_file" not in options:
                    options.pop("update_secret", None)
                elif options.get("client_type") == "PUBLIC":
                    options["client_type"] = "CONFIDENTIAL"
            rows = [self._row(draw, options, name) for name in draw(st.sets(names, max_size=3))]
            files = {}
            content = draw(st.sampled_from((*values.SECRETS[:3], None, None)))
            if content is not None:
                files["one.secret"] = (content + "\n", draw(st.sampled_from((0o600, 0o644))))
            elif draw(st.integers(0, 9)) == 0:
                files[draw(st.sampled_from(("one.secret/", "new")))] = ("", 0o700)
            return Scene(options, draw(values.switches()), {"clients": rows}, files)

        return scene()

    def _row(self, draw, options, name):
        row = near(draw, self.fields, options, self.loose, nulls=False)
        row.update(client_id=name, internalClient=draw(st.booleans()), scope=row.get("scope", ["*"]))
        row.setdefault("authorizedGrantTypes", draw(st.sampled_from(([], ["client_credentials"], ["password"]))))
        row.setdefault("client_secret", draw(st.sampled_from((*values.SECRETS, "", "********"))))
        row.setdefault("accessTokenExpirationTimeout", 43200)
        row.setdefault("refreshTokenExpirationTimeout", draw(st.sampled_from((43200, "43200"))))
        for member in ("name", "description"):
            if member not in row and draw(st.booleans()):
                row[member] = None
        return dict(row, createdAt=1, encrypted_client_secret=auth.encrypt(row["client_secret"]))

    connection = staticmethod(ops)

    def target(self, scene, state):
        return next((row for row in state["clients"] if row["client_id"] == scene.options["client_id"]), None)

    def key(self, row):
        return row["client_id"]

    def named(self, scene, row):
        wanted = super().named(scene, row)
        wanted.pop("client_secret", None)
        return wanted

    def member_is(self, wire, wanted, actual, row):
        if wire == "authorizedGrantTypes":
            return set(wanted) <= set(actual)
        return super().member_is(wire, wanted, actual, row)

    def kept(self, scene, wire, value, actual):
        if wire == "authorizedGrantTypes":
            return set(value) <= set(actual) <= {*value, auth.TOKEN_EXCHANGE, auth.JWT_BEARER}
        return super().kept(scene, wire, value, actual)

    def tells(self, side, arg, told, actual):
        if arg == "authorized_grant_types" and side == "after":
            return set(told) <= set(actual) <= {*told, auth.TOKEN_EXCHANGE, auth.JWT_BEARER}
        return super().tells(side, arg, told, actual)

    def lasting(self, files):
        return without_records(files)

    def more(self, promise, done, row, now):
        """The secret: what was given or kept in the file at creation or on demand; else it stays, and so do the files."""
        options, files = promise.scene.options, without_records(promise.stage.files())
        path = (options.get("secret_file") or "").removeprefix(values.FOLDER)
        kept = files.get(path, ("",))[0].rstrip("\n")
        if now is None:
            assert files == promise.files
            return
        public = options.get("client_type") == "PUBLIC"
        how = options.get("regenerate_secret")
        replaced = (
            row is not None and (how == "always" or how == "when_lost" and path not in promise.files) and not public
        )
        if replaced:
            old = row["client_secret"]
            assert now["client_secret"] == kept != old, "the new secret is in the file, the old one is gone"
            return
        rewritten = row is not None and options.get("update_secret") == "always" and not public
        if row is None and not public or rewritten:
            assert now["client_secret"] == (options.get("client_secret") or kept)
        elif row is not None:
            assert now["client_secret"] == row["client_secret"]
            assert files == promise.files
        for name, about in promise.files.items():
            assert name.startswith("new") or files[name] == about, "%s was touched" % name
        for name in set(files) - set(promise.files):
            assert not files[name][1] & 0o077, "%s may be read by others" % name

    def excuse(self, scene, foretold, result, before):
        code, how = result["failure"]["code"], scene.service.client_put_secret
        rewrites = scene.options.get("update_secret") == "always"
        if rewrites and (how, code) in (("refuse", "refused"), ("ignore", "verification_failed")):
            return "whether secrets can be changed is not documented"
        return ""

    def restless(self, scene, result, after):
        if scene.options.get("regenerate_secret") == "always" and scene.options["state"] == "present":
            return "a new secret on each run was asked for"
        grants = scene.options.get("authorized_grant_types")
        internal = (auth.TOKEN_EXCHANGE, auth.JWT_BEARER)
        if scene.options.get("strict") and grants is not None and not set(internal) <= set(grants):
            return "the service adds the grants again" if scene.service.add_internal_grants else ""
        return ""


SUBJECTS = [AuthClients]
