// The rights of one attempt: asked for when it starts, and recorded with each use. The statements that end attempts take them.

import { type RunUse, resourceOfUse, usesOfTask } from "#core/access/run-use.ts";
import type { Task } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { grantAttempt, useGrants } from "#store/secrets.sql.ts";
import type { Claim } from "./held.ts";

/** Beyond a task's own timeout: for the grace of its end, and for the reaper. Milliseconds. */
const marginMs = 5 * 60_000;
/** For a task without one. */
const withoutTimeoutMs = 24 * 3_600_000;

/** False when the attempt is not the task's newest any more: then it starts nothing. `db` may send it twice. */
export async function grantUses(
  db: Db,
  { run, idx, attempt }: Claim,
  task: Pick<Task, "action" | "secrets" | "timeoutMs">,
): Promise<boolean> {
  const row = await grantAttempt(db, {
    ...{ run, idx, attempt },
    resources: usesOfTask(task).map(resourceOfUse),
    ms: String(Math.ceil(task.timeoutMs ?? withoutTimeoutMs) + marginMs),
    reason: "its definition names them",
  });
  return (row?.until ?? null) !== null;
}

/** What is put on record of one use. */
export interface Used {
  use: RunUse;
  detail: {
    policies: readonly string[];
    /** Of a secret: who had its value. */
    provider?: string;
    /** Of a connection: where it leads. */
    system?: string;
  };
}

/** Before any value is handed over. False when a right has ended meanwhile. `db` may send it twice. */
export async function recordUses(
  db: Db,
  { run, idx, attempt }: Claim,
  used: readonly Used[],
): Promise<boolean> {
  const row = await useGrants(db, {
    ...{ run, idx, attempt },
    resources: used.map(({ use }) => resourceOfUse(use)),
    details: used.map(({ detail }) => detail),
  });
  return row?.held === true;
}
