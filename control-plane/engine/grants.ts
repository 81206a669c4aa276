// The rights of one attempt: asked for when it starts, and recorded with each use. The statements that end attempts take them.

import type { Task } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { grantAttempt, useGrants } from "#store/secrets.sql.ts";
import type { Claim } from "./held.ts";

/** Beyond a task's own timeout: for the grace of its end, and for the reaper. Milliseconds. */
const marginMs = 5 * 60_000;
/** For a task without one. */
const withoutTimeoutMs = 24 * 3_600_000;

export const secretResource = (name: string): string => `secret/${name}`;

/** False when the attempt is not the task's newest any more: then it starts nothing. `db` may send it twice. */
export async function grantSecrets(
  db: Db,
  { run, idx, attempt }: Claim,
  { secrets, timeoutMs }: Pick<Task, "secrets" | "timeoutMs">,
): Promise<boolean> {
  const row = await grantAttempt(db, {
    ...{ run, idx, attempt },
    resources: secrets.map(secretResource),
    ms: String(Math.ceil(timeoutMs ?? withoutTimeoutMs) + marginMs),
    reason: "its definition names them",
  });
  return (row?.until ?? null) !== null;
}

/** What is put on record of one use. */
export interface SecretUsed {
  name: string;
  provider: string;
  policies: readonly string[];
}

/** Before any value is handed over. False when a right has ended meanwhile. `db` may send it twice. */
export async function recordUse(
  db: Db,
  { run, idx, attempt }: Claim,
  used: readonly SecretUsed[],
): Promise<boolean> {
  const row = await useGrants(db, {
    ...{ run, idx, attempt },
    resources: used.map(({ name }) => secretResource(name)),
    details: used.map(({ provider, policies }) => ({ provider, policies })),
  });
  return row?.held === true;
}
