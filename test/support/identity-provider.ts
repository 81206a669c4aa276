// A real identity provider over HTTP (oidc-provider), whose people log in without being asked: whoever `next` names.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface Person {
  sub: string;
  email: string;
  email_verified?: boolean;
  groups?: string[];
  /** How they prove who they are. */
  amr?: string[];
}

export interface IdentityProvider extends AsyncDisposable {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Logs in from now on; null: nobody does, they refuse. */
  person: Person | null;
  /** Begins: leads back to these addresses and no others. */
  lead(redirects: readonly string[]): void;
}

export async function identityProvider(): Promise<IdentityProvider> {
  const people = new Map<string, Person>();
  let provider: Provider | null = null;
  const server = createServer(async (request, response) => {
    if (provider === null) return response.writeHead(503).end();
    if (!request.url?.startsWith("/interaction/")) return provider.callback()(request, response);
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    const { person } = made;
    let result: object;
    if (person === null) result = { error: "access_denied", error_description: "no" };
    else if (prompt.name === "login") {
      people.set(person.sub, person);
      result = { login: { accountId: person.sub, amr: person.amr ?? ["pwd"], remember: false } };
    } else {
      const grant = new provider.Grant({
        accountId: session?.accountId ?? person.sub,
        clientId: params.client_id,
      });
      grant.addOIDCScope(params.scope);
      result = { consent: { grantId: await grant.save() } };
    }
    return provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: true,
    });
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made: IdentityProvider = {
    ...{ url, clientId: "trunkline", clientSecret: "a-secret-of-the-client", person: null },
    lead(redirects) {
      provider = new Provider(url, {
        clients: [
          {
            client_id: made.clientId,
            client_secret: made.clientSecret,
            redirect_uris: redirects,
            grant_types: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
          },
        ],
        cookies: { keys: ["a key of the test"] },
        claims: {
          openid: ["sub", "amr"],
          email: ["email", "email_verified"],
          profile: ["groups"],
        },
        features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true } },
        interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
        findAccount: (_: unknown, accountId: string) => ({
          accountId,
          claims: async () => ({ ...people.get(accountId) }),
        }),
      });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return made;
}
