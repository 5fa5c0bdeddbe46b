# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""django-oauth-toolkit as a server: ``python django_server.py FOLDER``, with the Python of the environment ``servers``.

FOLDER holds seeds.json and gets the database. The port is printed when the server listens. The paths are those that the token client
knows; what is behind them is the toolkit's own, and the protected resources are under its protection.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(sys.argv[1])
SEEDS = json.loads((FOLDER / "seeds.json").read_text(encoding="utf-8"))

settings.configure(
    SECRET_KEY="only for tests, on the loopback interface, for a minute",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "db.sqlite3")}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
    MIGRATION_MODULES=dict.fromkeys(("auth", "contenttypes", "sessions", "oauth2_provider")),  # tables at once
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        __name__ + ".SignedIn",
    ],
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # hundreds of logins are tried here
    OAUTH2_PROVIDER={
        "SCOPES": SEEDS["scopes"],
        "DEFAULT_SCOPES": ["read"],
        "PKCE_REQUIRED": False,
        "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    },
    LOGGING_CONFIG=None,
)
django.setup()

# Below the settings, for these read them.
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.middleware import PersistentRemoteUserMiddleware  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from oauth2_provider.decorators import protected_resource  # noqa: E402
from oauth2_provider.models import AccessToken, Application, Grant  # noqa: E402
from oauth2_provider.views import AuthorizationView, RevokeTokenView, TokenView  # noqa: E402
from waitress.server import create_server  # noqa: E402


class SignedIn(PersistentRemoteUserMiddleware):
    """The person who has signed in, as a proxy before the server would tell: the sign-in page is not what is tested."""

    header = "HTTP_X_SIGNED_IN"

    def process_request(self, request):
        name = request.META.get(self.header)
        if name:
            request.user = get_user_model().objects.get(username=name)


def userinfo(request):
    """The person or the client that the token stands for."""
    user = request.resource_owner
    return JsonResponse(
        {"username": user.username if user else "", "authorities": [], "contactCenterId": SEEDS["ccid"]}
    )


def token_info(request):
    """The same in the words of Genesys Cloud."""
    client = Application.objects.get(accesstoken__token=request.META["HTTP_AUTHORIZATION"].split(" ")[1])
    return JsonResponse(
        {"organization": {"id": SEEDS["organization"]}, "OAuthClient": {"id": client.client_id, "name": client.name}}
    )


def later(request):
    """Let time pass: all that was issued so far is so many seconds older."""
    by = timedelta(seconds=float(request.GET["seconds"]))
    for model in (AccessToken, Grant):
        model.objects.update(expires=F("expires") - by)
    return JsonResponse({})


def seen(**body):
    """A view that shows the body to whoever has a token."""
    return lambda request: JsonResponse(body)


def guarded(view, *scopes, tells=True):
    """Only with a token. tells: a refusal is a 401 that says why, else a bare 403."""
    return protected_resource(scopes=list(scopes), advertise_metadata=tells)(view)


environments = seen(status={"code": 0}, data={"genesysEnvironments": []})
clients = seen(entities=[], total=0)
urlpatterns = [
    *(path(prefix + "oauth/token", TokenView.as_view()) for prefix in ("auth/v3/", "")),
    path("auth/v3/oauth/authorize", AuthorizationView.as_view()),
    path("revoke", RevokeTokenView.as_view()),
    path("auth/v3/userinfo", guarded(userinfo)),
    path("api/v2/tokens/me", guarded(token_info)),
    path("api/v2/oauth/clients", guarded(clients)),
    path("environment/v3/environments", guarded(environments)),
    path("bare/environment/v3/environments", guarded(environments, tells=False)),
    path("writers/environment/v3/environments", guarded(environments, "write")),
    path("later", later),
]


def seed():
    """The users and the clients."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    for user in SEEDS["users"]:
        get_user_model().objects.create_user(user["name"], password=user["password"], is_active=user["active"])
    for client in SEEDS["clients"]:
        Application.objects.create(
            client_id=client["id"],
            client_secret=client["secret"],
            client_type="confidential" if client["secret"] else "public",
            authorization_grant_type=client["grant"].replace("_", "-"),
            redirect_uris=SEEDS["redirect_uri"],
            skip_authorization=True,
            name=client["id"],
        )


if __name__ == "__main__":
    seed()
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4, ident=None)
    print(server.effective_port, flush=True)
    server.run()
