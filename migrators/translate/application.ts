// Applications as pipelines, where people want them so: the jobs of one application in all simple folders that say the same, since
// such a folder only says when and where its jobs are ordered. Folders that differ in anything keep theirs apart.

import type { LegacyEstate, LegacyJob } from "../legacy.ts";

/** Whose pipeline the jobs of an application in a folder are in. */
export interface ApplicationGroup {
  application: string;
  /** The first of its folders. */
  root: LegacyJob;
  /** All of them. */
  folders: Set<LegacyJob>;
}

/** By folder and application. */
export type ApplicationGroups = (job: LegacyJob, folder: LegacyJob) => ApplicationGroup | null;

export const applicationOf = ({ labels }: LegacyJob): string | null =>
  labels.find((each) => /^application$/i.test(each.name))?.label.value.trim() || null;

/** @param started Keys of what ends of jobs start: a folder that is started must stay whole. */
export function applicationGroups(
  estate: LegacyEstate,
  started: ReadonlySet<string>,
): ApplicationGroups {
  const groups = new Map<string, ApplicationGroup>();
  const apart = new Set<string>();
  const said = new Map<LegacyJob, string>();
  return (job, folder) => {
    // What a job says is worked out when it is asked: by nobody where nobody wants applications.
    const application = estate.grouping === "application" ? applicationOf(job) : null;
    if (application === null) return null;
    if (!isSimple(folder) || job.work.kind === "group" || started.has(folder.key)) return null;
    const key = application.toLowerCase();
    const group = groups.getOrInsertComputed(key, () => ({
      ...{ application, root: folder, folders: new Set([folder]) },
    }));
    if (group.folders.has(folder)) return group;
    const whatIs = (one: LegacyJob) => said.getOrInsertComputed(one, whatItSays);
    const difference = differenceOf(whatIs(group.root), whatIs(folder));
    if (difference === null) {
      group.folders.add(folder);
      return group;
    }
    const known = `${key} ${folder.key}`;
    if (!apart.has(known)) {
      apart.add(known);
      estate.findings.push({
        ...{ code: "application-apart", severity: "info", place: folder.statement.place },
        message: `jobs of ${application} in ${folder.key} are a pipeline of their own: its ${difference} differs from that of ${group.root.key}`,
      });
    }
    return null;
  };
}

/** It gates nothing, and all that it says is how its jobs are ordered. */
const isSimple = ({ work, schedule, parent }: LegacyJob): boolean =>
  work.kind === "group" && !work.gates && schedule.sources !== undefined && parent === null;

/** By word, but where it stands. */
function whatItSays(folder: LegacyJob): string {
  const { schedule, environment, condition, resources, result, notifications, deadlines } = folder;
  const { labels, hosts, user, confirm, priority, state, description } = folder;
  const parts = {
    order: schedule.sources?.order.map(({ value }) => value) ?? [],
    ...{ schedule, variables: environment, conditions: condition, resources, effects: result },
    ...{ notifications, deadlines, labels, hosts, user, confirm, priority, state, description },
  };
  const texts = Object.entries(parts).map(([name, value]) => [name, JSON.stringify(value, bare)]);
  return JSON.stringify(texts);
}

const places: ReadonlySet<string> = new Set(["from", "statement", "attribute", "sources"]);
const bare = (key: string, value: unknown): unknown => (places.has(key) ? undefined : value);

/** What differs first; null: nothing. */
function differenceOf(a: string, b: string): string | null {
  if (a === b) return null;
  const [ours, theirs] = [JSON.parse(a), JSON.parse(b)] as [string, string][][];
  return (
    (ours as [string, string][]).find(([, text], at) => text !== theirs?.[at]?.[1])?.[0] ?? null
  );
}
