// Secrets that go with each request as they are: bearer, basic, a header, a parameter.

import { renderText } from "#core/connector/render.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import { isHeaderText } from "../../http/request.ts";
import { TaskFailure } from "../../in-process.ts";
import type { AuthContext, Authorizer, Proof } from "./authorizer.ts";

export function plainAuth(auth: ConnectorAuth, { secrets, connection }: AuthContext): Authorizer {
  const secret = (name: string) => textOfSecret(secrets, name);
  const proof = (): Proof => {
    const { bearer, basic, header, query } = auth;
    if (bearer !== undefined) return { headers: { authorization: `Bearer ${secret(bearer)}` } };
    if (basic) {
      const user = renderText(basic.user, { connection, secret: secrets });
      const pair = Buffer.from(`${user}:${secret(basic.password)}`).toString("base64");
      return { headers: { authorization: `Basic ${pair}` } };
    }
    if (header)
      return {
        headers: { [header.name.toLowerCase()]: (header.prefix ?? "") + secret(header.secret) },
      };
    if (query) return { headers: {}, query: { [query.name]: secret(query.secret) } };
    return { headers: {} };
  };
  return { prove: async () => proof(), refused: () => false };
}

/** Of a header: visible characters alone, so that no error of the library shows the value. @throws TaskFailure */
export function textOfSecret(secrets: Readonly<Record<string, string>>, name: string): string {
  const value = secrets[name];
  if (value === undefined)
    throw new TaskFailure(`The connection gives no secret for "${name}".`, { mayRetry: false });
  if (isHeaderText(value.trim())) return value.trim();
  throw new TaskFailure(`The secret for "${name}" holds characters that no header may have.`, {
    mayRetry: false,
  });
}
