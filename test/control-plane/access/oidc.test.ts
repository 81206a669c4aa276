// ID tokens that are forged, bent, old or somebody else's, from a provider that gives out whatever it is told to.

import { createHmac } from "node:crypto";
import { generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LoginFault } from "#access/login-fault.ts";
import { connectProvider, isLoopback } from "#access/oidc.ts";
import { clientId, type ForgingProvider, forgingProvider } from "#test/support/forging-provider.ts";

let forger: ForgingProvider;
beforeAll(async () => {
  forger = await forgingProvider();
});
afterAll(() => forger[Symbol.asyncDispose]());

const secret = "a-secret-of-the-client";
const connect = (issuer = forger.url) =>
  connectProvider({
    ...{ issuer, clientId, clientSecret: secret, scopes: ["email"] },
    claims: { name: "email", groups: "groups" },
  });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A login whose ID token is what `forge` makes of the right claims. */
async function loginWith(
  forge: (claims: JWTPayload) => Promise<string> | string,
  back: (address: URL) => void = () => {},
) {
  const provider = connect();
  const { kept } = await provider.redirect("http://127.0.0.1:1/login/callback");
  forger.idToken = await forge(forger.claims(kept.nonce));
  const address = new URL("http://127.0.0.1:1/login/callback?code=the-code");
  address.searchParams.set("state", kept.state);
  address.searchParams.set("iss", forger.url);
  back(address);
  return provider.returned(address, kept);
}

const signed = (change: JWTPayload) => (claims: JWTPayload) =>
  forger.sign({ ...claims, ...change });
/** With a key or a secret of one's own under a header of one's own. */
const hmac = (header: object, key: string) => (claims: JWTPayload) => {
  const text = `${base64(header)}.${base64(claims)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
};

test("a token that is right gets in; what is asked is by PKCE, and the client's secret is in no address", async () => {
  const vouched = await loginWith((claims) => forger.sign(claims));
  expect(vouched).toMatchObject({
    issuer: forger.url,
    subject: "1",
    claims: { email: "ada@example.com" },
  });
  const { url } = await connect().redirect("http://127.0.0.1:1/login/callback");
  const asked = new URL(url).searchParams;
  expect(asked.get("code_challenge_method")).toBe("S256");
  for (const name of ["state", "nonce", "code_challenge"])
    expect(asked.get(name)?.length).toBeGreaterThan(40);
  expect(forger.asked.map(({ path }) => path).join()).not.toContain(secret);
  const token = forger.asked.findLast(({ path }) => path === "/token");
  expect(token?.body).toMatch(/code_verifier=[\w-]{43}/);
});

const past = Math.floor(Date.now() / 1000) - 3_600;
test.for([
  [
    "no signature at all (alg: none)",
    (claims: JWTPayload) => `${base64({ alg: "none" })}.${base64(claims)}.`,
  ],
  [
    "alg: None in other letters",
    (claims: JWTPayload) => `${base64({ alg: "NoNe" })}.${base64(claims)}.`,
  ],
  [
    "HS256 with the public key as secret",
    (claims: JWTPayload) => hmac({ alg: "HS256", kid: "one" }, forger.publicKeyPem)(claims),
  ],
  ["HS256 with the client's secret", hmac({ alg: "HS256" }, secret)],
  [
    "a key of somebody else's",
    async (claims: JWTPayload) => {
      const { privateKey } = await generateKeyPair("RS256");
      return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(privateKey);
    },
  ],
  [
    "a key that the token brings along",
    async (claims: JWTPayload) => {
      const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
      const jwk = await crypto.subtle.exportKey("jwk", publicKey);
      return new SignJWT(claims)
        .setProtectedHeader({
          alg: "RS256",
          kid: "one",
          jwk: { kty: "RSA", n: jwk.n ?? "", e: jwk.e ?? "" },
        })
        .sign(privateKey);
    },
  ],
  [
    "claims changed after signing",
    async (claims: JWTPayload) => {
      const [header, , signature] = (await forger.sign(claims)).split(".");
      return `${header}.${base64({ ...claims, email: "root@example.com" })}.${signature}`;
    },
  ],
  [
    "a token that is cut off",
    async (claims: JWTPayload) => (await forger.sign(claims)).slice(0, -20),
  ],
  [
    "no signature behind the claims",
    async (claims: JWTPayload) => (await forger.sign(claims)).replace(/[^.]+$/, ""),
  ],
  ["nothing", () => ""],
  ["another issuer", signed({ iss: "https://evil.example" })],
  [
    "an issuer that only begins like this one",
    (claims: JWTPayload) => forger.sign({ ...claims, iss: `${forger.url}/` }),
  ],
  ["another audience", signed({ aud: "another-client" })],
  ["more than one audience and another party", signed({ aud: [clientId, "other"], azp: "other" })],
  ["an end in the past", signed({ exp: past })],
  ["no end", signed({ exp: undefined as unknown as number })],
  ["another nonce", signed({ nonce: "A".repeat(43) })],
  ["no nonce", (claims: JWTPayload) => forger.sign({ ...claims, nonce: undefined })],
  [
    "no subject",
    (claims: JWTPayload) => forger.sign({ ...claims, sub: undefined as unknown as string }),
  ],
] as const)(
  "an ID token with %s proves nothing, and nothing of it is in the reason",
  async ([, forge]) => {
    const fault = await loginWith(forge as (claims: JWTPayload) => string).catch((error) => error);
    expect(fault).toBeInstanceOf(LoginFault);
    expect(fault.message).not.toMatch(/eyJ|the-code|a-secret|example\.com/);
  },
);

test("coming back in the name of another provider is refused before the code is sent anywhere (mix-up)", async () => {
  const before = forger.asked.filter(({ path }) => path === "/token").length;
  for (const change of [
    (at: URL) => at.searchParams.set("iss", "https://evil.example"),
    (at: URL) => at.searchParams.delete("iss"),
    (at: URL) => at.searchParams.set("state", "other"),
  ])
    await expect(loginWith((claims) => forger.sign(claims), change)).rejects.toThrow(LoginFault);
  expect(forger.asked.filter(({ path }) => path === "/token")).toHaveLength(before);
});

test("a provider whose description names another issuer is none", async () => {
  forger.metadata = { issuer: "https://evil.example" };
  await expect(connect().redirect("http://127.0.0.1:1/")).rejects.toThrow(LoginFault);
  forger.metadata = {};
});

test("a provider that is away is said to be, and is asked again at the next login", async () => {
  const fault = await connect("http://127.0.0.1:1")
    .redirect("http://x/")
    .catch((error) => error);
  expect(fault).toMatchObject({
    isProviders: true,
    message: "the identity provider does not answer",
  });
  forger.metadata = { authorization_endpoint: undefined, device_authorization_endpoint: undefined };
  const provider = connect();
  await expect(provider.startDevice()).rejects.toThrow("no device flow");
  forger.metadata = {};
});

test.for([
  ["http://127.0.0.1:3000", true],
  ["http://localhost/x", true],
  ["http://[::1]:3000", true],
  ["http://login.example", false],
  ["http://localhost.evil.example", false],
  ["http://127.0.0.1.evil.example", false],
] as const)("%s is asked without TLS: %s", ([url, expected]) => {
  expect(isLoopback(url)).toBe(expected);
});
