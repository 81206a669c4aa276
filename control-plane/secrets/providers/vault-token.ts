// The token by which Vault is asked: from a file that somebody else may renew, or by the login of an AppRole. It is
// renewed when two thirds of its lease are over, also while nobody asks for a secret.

import { readFile } from "node:fs/promises";
import { SecretFault } from "../provider.ts";
import type { VaultCall } from "./vault-call.ts";

export type VaultAuth =
  /** Path of a file that holds the token, such as a Vault agent's sink. */
  | { tokenFile: string }
  /** The role's id, and the path of a file that holds its secret id. `mount`: such as `approle`. */
  | { roleId: string; secretIdFile: string; mount: string };

interface Held {
  token: string;
  renewal: NodeJS.Timeout | null;
}

interface Lease {
  lease_duration?: number;
  ttl?: number;
  renewable?: boolean;
}

export class VaultToken {
  readonly #auth: VaultAuth;
  readonly #call: VaultCall;
  #held: Promise<Held> | null = null;

  constructor(auth: VaultAuth, call: VaultCall) {
    this.#auth = auth;
    this.#call = call;
  }

  /** @throws SecretFault */
  async current(): Promise<string> {
    if ("tokenFile" in this.#auth) {
      const token = await readLine(this.#auth.tokenFile, "Vault's token");
      const held = await this.#held?.catch(() => null);
      if (held?.token !== token) {
        this.#drop(held ?? null);
        this.#held = this.#lookedUp(token);
      }
      return token;
    }
    this.#held ??= this.#login(this.#auth);
    // A failed login must not be remembered.
    this.#held.catch(() => {
      this.#held = null;
    });
    return (await this.#held).token;
  }

  /** Vault refused it: true when another may be had, which the next `current` gives. */
  async refused(token: string): Promise<boolean> {
    const held = await this.#held?.catch(() => null);
    if (held?.token === token) {
      this.#drop(held);
      this.#held = null;
    }
    return !("tokenFile" in this.#auth) || (await this.current()) !== token;
  }

  async close(): Promise<void> {
    this.#drop((await this.#held?.catch(() => null)) ?? null);
    this.#held = null;
  }

  /** How long a token from a file lasts; one that may not ask that of itself is only not renewed. */
  async #lookedUp(token: string): Promise<Held> {
    const held: Held = { token, renewal: null };
    const answer = await this.#call("GET", "auth/token/lookup-self", token).catch(() => null);
    if (answer?.status === 200)
      this.#renewLater(held, (answer.body as { data?: Lease }).data ?? {});
    return held;
  }

  async #login({ roleId, secretIdFile, mount }: Extract<VaultAuth, { roleId: string }>) {
    const secretId = await readLine(secretIdFile, "the secret id of Vault's AppRole");
    const answer = await this.#call("POST", `auth/${mount}/login`, null, {
      role_id: roleId,
      secret_id: secretId,
    });
    const auth = (answer.body as { auth?: Lease & { client_token?: unknown } } | null)?.auth;
    if (answer.status !== 200 || typeof auth?.client_token !== "string")
      throw new SecretFault(
        `Vault refuses the login of the AppRole (${answer.said}): look at the role's id in the file of \`--secrets\`, and at ${secretIdFile}, whose secret id may be used up or too old.`,
        { passes: answer.status >= 500 },
      );
    const held: Held = { token: auth.client_token, renewal: null };
    this.#renewLater(held, auth);
    return held;
  }

  #renewLater(held: Held, lease: Lease): void {
    const seconds = lease.lease_duration ?? lease.ttl ?? 0;
    if (seconds <= 0) return;
    // What can't be renewed is had anew; a timer beyond 24 days would fire at once.
    const afterMs = Math.min(seconds * 667, 2 ** 31 - 1);
    held.renewal = setTimeout(() => void this.#renew(held, lease.renewable === true), afterMs);
    held.renewal.unref();
  }

  async #renew(held: Held, renewable: boolean): Promise<void> {
    held.renewal = null;
    const answer = renewable
      ? await this.#call("POST", "auth/token/renew-self", held.token, {}).catch(() => null)
      : null;
    const auth = (answer?.body as { auth?: Lease } | null)?.auth;
    if (answer?.status === 200 && auth) this.#renewLater(held, auth);
    // The next question has another one made, or reads the file again.
    else this.#held = null;
  }

  #drop(held: Held | null): void {
    if (held?.renewal) clearTimeout(held.renewal);
  }
}

async function readLine(path: string, what: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new SecretFault(`The file ${path} of ${what} can't be read: ${error.code}.`);
  });
  const line = text.trim();
  // It becomes a header: anything else would be a fault that shows it.
  if (!/^[\x21-\x7e]+$/.test(line))
    throw new SecretFault(`The file ${path} has to have ${what}, and nothing else, in it.`);
  return line;
}
