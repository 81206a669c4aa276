// A login step: a request whose answer holds the token for those that follow.

import { connectorValue } from "#core/connector/expression.ts";
import { parseDuration } from "#core/duration.ts";
import { ExpressionError } from "#core/expression.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import type { Answer } from "../../http/exchange.ts";
import { TaskFailure } from "../../in-process.ts";
import type { AuthContext, Authorizer } from "./authorizer.ts";
import { keptToken } from "./kept-token.ts";

const defaultLifetimeMs = 600_000;

export function loginAuth(auth: ConnectorAuth, context: AuthContext): Authorizer {
  const login = auth.login as NonNullable<ConnectorAuth["login"]>;
  const { connection, secrets, ask, now } = context;
  const name = (login.header ?? "Authorization").toLowerCase();
  const prefix = login.prefix ?? (name === "authorization" ? "Bearer " : "");
  let headers: Record<string, string> = {};
  const fetchToken = async () => {
    const answer = await ask(login.request, { connection, secret: secrets });
    const token = tokenIn(answer, login.token);
    headers = { [name]: prefix + token };
    const lifeMs =
      login.expiresIn === undefined
        ? (parseDuration(login.lifetime ?? "10m") ?? defaultLifetimeMs)
        : Number(valueIn(answer, login.expiresIn)) * 1_000;
    return { headers, expiresAt: now() + (Number.isFinite(lifeMs) ? lifeMs : defaultLifetimeMs) };
  };
  const { logout } = login;
  const end = logout
    ? async () => {
        await ask({ ...logout, headers: { ...logout.headers, ...headers } }, { connection });
      }
    : undefined;
  return keptToken(fetchToken, now, end);
}

/** @throws TaskFailure when the answer has none, or what no header may hold. */
export function tokenIn(answer: Answer, expression: string): string {
  const token = valueIn(answer, expression);
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new TaskFailure("The answer to the login has no token where the connector expects one.");
}

function valueIn({ status, headers, body, text }: Answer, expression: string): unknown {
  try {
    return connectorValue(expression, { response: { status, headers, body, text } });
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
