// Waits for connections that are being closed, before a server is stopped under them. A pool's `end` resolves while its
// sockets still close; a stop in that moment answers them with an error that nobody listens to any more (once in some 30
// stops of a busy machine), and an error that nobody listens to ends the process.

import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

const lookEveryMs = 5;

/** Resolves when no other client is connected to the database, or after `patienceMs` when one stays. */
export async function untilLastConnection(
  connectionString: string,
  patienceMs = 2_000,
): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: "trunkline stop" });
  client.on("error", () => {});
  const deadline = performance.now() + patienceMs;
  try {
    await client.connect();
    while ((await othersOf(client)) > 0 && performance.now() < deadline) await delay(lookEveryMs);
  } catch {
    // A server that does not answer has no connections to lose.
  } finally {
    await client.end().catch(() => {});
  }
}

async function othersOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ others: number }>(
    `select count(*)::int as others from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  return rows[0]?.others ?? 0;
}
