// What texts say of pipelines that whoever asks may not read: that there is one, and not which. One that is not there is
// spoken of in the same words.

import type { Pipeline } from "#core/pipeline.ts";
import { waveReasonFor } from "#core/sync-waves.ts";
import type { GateFacts } from "#core/why.ts";
import type { Reason } from "#core/why-reason.ts";
import type { Db } from "#store/connect.ts";
import { hiddenReferences, runsSeen } from "#store/sight.sql.ts";
import type { Sight } from "./sight.ts";

/** In place of a name. */
export const unreadable = "a pipeline that you may not read";

/** What a project is held or late for may name any of its pipelines, and projects that it waits for. */
export function projectReason<T extends string | null>(
  project: string,
  reason: T,
  { partial, known }: Sight,
): T | string {
  if (reason === null) return reason;
  if (partial.includes(project))
    return "for a reason that may concern pipelines that you may not read";
  return known === null ? reason : waveReasonFor(reason, (name) => known.includes(name));
}

export interface Veil {
  /** A sentence with other pipelines' names taken out, and the ids of their runs. */
  text<T extends string | null>(text: T): T;
  gate<G extends Pick<GateFacts, "text" | "found" | "holds" | "change">>(gate: G): G;
  reason(reason: Reason): Reason;
  /** Whether a run that something names may be read. */
  isSeen(run: string): boolean;
  /** Of what a spec says: every text in it. */
  value<T>(value: T): T;
  /** A spec whose conditions name nothing that may not be read. */
  spec<T>(spec: T): T;
}

const nothingHidden: Veil = {
  text: (text) => text,
  gate: (gate) => gate,
  reason: (reason) => reason,
  isSeen: () => true,
  value: (value) => value,
  spec: (spec) => spec,
};

interface Subjects {
  /** Ids of the pipelines that the texts are of. */
  pipelines: readonly number[];
  /** Specs of theirs whose tasks may run other pipelines. */
  specs?: readonly Pipeline[];
  /** Runs that may be named. */
  runs?: readonly string[];
  /** Names that are known to be hidden. */
  names?: readonly string[];
}

/** For whoever may read everything nothing is looked up. */
export async function veilFor(db: Db, { classes }: Sight, of: Subjects): Promise<Veil> {
  if (classes === null) return nothingHidden;
  const { pipelines, runs = [], names = [] } = of;
  const rows = pipelines.length === 0 ? [] : await hiddenReferences(db, { pipelines, classes });
  const seen = new Set(
    runs.length === 0 ? [] : (await runsSeen(db, { ids: runs, classes })).map(({ id }) => id),
  );
  const hidden = new Set([
    ...names,
    ...rows.flatMap(({ project, pipeline, own }) => [
      `${project}/${pipeline}`,
      // Of its own project it is called by its name alone.
      ...(own ? [pipeline] : []),
    ]),
  ]);
  const pairs = new Set(
    rows.map(({ project, pipeline, own }) => pairOf(own ? null : project, pipeline)),
  );
  return veilOver(hidden, pairs, (run) => seen.has(run));
}

const pairOf = (project: string | null, pipeline: string): string =>
  JSON.stringify([project, pipeline]);

function veilOver(
  names: ReadonlySet<string>,
  pairs: ReadonlySet<string>,
  isSeen: (run: string) => boolean,
): Veil {
  if (names.size === 0) return { ...nothingHidden, isSeen };
  // The longest first: a name may be the beginning of another.
  const all = [...names].sort((a, b) => b.length - a.length).map(RegExp.escape);
  const pattern = `(?<![\\w./-])(?:${all.join("|")})(?![\\w/-])`;
  const speaks = new RegExp(pattern);
  const each = new RegExp(pattern, "g");
  const isTold = (text: string | null): boolean => text !== null && speaks.test(text);
  const text: Veil["text"] = (given) =>
    (isTold(given)
      ? (given as string)
          .replaceAll(each, unreadable)
          .replaceAll(/ \(see `trunkline why [^`]*`\)/g, "")
          .replaceAll(/\bruns? \d+(?:, \d+)*/g, "a run")
      : given) as typeof given;
  const stands = (holds: boolean | null) =>
    holds ? "is as it should be" : "is not yet as it should be";
  return {
    text,
    isSeen,
    gate: (gate) =>
      isTold(gate.text) || isTold(gate.found)
        ? { ...gate, text: unreadable, found: stands(gate.holds), change: null }
        : { ...gate, change: isTold(gate.change) ? null : gate.change },
    reason: (reason) => {
      const change = isTold(reason.change) ? null : reason.change;
      if (!isTold(reason.message)) return { ...reason, change };
      const message =
        reason.holds === null ? text(reason.message) : `${unreadable}: ${stands(reason.holds)}`;
      return { ...reason, message, change: null };
    },
    value: (value) => inTexts(value, text) as typeof value,
    spec: (spec) => withoutNames(spec, pairs) as typeof spec,
  };
}

function inTexts(value: unknown, text: Veil["text"]): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((one) => inTexts(one, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inTexts(one, text)]));
}

/** Conditions say `project` and `pipeline`, tasks that run a pipeline `pipeline`; wherever they stand. */
function withoutNames(value: unknown, pairs: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutNames(one, pairs));
  if (typeof value !== "object" || value === null) return value;
  const { pipeline, project = null } = value as { pipeline?: unknown; project?: string | null };
  const isHidden = typeof pipeline === "string" && pairs.has(pairOf(project, pipeline));
  return Object.fromEntries(
    Object.entries(isHidden ? { ...value, pipeline: unreadable, project: null } : value).map(
      ([key, one]) => [key, withoutNames(one, pairs)],
    ),
  );
}
