// Waves that go live by the word of two people, for tests of what happens then: what else it takes has tests of its own.

import type pg from "pg";
import { type SimulatedDatabase, simulatedDatabase, simulationStart } from "./simulated-clock.ts";
import { SyncedProject } from "./synced-project.ts";

const until = (now: number): string => new Date(now + 14 * 86_400_000).toISOString().slice(0, 10);

/** A line of a wave's file. @param now In milliseconds since 1970. */
export const overridden = (now = simulationStart): string =>
  `override: {reason: tested elsewhere, until: ${until(now)}, by: [ada@example.com, grace@example.com]}\n`;

/** Of a commit by Ada, who makes all of them. */
export const approvedByGrace = "Change\n\nApproved-by: grace@example.com";

/** There is no forge: lines of messages are approvals. */
export const declareApprovals = (pool: pg.Pool): Promise<unknown> =>
  pool.query(
    `update trunkline.project set rules = '{"sync": {"approvals": {"from": "trailers"}}}'`,
  );

/** A project `shop`, each of whose commits may take a wave live, on a database whose clock the test sets. */
export async function projectOverridden(): Promise<{
  database: SimulatedDatabase;
  project: SyncedProject;
}> {
  const database = await simulatedDatabase();
  const project = await SyncedProject.make(
    { "trunkline.yaml": "name: shop\n" },
    "native",
    database,
  );
  await declareApprovals(database.pool);
  project.message = approvedByGrace;
  return { database, project };
}
