// Copyright: (c) 2026, cxops contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// oidc-provider as a server: node node_server.mjs FOLDER PACKAGES
// FOLDER holds seeds.json, PACKAGES has node_modules. The port is printed when the server listens. Other paths than its own lead to
// the provider, for the token client's are fixed; the protected resources ask the provider whether it knows the token.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, packages] = process.argv.slice(2);
const seeds = JSON.parse(readFileSync(join(folder, "seeds.json"), "utf8"));
const library = pathToFileURL(join(packages, "node_modules/oidc-provider/lib/index.js")).href;
const { Provider } = await import(library);

let passed = 0; // milliseconds of time that was let pass
const clock = Date.now;
Date.now = () => clock() + passed;

const printable = (text) => /^[\x20-\x7e]*$/.test(text); // the provider takes no other secrets
const client = ({ id, secret, grant }) => ({
  client_id: id,
  ...(secret ? { client_secret: secret } : {}),
  token_endpoint_auth_method: secret ? "client_secret_basic" : "none",
  grant_types: grant === "authorization_code" ? [grant, "refresh_token"] : [grant],
  response_types: grant === "authorization_code" ? ["code"] : [],
  redirect_uris: grant === "authorization_code" ? [seeds.redirect_uri] : [],
});

const known = ({ id, secret, grant }) => grant !== "password" && printable(id) && printable(secret);
const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const provider = new Provider(`http://127.0.0.1:${server.address().port}`, {
  clients: seeds.clients.filter(known).map(client),
  scopes: ["openid", "read", "write"],
  claims: { openid: ["sub", "username", "contactCenterId"] },
  features: { clientCredentials: { enabled: true }, revocation: { enabled: true }, devInteractions: { enabled: false } },
  pkce: { required: () => false },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, AuthorizationCode: 60, ClientCredentials: 3600, RefreshToken: 86400 },
  findAccount: async (ctx, sub) => ({
    accountId: sub,
    claims: async () => ({ sub, username: sub, contactCenterId: seeds.ccid }),
  }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
});
const inside = provider.callback();

// The person whom a header names signs in and agrees: the pages for that are not what is tested.
async function interact(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const person = request.headers["x-signed-in"];
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: person } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

const resources = {
  "/environment/v3/environments": () => ({ status: { code: 0 }, data: { genesysEnvironments: [] } }),
  "/api/v2/oauth/clients": () => ({ entities: [], total: 0 }),
  "/api/v2/tokens/me": (token) => ({
    organization: { id: seeds.organization },
    OAuthClient: { id: token.clientId, name: token.clientId },
  }),
};
const leads = {
  "/auth/v3/oauth/token": "/token",
  "/oauth/token": "/token",
  "/auth/v3/oauth/authorize": "/auth",
  "/auth/v3/userinfo": "/me",
  "/revoke": "/token/revocation",
};

server.on("request", async (request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  if (url.pathname === "/later") {
    passed += 1000 * Number(url.searchParams.get("seconds"));
    return answer(response, 200, {});
  }
  if (url.pathname.startsWith("/interaction/")) return interact(request, response);
  if (url.pathname in resources) {
    const value = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const token = (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
    if (token) return answer(response, 200, resources[url.pathname](token));
    return answer(response, 401, { error: "invalid_token" }, { "www-authenticate": 'Bearer error="invalid_token"' });
  }
  request.url = (leads[url.pathname] ?? url.pathname) + url.search;
  return inside(request, response);
});
console.log(server.address().port);
