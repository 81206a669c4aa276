// A worker as `trunkline worker` starts it, in a process of its own that tests may kill. Its environment holds the secrets.
// Arguments: the database, the work directory, perhaps a folder that tasks and triggers may have files in. The first line it prints says that it takes tasks.

import { startWorkerProcess } from "#worker";

const [connectionString, workDirectory, files] = process.argv.slice(2) as [string, string, string?];
const worker = await startWorkerProcess({
  ...{ connectionString, workDirectory, slots: 4, ttlMs: 1_000 },
  localFiles: files === undefined ? [] : [{ folder: files, isWritable: true }],
  onMessage: (message) => console.log(message),
});
console.log("takes tasks");
process.once("SIGTERM", async () => {
  await worker.stop();
  process.exit(0);
});
