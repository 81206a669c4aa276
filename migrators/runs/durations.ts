// How long jobs take and with which exit code they end, as it was declared: by key, by the last part of it, or for all others by `*`.

import type { LegacyJob } from "../legacy.ts";

/** How each run of a job goes. */
export interface DeclaredEnd {
  /** Milliseconds, all tries in it. */
  ms: number;
  exitCode: number;
}

/** Of each job. */
export type EndsOf = (job: LegacyJob) => DeclaredEnd;

/** Of jobs of which nothing is declared, in milliseconds, as in rehearsals. */
const usualMs = 60_000;

export class DeclaredDurations {
  readonly #declared: ReadonlyMap<string, number>;
  readonly #exitCodes: ReadonlyMap<string, number>;
  readonly #used = new Set<string>();

  /** @param declared Milliseconds by names of jobs. @param exitCodes The same of exit codes, where it is not 0. */
  constructor(
    declared: ReadonlyMap<string, number>,
    exitCodes: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#declared = declared;
    this.#exitCodes = exitCodes;
  }

  of({ key }: Pick<LegacyJob, "key">): DeclaredEnd {
    const names = [key, key.slice(key.lastIndexOf("/") + 1), "*"];
    const ms = this.#find(this.#declared, names) ?? usualMs;
    return { ms, exitCode: this.#find(this.#exitCodes, names) ?? 0 };
  }

  #find(declared: ReadonlyMap<string, number>, names: readonly string[]): number | undefined {
    const name = names.find((each) => declared.has(each));
    if (name === undefined) return undefined;
    this.#used.add(name);
    return declared.get(name);
  }

  /** Names that no job has, once all jobs were asked for. */
  get unused(): string[] {
    const names = new Set([...this.#declared.keys(), ...this.#exitCodes.keys()]);
    return [...names].filter((name) => name !== "*" && !this.#used.has(name));
  }
}
