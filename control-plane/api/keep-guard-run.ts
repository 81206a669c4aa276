// A run that a guard reports is a run of the scheduler before, as those of its logs are.

import type { Db } from "#store/connect.ts";
import { raiseLegacyEnds } from "#store/legacy-ends.sql.ts";
import { advanceLegacySource, declareLegacySource, putLegacyRuns } from "#store/legacy-runs.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import type { reportBody } from "./guard-shapes.ts";
import { notFound } from "./problem.ts";
import { instantsIn, keyOf } from "./put-legacy.ts";
import type { Infer } from "./schema.ts";

/** All guards of a project are one source. */
const source = "guard";

/** @throws Problem 422 for what is no instant. */
export async function keepGuardRun(
  db: Db,
  project: string,
  job: string,
  { host, call, slot, ordinal = 1, start, end, exit, signal, digest }: Infer<typeof reportBody>,
): Promise<void> {
  const found = await getProject(db, { name: project });
  if (!found) throw notFound(`project "${project}"`);
  const instants = instantsIn({ start, end });
  const declared = await declareLegacySource(db, {
    ...{ project: found.id, name: source, kind: "guard", zone: null, host: null, settings: {} },
  });
  if (!declared) throw new Error(`the source "${source}" is of another kind`);
  const named = {
    ...{ job, login: null, host, run: call, ordinal },
    date: slot.length === 8 ? `${slot.slice(0, 4)}-${slot.slice(4, 6)}-${slot.slice(6)}` : null,
    start: instants.start?.toISOString() ?? null,
  };
  const ended = instants.end?.toISOString() ?? null;
  const run = {
    ...named,
    key: keyOf("guard", named),
    ...{ end: ended, endKnown: ended === null ? "absent" : "value", exit: exit ?? null },
    exitKnown: exit === undefined ? (signal === undefined ? "absent" : "unobservable") : "value",
    outcome: ended === null ? null : exit === 0 ? "succeeded" : "failed",
    ...{ status: signal ?? null, how: null, digest: digest ?? null, outputs: [], lines: [] },
  };
  const of = { source: declared.id, project: found.id };
  await putLegacyRuns(db, { ...of, runs: [run] });
  await raiseLegacyEnds(db, { ...of, keys: [run.key], actor: `guard on ${host}` });
  if (instants.start !== undefined)
    await advanceLegacySource(db, {
      ...{ source: declared.id, from: instants.start, to: instants.end ?? instants.start },
      ...{ position: null, version: null },
    });
}
