// `type: ssh`: a host without an agent of ours, for `uses: ssh` and whatever else goes over SSH.

import type { SshConnectionSpec } from "#schemas/types.ts";
import { hostText } from "../ceilings/pattern.ts";
import { durationMs } from "../normalize-schedule.ts";
import type { ConnectionType } from "./type.ts";

/** A host as its tasks find it. */
export interface SshConnection {
  type: "ssh";
  /** Host name or address. */
  host: string;
  port: number;
  user: string;
  /** What the host may show: `ssh-ed25519 AAAA…` without a comment, or `SHA256:…`. Never empty. */
  hostKeys: readonly string[];
  /** Name of the secret with the private key; null only beside a password. */
  key: string | null;
  /** Name of the secret with the key's passphrase. */
  passphrase: string | null;
  /** Name of the secret. */
  password: string | null;
  /** For connecting and logging in. Milliseconds. */
  connectTimeoutMs: number;
}

/** Declared here only; the schema's descriptions repeat them for people. */
const defaults = { port: 22, connectTimeout: "20s" } as const;

export const ssh: ConnectionType<SshConnection> = {
  normalize(written) {
    const spec = written as unknown as SshConnectionSpec;
    return {
      type: "ssh",
      host: spec.host,
      port: spec.port ?? defaults.port,
      user: spec.user,
      hostKeys: spec.hostKeys.map(withoutComment),
      key: spec.key ?? null,
      passphrase: spec.passphrase ?? null,
      password: spec.password ?? null,
      connectTimeoutMs: durationMs(spec.connectTimeout ?? defaults.connectTimeout),
    };
  },
  places: (connection) => [hostText(connection)],
  secrets: ({ key, passphrase, password }) =>
    [...new Set([key, passphrase, password])].filter((name) => name !== null).sort(),
  text: ({ host, port, user }) => `${user}@${host}:${port}`,
};

/** The comment of a public key names whoever made it, not the host. */
const withoutComment = (key: string): string => key.split(" ").slice(0, 2).join(" ");
