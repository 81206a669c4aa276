// Whether a server may listen where others reach it: not in clear by oversight, and not where nobody could prove who they are.

export interface Exposure {
  /** The address to listen on. */
  host: string;
  hasTls: boolean;
  /** Somebody said that something in front of it does TLS. */
  allowsPlain: boolean;
  /** An identity provider is configured. */
  hasProvider: boolean;
  /** A robot's token can be used. */
  hasTokens: boolean;
}

export const isLoopbackHost = (host: string): boolean =>
  /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)$/i.test(host);

/** Null when it may. */
export function exposureFault(exposure: Exposure): { message: string; help: string } | null {
  const { host, hasTls, allowsPlain, hasProvider, hasTokens } = exposure;
  if (isLoopbackHost(host)) return null;
  if (!hasTls && !allowsPlain)
    return {
      message: `others reach ${host}, and would send their tokens there in clear`,
      help: "Give a certificate with --tls-cert and --tls-key, or say with --plain-http that a proxy in front does TLS. docs/login.md has both.",
    };
  if (!hasProvider && !hasTokens)
    return {
      message: `others reach ${host}, and none of them could prove who they are`,
      help: "Name an identity provider with --oidc-issuer, or start on 127.0.0.1 first and make a token with `trunkline tokens create`. docs/login.md has both.",
    };
  return null;
}
