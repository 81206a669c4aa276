// pg-boss: a queue of jobs. Fetched and completed in batches as fast as it goes, and by its own workers.

import { PgBoss } from "pg-boss";
import { seconds } from "../rounds.ts";

export interface PgBossPeer extends AsyncDisposable {
  /** Jobs per second that four loops fetch and complete, a hundred at a time. */
  loops(jobs: number): Promise<number>;
  /** That `work` handles, which polls: four workers, a hundred at a time. */
  work(jobs: number): Promise<number>;
}

const batchSize = 100;
const workers = 4;
/** The shortest that it takes. */
const pollingIntervalSeconds = 0.5;

/** @param url of an empty database */
export async function startPgBoss(url: string): Promise<PgBossPeer> {
  const boss = new PgBoss({ connectionString: url, max: 10, supervise: false, schedule: false });
  boss.on("error", (error) => {
    throw error;
  });
  await boss.start();
  let queues = 0;
  const newQueue = async (): Promise<string> => {
    const name = `bench${queues++}`;
    await boss.createQueue(name);
    return name;
  };
  const add = async (queue: string, jobs: number) => {
    const all = Array.from({ length: jobs }, () => ({}));
    for (let at = 0; at < jobs; at += 1_000) await boss.insert(queue, all.slice(at, at + 1_000));
  };
  return {
    async loops(jobs) {
      const queue = await newQueue();
      const loop = async () => {
        for (;;) {
          const taken = await boss.fetch(queue, { batchSize });
          if (taken.length === 0) return;
          await boss.complete(
            queue,
            taken.map(({ id }) => id),
          );
        }
      };
      const elapsed = await seconds(async () => {
        await add(queue, jobs);
        await Promise.all(Array.from({ length: workers }, loop));
      });
      return jobs / elapsed;
    },
    async work(jobs) {
      const queue = await newQueue();
      let done = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const handle = async (taken: unknown[]) => {
        done += taken.length;
        if (done >= jobs) resolve();
      };
      const options = { batchSize, pollingIntervalSeconds };
      for (let n = 0; n < workers; n++) await boss.work(queue, options, handle);
      const elapsed = await seconds(async () => {
        await add(queue, jobs);
        await promise;
      });
      await boss.offWork(queue);
      return jobs / elapsed;
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: false });
    },
  };
}
