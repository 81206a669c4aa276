// Jobs of which never two run at once, since each waits for the other not to run: a lock that they share.

import type { LegacyCondition } from "../legacy/condition.ts";
import type { LegacyJob } from "../legacy.ts";
import { conjuncts } from "./condition-parts.ts";
import type { ProjectDraft, TaskDraft } from "./draft.ts";
import { Names } from "./names.ts";

/** Name of the lock, by key of each of the two jobs. */
type Exclusions = ReadonlyMap<string, ReadonlyMap<string, string>>;

const known = new WeakMap<ProjectDraft, Exclusions>();

/** Of pairs of jobs that are no groups; worked out once a project. */
function exclusions(project: ProjectDraft): Exclusions {
  const found = known.get(project) ?? exclusionsOf(project);
  known.set(project, found);
  return found;
}

function exclusionsOf({ estate: { jobs, system }, placed }: ProjectDraft): Exclusions {
  const avoided = new Map<string, ReadonlySet<string>>();
  // Only it has a word for jobs that don't run.
  if (system !== "autosys") return new Map();
  for (const job of jobs)
    if (job.work.kind !== "group" && placed.has(job.key)) {
      const names = new Set(avoidedBy(job));
      if (names.size > 0) avoided.set(job.key, names);
    }
  const locks = new Names();
  const found = new Map<string, Map<string, string>>();
  for (const [key, names] of avoided)
    for (const name of names) {
      if (name === key || found.get(key)?.has(name) || !avoided.get(name)?.has(key)) continue;
      const lock = locks.take(lockName(key, name));
      found.getOrInsertComputed(key, () => new Map()).set(name, lock);
      found.getOrInsertComputed(name, () => new Map()).set(key, lock);
    }
  return found;
}

function* avoidedBy({ condition }: LegacyJob): Generator<string> {
  if (condition === null) return;
  for (const fact of conjuncts(condition))
    if (fact.kind === "status" && fact.status === "notRunning" && fact.job.instance === null)
      yield fact.job.name;
}

const lockName = (first: string, second: string): string =>
  `${first}-or-${second}`.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[-_.]+/, "") || "lock";

/** The lock that says the part, for both jobs of the pair. */
export function lockOf(
  part: LegacyCondition,
  { job }: TaskDraft,
  project: ProjectDraft,
): string | null {
  if (part.kind !== "status" || part.status !== "notRunning") return null;
  return exclusions(project).get(job.key)?.get(part.job.name) ?? null;
}

/** Takes all locks of the task's pairs. */
export function exclude({ job, spec }: TaskDraft, project: ProjectDraft): void {
  const locks = exclusions(project).get(job.key);
  if (locks === undefined) return;
  const pools = project.files.getOrInsertComputed("pools.yaml", () => ({}));
  for (const lock of locks.values()) {
    spec.locks = { ...spec.locks, [lock]: "exclusive" };
    pools[lock] = { lock: true };
  }
}
