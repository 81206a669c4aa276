// Options of `up` and `server` about who reaches them and how people prove who they are.

import type { OptionSpec } from "./command.ts";

/** Where no file is named. */
export const oidcSecretVariable = "TRUNKLINE_OIDC_CLIENT_SECRET";

export const accessOptions = {
  tlsCert: {
    type: "string",
    value: "FILE",
    description: "certificate with its chain, in PEM; read again when it changes",
  },
  tlsKey: { type: "string", value: "FILE", description: "its key, in PEM" },
  plainHttp: {
    type: "boolean",
    description: "listen without TLS on more than loopback: a proxy in front does it",
  },
  trustProxy: {
    type: "list",
    value: "ADDRESS",
    description: "a proxy that is believed when it says for whom it asks; an address or a network",
  },
  publicUrl: {
    type: "string",
    value: "URL",
    description: "by which people and programs reach the server, such as https://trunkline.example",
  },
  oidcIssuer: {
    type: "string",
    value: "URL",
    description: "identity provider by which people log in (OpenID Connect)",
  },
  oidcClientId: { type: "string", value: "ID", description: "of this server at the provider" },
  oidcClientSecretFile: {
    type: "string",
    value: "FILE",
    description: `its secret; default: in ${oidcSecretVariable}; a public client has none`,
  },
  oidcScope: {
    type: "list",
    value: "SCOPE",
    description: "to ask for beside openid; default: profile and email",
  },
  oidcNameClaim: {
    type: "string",
    value: "CLAIM",
    default: "email",
    description: "what the provider says under it is a person's name",
  },
  oidcGroupsClaim: {
    type: "string",
    value: "CLAIM",
    default: "groups",
    description: "what it says under it are the person's groups, by which teams take members",
  },
  sessionHours: {
    type: "integer",
    value: "N",
    range: [1, 720],
    default: 12,
    description: "after so long people log in again; after 2 hours without a request, too",
  },
} as const satisfies Record<string, OptionSpec>;
