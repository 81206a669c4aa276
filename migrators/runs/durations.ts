// How long jobs take, as it was declared: by key, by the last part of it, or for all others by `*`.

import type { LegacyJob } from "../legacy.ts";

/** Of jobs of which nothing is declared, in milliseconds, as in rehearsals. */
const usualMs = 60_000;

export class DeclaredDurations {
  readonly #declared: ReadonlyMap<string, number>;
  readonly #used = new Set<string>();

  /** @param declared Milliseconds by names of jobs. */
  constructor(declared: ReadonlyMap<string, number>) {
    this.#declared = declared;
  }

  /** In milliseconds. */
  of({ key }: Pick<LegacyJob, "key">): number {
    for (const name of [key, key.slice(key.lastIndexOf("/") + 1), "*"]) {
      const ms = this.#declared.get(name);
      if (ms === undefined) continue;
      this.#used.add(name);
      return ms;
    }
    return usualMs;
  }

  /** Names that no job has, once all jobs were asked for. */
  get unused(): string[] {
    return [...this.#declared.keys()].filter((name) => name !== "*" && !this.#used.has(name));
  }
}
