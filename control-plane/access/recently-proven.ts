// What proved itself here before: somebody at the same address who fails and fails must not lock these out.

import { digestOf } from "./secret-digest.ts";

const most = 1_000;

/** Digests only; that something is remembered here is no proof, it is looked up again each time. */
export class RecentlyProven {
  readonly #digests = new Set<string>();

  add(secret: string): void {
    const key = keyOf(secret);
    this.#digests.delete(key);
    this.#digests.add(key);
    const [oldest] = this.#digests;
    if (this.#digests.size > most && oldest !== undefined) this.#digests.delete(oldest);
  }

  has(secret: string): boolean {
    return this.#digests.has(keyOf(secret));
  }

  delete(secret: string): void {
    this.#digests.delete(keyOf(secret));
  }
}

const keyOf = (secret: string): string => digestOf(secret).toString("base64");
