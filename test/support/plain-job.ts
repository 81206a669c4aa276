// A legacy job as a plain object, however it is kept: tests add to it and compare it.

import type { LegacyJob } from "#migrators/legacy.ts";

export function plainJob(job: LegacyJob): LegacyJob {
  const names = new Set<string>();
  for (let each = job; each !== Object.prototype; each = Object.getPrototypeOf(each))
    for (const name of Object.getOwnPropertyNames(each))
      if (name !== "constructor" && name !== "forget") names.add(name);
  return Object.fromEntries(
    [...names].map((name) => [name, job[name as keyof LegacyJob]]),
  ) as unknown as LegacyJob;
}
