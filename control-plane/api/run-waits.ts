// What runs wait for, in a clause each, for lists of them.

import { waitsFor } from "#core/why-short.ts";
import type { Db } from "#store/connect.ts";
import { type RunRow, readRunFacts, readSurroundings } from "./run-facts.ts";
import type { Sight } from "./sight.ts";
import { veilFor } from "./veil.ts";

/** Runs whose tasks are held in memory at a time. */
const atOnce = 200;

/** By run; those that wait for nothing are not in it. */
export async function readWaits(
  db: Db,
  rows: readonly RunRow[],
  sight: Sight,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (rows.length === 0) return found;
  const around = await readSurroundings(db, rows);
  for (let from = 0; from < rows.length; from += atOnce)
    for (const [id, facts] of await readRunFacts(
      db,
      rows.slice(from, from + atOnce),
      sight,
      around,
    )) {
      const text = waitsFor(facts);
      if (text !== null) found.set(id, text);
    }
  return found;
}

/** The same rows; of those that have not begun the reason says what they wait for, behind what somebody said of them. */
export async function withWaits<Row extends RunRow>(
  db: Db,
  rows: readonly Row[],
  sight: Sight,
): Promise<Row[]> {
  const waits = await readWaits(
    db,
    rows.filter(({ state }) => state === "waiting"),
    sight,
  );
  // Most runs have no reason to tell of.
  const told = rows.filter(({ reason }) => reason !== null);
  const pipelines = [...new Set(told.map((row) => row.pipeline_id))];
  const veil = await veilFor(db, sight, { pipelines });
  return rows.map((row) => ({
    ...row,
    reason:
      [veil.text(row.reason), waits.get(row.id) ?? null].filter((one) => one !== null).join("; ") ||
      null,
  }));
}
