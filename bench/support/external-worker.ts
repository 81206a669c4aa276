// A worker as `trunkline worker` starts it, with so many slots, that answers messages with what it takes.
// Arguments: the database, the work directory, the slots.

import { startWorkerProcess } from "#worker";
import { answerFigures } from "./process-figures.ts";

const [connectionString, workDirectory, slots] = process.argv.slice(2) as [string, string, string];
await startWorkerProcess({
  ...{ connectionString, workDirectory, slots: Number(slots), ttlMs: 10_000 },
  onMessage: (message) => console.error(message),
});
answerFigures();
