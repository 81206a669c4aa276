// A signed JSON Web Token: sent as it is (Snowflake), or exchanged for an access token (Google, Salesforce: RFC 7523).

import type { KeyObject } from "node:crypto";
import { renderFields, renderText, renderValue } from "#core/connector/render.ts";
import { parseDuration } from "#core/duration.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import { TaskFailure } from "../../in-process.ts";
import type { AuthContext, Authorizer } from "./authorizer.ts";
import { jwtKey } from "./jwt-key.ts";
import { keptToken, type Token } from "./kept-token.ts";
import { exchangeForToken } from "./oauth2.ts";
import { byTheirClock } from "./their-clock.ts";

const defaultLifetimeMs = 3_600_000;
const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

export function jwtAuth(auth: ConnectorAuth, context: AuthContext): Authorizer {
  const jwt = auth.jwt as NonNullable<ConnectorAuth["jwt"]>;
  const { connection, secrets, now } = context;
  const algorithm = jwt.algorithm ?? "RS256";
  const key = jwtKey(secrets, jwt.key);
  const data = { connection, jwt: key.names };
  const headersWith = Object.fromEntries(
    Object.entries(jwt.headersWith ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const sign = async (): Promise<Token & { token: string }> => {
    const issuedAt = Math.floor(now() / 1_000);
    const lifeMs = parseDuration(jwt.lifetime ?? "1h") ?? defaultLifetimeMs;
    const expiresAt = issuedAt + Math.floor(lifeMs / 1_000);
    const token = await signed(key.key, {
      header: {
        ...key.header,
        ...renderFields(jwt.headers ?? {}, data),
        typ: "JWT",
        alg: algorithm,
      },
      claims: {
        ...(renderValue(jwt.claims, data) as Record<string, unknown>),
        ...{ iat: issuedAt, exp: expiresAt },
      },
    });
    const headers = { ...headersWith, authorization: `Bearer ${token}` };
    return { token, headers, expiresAt: expiresAt * 1_000 };
  };
  const { exchange } = jwt;
  if (exchange === undefined) return keptToken(sign, now);
  const url = renderText(exchange.tokenUrl, data);
  return keptToken(
    () =>
      byTheirClock(now, async () => {
        const { token: assertion } = await sign();
        const form = { grant_type: grant, assertion };
        const given = await exchangeForToken(context, { url, headers: {}, form });
        return { ...given, headers: { ...headersWith, ...given.headers } };
      }),
    now,
  );
}

/** @throws TaskFailure when the key is not one for the algorithm; the library's own words could show parts of it. */
async function signed(
  key: KeyObject,
  {
    header,
    claims,
  }: { header: Record<string, string> & { alg: string }; claims: Record<string, unknown> },
): Promise<string> {
  // Loaded by the first that needs it.
  const { SignJWT } = await import("jose");
  try {
    return await new SignJWT(claims).setProtectedHeader(header).sign(key);
  } catch {
    throw new TaskFailure(
      `The private key signs no ${header.alg}: it is of the kind ${key.asymmetricKeyType}. RS256 and its like need RSA of 2048 bits or more, ES256 an EC key of P-256, EdDSA one of Ed25519.`,
      { mayRetry: false },
    );
  }
}
