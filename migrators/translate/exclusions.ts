// Jobs of which never two run at once, since each waits for the other not to run: a lock that they share.

import type { LegacyCondition } from "../legacy/condition.ts";
import { conjuncts } from "../legacy/condition-parts.ts";
import type { LegacyJob } from "../legacy.ts";
import type { ProjectDraft, TaskDraft } from "./draft.ts";

interface Exclusions {
  /** Name of the lock, by key of each of the two jobs. */
  locks: Map<string, Map<string, string>>;
  /** Where each job is in the estate, by key. */
  order: ReadonlyMap<string, number>;
}

const known = new WeakMap<ProjectDraft, Exclusions>();
const none: ReadonlyMap<string, string> = new Map();

/** Names of the locks of a job that is no group, by key of the other. Of other jobs only those that it names are looked at. */
function locksOf(job: LegacyJob, project: ProjectDraft): ReadonlyMap<string, string> {
  // Only it has a word for jobs that don't run.
  if (project.estate.system !== "autosys" || job.work.kind === "group") return none;
  const avoided = new Set(avoidedBy(job));
  if (avoided.size === 0) return none;
  const { locks, order } = known.get(project) ?? emptyExclusions(project);
  for (const name of avoided) {
    const other = project.placed.get(name)?.tasks.find((task) => task.job.key === name)?.job;
    if (other === undefined || other === job || other.work.kind === "group") continue;
    if (locks.get(job.key)?.has(name) || !avoidedBy(other).some((each) => each === job.key))
      continue;
    const both = [job.key, name].toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const lock = project.shared.of("locks", both.toSorted().join(" "), lockName(both.join("-or-")));
    locks.getOrInsertComputed(job.key, () => new Map()).set(name, lock);
    locks.getOrInsertComputed(name, () => new Map()).set(job.key, lock);
  }
  return locks.get(job.key) ?? none;
}

function emptyExclusions(project: ProjectDraft): Exclusions {
  const order = new Map(project.placed.keys().map((key, index) => [key, index]));
  const made: Exclusions = { locks: new Map(), order };
  known.set(project, made);
  return made;
}

function* avoidedBy({ condition }: LegacyJob): Generator<string> {
  if (condition === null) return;
  for (const fact of conjuncts(condition))
    if (fact.kind === "status" && fact.status === "notRunning" && fact.job.instance === null)
      yield fact.job.name;
}

const lockName = (both: string): string =>
  both.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[-_.]+/, "") || "lock";

/** The lock that says the part, for both jobs of the pair. */
export function lockOf(
  part: LegacyCondition,
  { job }: TaskDraft,
  project: ProjectDraft,
): string | null {
  if (part.kind !== "status" || part.status !== "notRunning") return null;
  return locksOf(job, project).get(part.job.name) ?? null;
}

/** Takes all locks of the task's pairs. */
export function exclude({ job, spec }: TaskDraft, project: ProjectDraft): void {
  const locks = locksOf(job, project);
  if (locks.size === 0) return;
  const pools = project.files.getOrInsertComputed("pools.yaml", () => ({}));
  for (const lock of locks.values()) {
    spec.locks = { ...spec.locks, [lock]: "exclusive" };
    pools[lock] = { lock: true };
  }
}
