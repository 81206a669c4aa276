// A provider that answers whatever a test forges: discovery, keys, and a token endpoint without any check.

import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { answer, type WebServer, webServer } from "./web-server.ts";

export interface ForgingProvider extends AsyncDisposable {
  url: string;
  asked: WebServer["asked"];
  /** What the token endpoint gives as ID token, and what discovery says beside the usual. */
  idToken: string;
  metadata: Record<string, unknown>;
  /** Claims that would be right. */
  claims(nonce: string): JWTPayload;
  /** Signed with the provider's key. */
  sign(claims: JWTPayload): Promise<string>;
  publicKeyPem: string;
}

export const clientId = "trunkline";

export async function forgingProvider(): Promise<ForgingProvider> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const server = await webServer(({ path }, response) => {
    if (path.startsWith("/.well-known/")) return answer(response, 200, discovery());
    if (path === "/jwks") return answer(response, 200, { keys: [jwk] });
    if (path === "/token")
      return answer(response, 200, {
        ...{ access_token: "at", token_type: "Bearer", expires_in: 60, id_token: made.idToken },
      });
    return answer(response, 404);
  });
  const { url } = server;
  const discovery = () => ({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    authorization_response_iss_parameter_supported: true,
    ...made.metadata,
  });
  const made: ForgingProvider = {
    ...{ url, asked: server.asked, idToken: "", metadata: {} },
    claims: (nonce) => {
      const now = Math.floor(Date.now() / 1000);
      const mail = { email: "ada@example.com", groups: ["finance"] };
      return { iss: url, aud: clientId, sub: "1", nonce, iat: now, exp: now + 60, ...mail };
    },
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(privateKey),
    publicKeyPem: await exportSPKI(publicKey),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return made;
}
