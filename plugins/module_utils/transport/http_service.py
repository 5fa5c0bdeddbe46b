# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP for all services:

one keep-alive session, deadlines, retries that never repeat a write blindly, evidence, no redirects.
"""

from __future__ import annotations

import re
import socket
import time
from http.client import HTTPException

from ..core import errors
from ..core.checks import normal_url
from ..core.pauses import back_off
from . import proxies, tls
from .answer import check, decode, is_rate_limit
from .body import ACCEPTED, read_body
from .deadline import Unreadable, deadline
from .http_session import Authorization, failures, new_session, requests, require_requests
from .memory import Memory, digest
from .waiting import rate_limit_wait, retry_after

MAX_BODY = 16 * 1024 * 1024
LONGEST_WAIT = 120.0
CORRELATION = "inin-correlation-id"  # genesys-cloud-oauth-api.md §1.4
_HEADER = re.compile(r"^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?\Z")
_ID = re.compile(r"^[A-Za-z0-9._:+/=-]{1,128}\Z")
IDEMPOTENT = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")


class Transport:
    """What all services of one task share: the session, TLS settings, limits and the list of requests made.

    timeout: seconds for one whole request. retries: how often a transient failure is repeated. verify: True, False or
    the path of a CA bundle. cert: path, or (certificate, key), or None. patience: seconds for which one request may be
    put off because the service limits requests; None: each of the retries at most as long as LONGEST_WAIT. clock, sleep:
    for tests. kept: connections of the tasks before in this process, see sessions.KeptSessions. ``correlation_id`` is the service's
    own name for the last request, if it gave one.
    """

    def __init__(
        self,
        timeout=30.0,
        retries=3,
        verify=True,
        cert=None,
        patience=None,
        clock=time.monotonic,
        sleep=time.sleep,
        kept=None,
    ):
        require_requests()
        tls.check_files(verify, cert)
        self.timeout = timeout
        self.retries = retries
        self.patience = patience
        self.correlation_id = None
        self.verify = verify
        self.cert = cert
        self.clock = clock
        self.sleep = sleep
        self.log = []
        if verify is True:
            self.verify = tls.environment_bundle()[1] or True
        if verify is False:  # the user's own choice: no warning of the library for each request
            requests.packages.urllib3.disable_warnings(requests.packages.urllib3.exceptions.InsecureRequestWarning)
        self._by_environment = verify is True
        self._kept = kept
        self._trust = (self.verify, cert)  # a connection is as trustworthy as it was when it was made
        self.session = (kept.take(self._trust) if kept else None) or new_session()

    def check_authorities(self):
        """Raises InvalidInput where somebody else decides about the authorities that the environment names.

        To be called before a service with TLS is used: to others they do not matter.
        """
        if self._by_environment:
            tls.check_environment_bundle()
            self._by_environment = False  # once is enough

    def close(self):
        """Close the kept-alive connections, or leave them to the next task."""
        if self._kept:
            self._kept.put(self._trust, self.session)
        else:
            self.session.close()


class Service:
    """One service behind a base URL.

    auth: an object with ``header()``, ``scheme`` and ``renew()``; headers: sent with each request; scheme: what the
    hint names when the service refuses the credentials. memory: what the run has learnt so far. proxy: URL of the proxy
    to use instead of those that the environment names. form_encoded: a client's id and secret are form-encoded for HTTP
    Basic (RFC 6749 §2.3.1).
    """

    form_encoded = False

    def __init__(self, transport, base_url, auth=None, headers=None, scheme=None, memory=None, proxy=None):
        self.transport = transport
        self.base_url = base_url.rstrip("/")
        if self.base_url.lower().startswith("https:"):
            transport.check_authorities()
        self.auth = auth
        self.scheme = scheme
        self.headers = {name: value for name, value in (headers or {}).items() if value}
        self.memory = memory or Memory()
        if proxy:
            self.proxies = {"http": proxy, "https": proxy}
        else:
            self.proxies = proxies.of_environment(self.base_url)

    @property
    def identity(self):
        """All that its answers depend on: where it is and as whom it is asked. Two that are equal may share answers."""
        transport = self.transport
        return [
            normal_url(self.base_url),
            self.headers,
            self.auth and self.auth.identity,
            transport.verify,
            transport.cert,
            self.form_encoded,
        ]

    def key(self, *what):
        """The key in the memory for what this service was asked, as whom it was asked."""
        return digest(self.identity, what)

    def get(self, operation, path, **kwargs):
        """GET; see call()."""
        return self.call(operation, "GET", path, **kwargs)

    def call(self, operation, method, path, allow=(), json=None, form=None, headers=None, scheme=None, grant=None):
        """Make one request and return its Answer.

        operation: its name in messages. allow: HTTP statuses that are returned instead of raised. json, form: the
        body. scheme, grant: for the hint when the credentials are refused. Raises the errors of ``core.errors``;
        AnswerLost when a POST may have had its effect.
        """
        about = {"operation": operation, "method": method, "url": self.base_url + path}
        renewed = False
        while True:
            authorization = self.auth.header() if self.auth else None
            scheme_before = self.auth.scheme if self.auth else None
            answer = self._patiently(about, json, form, dict(self.headers, **(headers or {})), authorization)
            entry = self.transport.log[-1]
            if answer.status == 401 and self.auth and not renewed and self.auth.renew(answer):
                if scheme_before != self.auth.scheme:
                    entry["note"] = self.auth.note
                renewed = True
                continue
            if answer.status in allow:
                return answer
            context = {"scheme": scheme or self.scheme or (self.auth and self.auth.scheme), "grant": grant}
            check(answer, about, context)
            return answer

    def _patiently(self, about, json, form, headers, authorization):
        """Repeat what failed for a passing reason:

        always when the request was not processed, else only idempotent methods.
        """
        transport, method = self.transport, about["method"]
        attempt, put_off, pauses = 0, 0.0, 0
        while True:
            last = attempt == transport.retries
            pause = back_off(attempt)
            try:
                answer = self._once(about, json, form, headers, authorization)
            except _Unsent as unsent:
                if last:
                    raise unsent.error from None
            except (errors.CertificateError, errors.ProxyRefused):
                raise
            except (errors.Unreachable, errors.BadResponse) as error:
                if method not in IDEMPOTENT and not form:
                    raise errors.AnswerLost(error, pause) from error
                if last:
                    raise
            else:
                if transport.patience is not None and is_rate_limit(answer):
                    wait = rate_limit_wait(answer.headers, pauses)
                    if put_off + wait > transport.patience:
                        return answer
                    put_off += wait
                    pauses += 1
                    transport.sleep(wait)
                    continue
                if answer.status not in (429, 500, 502, 503, 504):
                    return answer
                wait = retry_after(answer.headers)
                if wait is not None and wait > LONGEST_WAIT:
                    return answer
                pause = pause if wait is None else wait
                if answer.status != 429 and method not in IDEMPOTENT and not form:
                    raise errors.AnswerLost(self._as_error(answer, about), pause)
                if last:
                    return answer
            transport.sleep(pause)
            attempt += 1

    @staticmethod
    def _as_error(answer, about):
        try:
            check(answer, about, {})
        except errors.GenesysError as error:
            return error
        return errors.ServiceError("%s failed." % about["operation"], **about)

    def _once(self, about, json, form, headers, authorization):
        transport = self.transport
        method, url = about["method"], about["url"]
        headers = dict({"Accept": "application/json", "Accept-Encoding": ACCEPTED}, **headers)
        _check_headers(dict(headers, Authorization=authorization), about)
        entry = {"method": method, "path": url[url.index("/", 8) :] if "/" in url[8:] else "/", "status": None}
        transport.log.append(entry)
        transport.correlation_id = None
        try:
            with deadline(transport.clock() + transport.timeout, transport.clock):
                response = transport.session.request(
                    method,
                    url,
                    json=json,
                    data=form,
                    headers=headers,
                    auth=Authorization(authorization),
                    timeout=transport.timeout,
                    proxies=self.proxies,
                    verify=transport.verify,
                    cert=transport.cert,
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    entry["status"] = response.status_code
                    if response.status_code == 407:
                        raise proxies.wants_login(about)
                    transport.correlation_id = _as_id(response.headers.get(CORRELATION))
                    raw = read_body(response.raw, response.headers.get("Content-Encoding"), MAX_BODY, about)
        except (failures.RequestException, failures.BaseHTTPError, OSError, ValueError) as error:
            raise _translate(error, about, transport.timeout) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        return decode(response.status_code, headers, raw, about)


class _Unsent(Exception):
    """The request never reached the service, so that it can be repeated whatever its method."""

    def __init__(self, error):
        super().__init__(str(error))
        self.error = error


def _check_headers(headers, about):
    """Raise InvalidInput for a value that cannot be sent, or would end its header; the value may be a secret."""
    for name, value in headers.items():
        if value and not _HEADER.match(value):
            raise errors.InvalidInput(
                "%s: the value for the header %s has characters that a header cannot have."
                % (about["operation"], name),
                "Look for a line break or for letters beyond ASCII in the credentials. This request was not made.",
                **about,
            )


def _as_id(value):
    """The correlation id, if it looks like one: it gets into messages."""
    return value if value and _ID.match(value) else None


def _causes(error):
    """The error, and what it was made of."""
    seen = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return seen


def _translate(error, about, timeout):
    """The error of requests as one of ours;

    only facts go into the message, for the library's own text may quote headers.
    """
    operation, url = about["operation"], about["url"]
    if isinstance(error, OSError) and "invalid path" in str(
        error
    ):  # of requests, which does not begin without the file
        return errors.InvalidInput(
            "%s failed: a file for TLS cannot be used: %s." % (operation, str(error).rstrip(".")),
            "Check REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE, or give ca_path.",
            **about,
        )
    named = "certificate required" in str(error).replace("_", " ").lower()
    if named or (isinstance(error, failures.SSLError) and not tls.only_broke(error)):
        reason, hint = tls.reason(error)
        return errors.CertificateError(
            "%s failed: the TLS connection to %s could not be made: %s." % (operation, url, reason), hint, **about
        )
    if isinstance(error, failures.ConnectTimeout):
        return _Unsent(
            errors.TimedOut("%s failed: no connection to %s within %g s." % (operation, url, timeout), _REACH, **about)
        )
    unusable = requests.packages.urllib3.exceptions.LocationValueError
    if isinstance(error, (failures.InvalidURL, failures.InvalidSchema, failures.MissingSchema, unusable)):
        return errors.InvalidInput(
            "%s failed: %s is not a URL that can be used." % (operation, url), "Check the URL option.", **about
        )
    of_answer = any(isinstance(one, failures.BaseHTTPError) for one in error.args)  # a header of the service's
    if isinstance(error, (failures.InvalidHeader, failures.InvalidJSONError)) and not of_answer:
        return errors.InvalidInput(
            "%s: the library requests did not send it (%s)." % (operation, type(error).__name__),
            "Look for unusual characters in the options and credentials. This request was not made.",
            **about,
        )
    if isinstance(error, failures.ProxyError) and "SSLError" in str(error):
        return errors.CertificateError(
            "%s failed: the TLS connection to the proxy could not be made: %s." % (operation, tls.reason(error)[0]),
            "%s Give the authority of its certificate in ca_path." % proxies.CHECK,
            **about,
        )
    if isinstance(error, failures.ProxyError) or proxies.is_socks(error):
        return proxies.refused(error, about)
    causes = _causes(error)
    if any(isinstance(one, (failures.Timeout, socket.timeout)) for one in causes):
        return errors.TimedOut(
            "%s failed: %s did not answer within %g s." % (operation, url, timeout),
            "Raise timeout, or look at the service.",
            **about,
        )
    if isinstance(error, (failures.ChunkedEncodingError, failures.BaseHTTPError)):
        return errors.BadResponse(
            "%s was answered incompletely." % operation, "Run again; if it stays, look at the service.", **about
        )
    unreadable = [one for one in causes if isinstance(one, (HTTPException, ValueError))]
    if unreadable and not any(isinstance(one, ConnectionError) for one in causes):
        said = [str(one) for one in unreadable if isinstance(one, Unreadable)] or ["something that is no HTTP"]
        return errors.BadResponse(
            "%s was answered with %s." % (operation, said[0]),
            "Check the URL and its port: it may lead to another service, or to a proxy.",
            **about,
        )
    text = str(error)
    if "NewConnectionError" in text or "Failed to establish" in text or "NameResolution" in text:
        reason = "the name is not known" if "NameResolution" in text or "getaddrinfo" in text else "no connection"
        return _Unsent(errors.Unreachable("%s failed: %s to %s." % (operation, reason, url), _REACH, **about))
    # A server that misses a client certificate may just end the connection (TLS 1.3).
    more = " Give client_cert and client_key if the service wants them." if url.startswith("https") else _TLS_THERE
    return errors.Unreachable("%s failed: the connection to %s broke." % (operation, url), _REACH + more, **about)


_REACH = (
    "Check the URL, and that this machine reaches it; behind a cluster's network use delegate_to or a port-forward."
)
_TLS_THERE = " The URL begins with https where the service has TLS."
