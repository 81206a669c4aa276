// Waves between the projects that follow one repository: which projects of lower waves a commit waits for, since when, and
// what would change that.

import { formatDuration } from "./duration.ts";
import type { SyncState } from "./sync-state.ts";

/** A project among the waves of a repository. */
export interface WaveMember {
  name: string;
  wave: number;
  /** As its registration says. */
  soak: string | null;
}

/** A revision of a lower project as its row says; instants are milliseconds since 1970. */
export interface WaveRevision {
  tree: string;
  at: number;
}

/** What a project of a lower wave is to the commit that is asked about. */
export interface LowerProject {
  project: string;
  wave: number;
  sync: SyncState;
  /** ISO text; null while it is Synced. */
  unsyncedSince: string | null;
  /** Who keeps it at a revision; null: nobody. */
  heldBy: string | null;
  /** Since when it has what the commit says, in milliseconds; null: it hasn't. */
  since: number | null;
  /** A commit that was made on the other branch itself, so that this project never gets it; null: none. */
  apart: string | null;
  /** Its spec files in error. */
  broken: number;
  /** Runs that failed of pipelines that the commit changed there. */
  failed: readonly string[];
}

/** So many are named; the others are counted. */
const mostNamed = 3;

/**
 * Why a commit waits, as a clause that goes on in "since …"; null when each project of a lower wave has proved it.
 * @param soakMs How long each is to have kept it; null: no time, and failed runs don't count.
 * @param now By the database's clock.
 */
export function waveReason(
  lower: readonly LowerProject[],
  soakMs: number | null,
  now: number,
): string | null {
  const waits = lower.flatMap((one) => waitOf(one, soakMs, now) ?? []);
  if (waits.length === 0) return null;
  const more = waits.length - mostNamed;
  const others = more > 0 ? [`${more} more`] : [];
  return `it waits for ${[...waits.slice(0, mostNamed), ...others].join("; and for ")}`;
}

/** The first that applies: what somebody has to do comes before what time does. */
function waitOf(one: LowerProject, soakMs: number | null, now: number): string | null {
  const who = `${one.project} (wave ${one.wave})`;
  if (one.since === null) return `${who}, which has not deployed it: ${whyMissing(one)}`;
  if (one.broken > 0) {
    const files = one.broken === 1 ? "1 spec file is" : `${one.broken} spec files are`;
    return `${who}, where ${files} in error until mended`;
  }
  if (soakMs === null) return null;
  const [run, ...others] = one.failed;
  if (run !== undefined) {
    const runs = others.length === 0 ? `run ${run}` : `run ${run} and ${others.length} more`;
    return `${who}, where ${runs} of what it changed failed: rerun with success, or deploy a mend or a revert`;
  }
  const until = one.since + soakMs;
  return until <= now
    ? null
    : `${who}, which has had it since ${iso(one.since)} and is to keep it for ${formatDuration(soakMs)}, until ${iso(until)}`;
}

function whyMissing({ apart, heldBy, sync, unsyncedSince }: LowerProject): string {
  if (apart !== null)
    return `${apart.slice(0, 12)} was made on this branch itself, and is to be merged there`;
  if (heldBy !== null) return `${heldBy} holds it at a revision until it is released`;
  if (sync === "Synced") return "it is looked at next";
  return `it is ${sync}${unsyncedSince === null ? "" : ` since ${unsyncedSince}`}, as its own status says`;
}

const iso = (at: number): string => new Date(at).toISOString();

/**
 * Since when a project has what is deployed at `index` of its revisions, newest first. What it goes back to proved itself
 * when it was there before: a revert doesn't wait anew.
 */
export function keptSince(
  revisions: readonly WaveRevision[],
  index: number,
  soakMs: number | null,
): number | null {
  const own = revisions[index];
  if (own === undefined) return null;
  let since = own.at;
  let isSame = true;
  for (let at = index + 1; at < revisions.length; at++) {
    const earlier = revisions[at] as WaveRevision;
    const next = revisions[at - 1] as WaveRevision;
    isSame &&= earlier.tree === own.tree;
    // Read anew by another version: what it says is as old as before.
    if (isSame) since = earlier.at;
    else if (earlier.tree === own.tree && next.at - earlier.at >= (soakMs ?? 0)) return earlier.at;
  }
  return since;
}

/** The newest of a project's revisions, newest first, that it has had long enough; -1: none. */
export const soaked = (
  revisions: readonly WaveRevision[],
  soakMs: number | null,
  now: number,
): number => revisions.findIndex(({ at }) => at + (soakMs ?? 0) <= now);

/**
 * The newest commit of a branch that all have proved, by its place in the branch: 0 is the tip, `length` what is deployed.
 * @param proved By project, the newest commit that it has proved; null: none of them.
 */
export function newestProved(proved: readonly (number | null)[], length: number): number | null {
  if (proved.length === 0 || proved.includes(null)) return null;
  const oldest = Math.max(...(proved as number[]));
  return oldest < length ? oldest : null;
}

/** A reason of `waveReason`, maybe among others, without the names of projects that are not known to whoever reads it, and their runs. */
export const waveReasonFor = (reason: string, isKnown: (project: string) => boolean): string =>
  reason.replaceAll(
    /(\S+) \(wave (\d+)\)(, where run \d+)?/g,
    (text, project: string, wave: string, run: string | undefined) =>
      isKnown(project)
        ? text
        : `a project that you may not read (wave ${wave})${run === undefined ? "" : ", where a run"}`,
  );

/**
 * By which waves a change will go, as a line of Markdown: `Goes by waves: \`canary\` (1) → \`prd-eu\`, \`prd-us\` (2, after 30m)`;
 * null where all projects are of one wave.
 * @param members In the order of their waves.
 */
export function wavesLine(members: readonly WaveMember[]): string | null {
  const waves = [...Map.groupBy(members, ({ wave }) => wave)];
  if (waves.length < 2) return null;
  const parts = waves.map(([wave, of], index) => {
    const soaks = [...new Set(of.flatMap(({ soak }) => soak ?? []))];
    const after = index === 0 || soaks.length === 0 ? "" : `, after ${soaks.join(" or ")}`;
    const named = of.slice(0, mostNamed).map(({ name }) => `\`${name}\``);
    const more = of.length - named.length;
    return `${[...named, ...(more > 0 ? [`${more} more`] : [])].join(", ")} (${wave}${after})`;
  });
  return `Goes by waves: ${parts.join(" → ")}`;
}
