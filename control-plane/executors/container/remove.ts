// Removes a container once nothing of it is needed any more.

import type { Engine } from "./engine.ts";
import { containerName, type Started } from "./started.ts";

/** With its volume. What is left behind, when the engine can't now, harms nothing. */
export async function remove(engine: Engine, started: Started): Promise<void> {
  const query = { force: "true", v: "true" };
  await engine
    .ask("DELETE", `/containers/${containerName(started)}`, { query, timeoutMs: 30_000 })
    .catch(() => {});
}
