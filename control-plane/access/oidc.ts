// The identity provider: who somebody is by OpenID Connect, for a browser (authorization code with PKCE) and for a command
// (device code). What it answers is checked by openid-client: issuer, audience, times, nonce, and the signature of ID tokens.

import type {
  Configuration,
  TokenEndpointResponse,
  TokenEndpointResponseHelpers,
} from "openid-client";
import type { ClaimNames, Claims } from "#core/access/claims.ts";
import { LoginFault, readableFault } from "./login-fault.ts";

export interface OidcSettings {
  /** As the provider writes it. */
  issuer: string;
  clientId: string;
  /** Null for a public client. */
  clientSecret: string | null;
  /** Beside `openid`. */
  scopes: readonly string[];
  claims: ClaimNames;
}

/** What the provider says of somebody who has proved who they are. */
export interface Vouched {
  claims: Claims;
  issuer: string;
  subject: string;
}

/** What is kept between a redirect and the return. */
export interface Redirected {
  state: string;
  nonce: string;
  verifier: string;
}

export interface DeviceStarted {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  verificationUriComplete: string | null;
  /** Seconds. */
  expiresIn: number;
  /** Seconds between two questions. */
  interval: number;
}

export interface Provider {
  redirect(callback: string): Promise<{ url: string; kept: Redirected }>;
  /** @throws LoginFault unless the address proves that the login which was begun has succeeded. */
  returned(address: URL, kept: Redirected): Promise<Vouched>;
  startDevice(): Promise<DeviceStarted>;
  /** Null while nobody has agreed. @throws LoginFault when nobody will. */
  device(deviceCode: string): Promise<Vouched | null>;
}

type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
/** A provider's keys and addresses are looked at again after so long. */
const freshMs = 3_600_000;
const timeoutSeconds = 10;

/** Nothing is asked before the first login. */
export function connectProvider(settings: OidcSettings): Provider {
  let found: { configuration: Configuration; atMs: number } | null = null;
  const library = () => import("openid-client");

  async function configuration(): Promise<Configuration> {
    if (found !== null && performance.now() - found.atMs < freshMs) return found.configuration;
    const {
      ClientSecretBasic,
      None,
      allowInsecureRequests,
      discovery,
      enableNonRepudiationChecks,
    } = await library();
    const { issuer, clientId, clientSecret } = settings;
    const made = await discovery(
      new URL(issuer),
      clientId,
      // What the client registered; an ID token that is signed otherwise, or not at all, is refused.
      undefined,
      clientSecret === null ? None() : ClientSecretBasic(clientSecret),
      {
        timeout: timeoutSeconds,
        // The signature too, not only that the token came over TLS.
        execute: [
          enableNonRepudiationChecks,
          ...(isLoopback(issuer) ? [allowInsecureRequests] : []),
        ],
      },
    );
    found = { configuration: made, atMs: performance.now() };
    return made;
  }

  async function vouched(tokens: Tokens): Promise<Vouched> {
    const claims = tokens.claims();
    if (claims === undefined) throw new LoginFault("the identity provider sent no ID token");
    const { iss: issuer, sub: subject } = claims;
    const { name, groups } = settings.claims;
    const isWhole = claims[name] !== undefined && claims[groups] !== undefined;
    const { fetchUserInfo } = await library();
    const config = await configuration();
    const more =
      isWhole || config.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await fetchUserInfo(config, tokens.access_token, subject);
    return { claims: { ...more, ...claims }, issuer, subject };
  }

  /** Whatever the library throws, in words that hold nothing that was sent. */
  const asked = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw readableFault(error);
    });

  const scope = ["openid", ...settings.scopes].join(" ");
  return {
    redirect: (callback) =>
      asked(async () => {
        const { buildAuthorizationUrl, calculatePKCECodeChallenge, ...random } = await library();
        const kept = {
          state: random.randomState(),
          nonce: random.randomNonce(),
          verifier: random.randomPKCECodeVerifier(),
        };
        const url = buildAuthorizationUrl(await configuration(), {
          ...{ redirect_uri: callback, scope, state: kept.state, nonce: kept.nonce },
          code_challenge: await calculatePKCECodeChallenge(kept.verifier),
          code_challenge_method: "S256",
        });
        return { url: url.href, kept };
      }),
    returned: (address, { state, nonce, verifier }) =>
      asked(async () => {
        const { authorizationCodeGrant } = await library();
        const tokens = await authorizationCodeGrant(await configuration(), address, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
          idTokenExpected: true,
        });
        return vouched(tokens);
      }),
    startDevice: () =>
      asked(async () => {
        const { initiateDeviceAuthorization } = await library();
        const config = await configuration();
        if (config.serverMetadata().device_authorization_endpoint === undefined)
          throw new LoginFault("the identity provider has no device flow");
        const started = await initiateDeviceAuthorization(config, { scope });
        return {
          deviceCode: started.device_code,
          userCode: started.user_code,
          verificationUri: started.verification_uri,
          verificationUriComplete: started.verification_uri_complete ?? null,
          expiresIn: started.expires_in,
          interval: started.interval ?? 5,
        };
      }),
    device: (deviceCode) =>
      asked(async () => {
        const { genericGrantRequest, ResponseBodyError } = await library();
        const config = await configuration();
        const parameters = { device_code: deviceCode };
        const tokens = await genericGrantRequest(config, deviceGrant, parameters).catch(
          (error: unknown) => {
            const waits = ["authorization_pending", "slow_down"];
            if (error instanceof ResponseBodyError && waits.includes(error.error)) return null;
            throw error;
          },
        );
        return tokens === null ? null : vouched(tokens);
      }),
  };
}

/** Only there may a provider be asked without TLS. */
export const isLoopback = (url: string): boolean => {
  const parsed = URL.parse(url);
  return parsed !== null && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname);
};
