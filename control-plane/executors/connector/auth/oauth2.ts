// OAuth 2 client credentials: RFC 6749, section 4.4.

import { renderFields, renderText } from "#core/connector/render.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import type { AuthContext, Authorizer } from "./authorizer.ts";
import { keptToken, type Token } from "./kept-token.ts";
import { tokenIn } from "./login.ts";
import { textOfSecret } from "./plain.ts";

/** Where the answer doesn't say how long a token holds (it should: RFC 6749, section 5.1). */
const defaultLifetimeSeconds = 600;

export function oauth2Auth(auth: ConnectorAuth, context: AuthContext): Authorizer {
  const oauth2 = auth.oauth2 as NonNullable<ConnectorAuth["oauth2"]>;
  const { connection, secrets, now } = context;
  const data = { connection };
  return keptToken(() => {
    const clientId = renderText(oauth2.clientId, data);
    const clientSecret = textOfSecret(secrets, oauth2.clientSecret);
    const isBasic = oauth2.style === "basic";
    const pair = [clientId, clientSecret].map(encodeURIComponent).join(":");
    return exchangeForToken(context, {
      url: renderText(oauth2.tokenUrl, data),
      headers: isBasic ? { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } : {},
      form: {
        grant_type: "client_credentials",
        ...(isBasic ? {} : { client_id: clientId, client_secret: clientSecret }),
        ...(oauth2.scope === undefined ? {} : { scope: renderText(oauth2.scope, data) }),
        ...renderFields(oauth2.fields ?? {}, data),
      },
    });
  }, now);
}

/** A token endpoint's answer as headers. @throws TaskFailure */
export async function exchangeForToken(
  { ask, now }: AuthContext,
  request: { url: string; headers: Record<string, string>; form: Record<string, string> },
): Promise<Token> {
  // Values are in place already: what looks like an expression in a secret is none.
  const form = Object.fromEntries(
    Object.entries(request.form).map(([name, value]) => [name, value.replaceAll("${{", "$${{")]),
  );
  const answer = await ask({ method: "POST", ...request, form }, {});
  const token = tokenIn(answer, "response.body.access_token");
  const seconds = Number((answer.body as { expires_in?: unknown } | null)?.expires_in);
  const life = Number.isFinite(seconds) && seconds > 0 ? seconds : defaultLifetimeSeconds;
  return { headers: { authorization: `Bearer ${token}` }, expiresAt: now() + life * 1_000 };
}
