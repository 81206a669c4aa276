// Does a run of 10,000 tasks whose states change by hundreds a second leave its page usable? A worker runs them while a browser
// shows the run; what is measured is the longest time in which the page could take no input, over that of a run of 10 tasks.

import { setTimeout as pause } from "node:timers/promises";
import { pinStatistics } from "#engine/statistics.ts";
import { startWorker } from "#engine/worker.ts";
import { deploy } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase } from "./support/database.ts";
import { fan, noop, request } from "./support/engine.ts";
import { alternate, median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";
import { type ServedPage, servedPage } from "./support/served-page.ts";

const tasks = scaled(10_000);
const fewTasks = 10;
/** Of each round: what is seen in that time counts. */
const watchedMs = 15_000;

/** How long the page's thread was busy without a pause: tasks above 50 ms as the browser reports them, and gaps between two turns. */
const watch = `
  window.busy = { longTasks: [], gapMs: 0, refreshes: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) busy.longTasks.push(Math.round(duration));
  }).observe({ type: "longtask", buffered: true });
  document.addEventListener("page:fresh", () => busy.refreshes++);
  const { port1, port2 } = new MessageChannel();
  let before = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    busy.gapMs = Math.max(busy.gapMs, now - before);
    before = now;
    setTimeout(() => port2.postMessage(0), 5);
  };
  port2.postMessage(0);
`;

/** What the page asked the server for meanwhile: itself. */
const asked = `
  ({ ...busy, ...(([longest, ...all]) => ({ refreshMs: all.map((one) => Math.round(one.responseEnd - one.requestStart)), kilobytes: Math.round(longest / 1000) }))(
    ((all) => [Math.max(0, ...all.map((one) => one.decodedBodySize)), ...all])(
      performance.getEntriesByType("resource").filter(({ name }) => name === location.href))) })
`;

interface Busy {
  longTasks: number[];
  gapMs: number;
  refreshes: number;
  /** How long the server took for each. */
  refreshMs: number[];
  kilobytes: number;
}

export async function run(rounds: number): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const db = stack.use(await benchDatabase());
  const [many, few] = [fan("many", tasks - 2), fan("few", fewTasks - 2)];
  const ids = await deploy(db.pool, [many, few]);
  await pinStatistics(db.pool);
  const served = stack.use(await servedPage(db));
  const seen: (Busy & { changed: number })[] = [];
  let slot = 0;
  const shown = async (name: string, slots: number, tellMs: number) => {
    const worker = await startWorker({
      ...{ connectionString: db.connectionString, slots, name: "bench" },
      executors: [
        {
          ...noop,
          async run(...args) {
            await pause(tellMs);
            return noop.run(...args);
          },
        },
      ],
    });
    await request(db, ids.get(name) as number, 1, ++slot);
    const id = await newestRun(db);
    const busy = await watched(served, id);
    const changed = await doneOf(db, id);
    await worker.stop();
    await end(db, id);
    return { ...busy, changed };
  };
  const { all, ...figures } = await alternate(
    rounds,
    async () => (await shown("few", 1, 900)).gapMs,
    async () => {
      const one = await shown("many", 8, 15);
      seen.push(one);
      return one.gapMs;
    },
  );
  return {
    name: "page-run",
    ...figures,
    unit: "ms",
    params: {
      ...{ rounds, tasks },
      refreshMs: median(seen.flatMap(({ refreshMs }) => refreshMs)),
      longestTaskMs: Math.max(0, ...seen.flatMap(({ longTasks }) => longTasks)),
      seen,
      all,
    },
  };
}

const watched = ({ url, open }: ServedPage, id: string): Promise<Busy> =>
  open(async (page) => {
    await page.addInitScript(watch);
    await page.goto(`${url}/runs/${id}`);
    await pause(watchedMs);
    return (await page.evaluate(asked)) as Busy;
  });

async function newestRun({ pool }: BenchDatabase): Promise<string> {
  const { rows } = await pool.query("select max(id)::text as id from trunkline.run");
  return rows[0].id;
}

/** The next round is to begin with a worker that has nothing else to do. */
async function end({ pool }: BenchDatabase, id: string): Promise<void> {
  await pool.query(
    `with tasks as (
       update trunkline.task_run set state = 'cancelled', finished_at = now()
        where run_id = $1 and finished_at is null)
     update trunkline.run set state = 'cancelled', finished_at = now(), open_tasks = 0
      where id = $1 and finished_at is null`,
    [id],
  );
}

async function doneOf({ pool }: BenchDatabase, id: string): Promise<number> {
  const { rows } = await pool.query(
    "select count(*)::int as n from trunkline.task_run where run_id = $1 and state = 'succeeded'",
    [id],
  );
  return rows[0].n;
}
