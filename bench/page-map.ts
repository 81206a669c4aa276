// How smoothly does the map of 10,000 pipelines move, and what does the server take for it? All boxes in one picture, dragged by
// a real mouse, beside an empty box of the same hand; each view as the server answers it, over the API's JSON of the same.

import { normalizeCondition } from "#core/conditions/normalize.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { empty } from "./page-graph.ts";
import { benchDatabase } from "./support/database.ts";
import { drawn, panned } from "./support/pan.ts";
import { alternate, median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";
import { servedPage } from "./support/served-page.ts";

const pipelines = scaled(10_000);
const domains = 40;
const views = {
  folded: "/map?by=tag&tag=domain",
  domain: "/map?by=tag&tag=domain&group=d7",
  all: "/map?by=pipeline",
  focus: "/map?focus=test/p-00300&hops=2",
} as const;
/** Of each view in a round. */
const asked = 5;

export async function run(rounds: number): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const db = stack.use(await benchDatabase());
  await deploy(db.pool, estate());
  await db.pool.query("analyze");
  const { url, open, ask } = stack.use(await servedPage(db));
  const names = Object.keys(views) as (keyof typeof views)[];
  const ms = async (path: string) => {
    const since = performance.now();
    for (let n = 0; n < asked; n++) await ask(path);
    return (performance.now() - since) / asked;
  };
  for (const name of names) await ms(views[name]);
  const { all, ...figures } = await alternate(
    rounds,
    () => ms("/api/v1/map"),
    () => ms(views.all),
  );
  const serverMs: Record<string, number> = {};
  const drawnMs: Record<string, number> = {};
  for (const name of names) {
    serverMs[name] = median(await Array.fromAsync({ length: rounds }, () => ms(views[name])));
    drawnMs[name] = median(
      await Array.fromAsync({ length: rounds }, () =>
        open((page) => drawn(page, `${url}${views[name]}`)),
      ),
    );
  }
  const pan = {
    all: await open(async (page) => {
      await page.goto(`${url}${views.all}`);
      return panned(page, "#map");
    }),
    empty: await open(empty),
  };
  return {
    name: "page-map",
    ...figures,
    unit: "ms",
    params: { rounds, pipelines, serverMs, drawnMs, pan, all },
  };
}

/** Each waits for two that come before it, as a rule of its own domain. */
const estate = () =>
  Array.from({ length: pipelines }, (_, n) =>
    pipeline(nameOf(n), [task("only")], {
      tags: { domain: [`d${n % domains}`] },
      after: [n - domains, n - 7 * (1 + (n % 9))].filter((at) => at >= 0).map(followed),
    }),
  );

const nameOf = (n: number): string => `p-${String(n).padStart(5, "0")}`;
const followed = (at: number) => ({
  condition: normalizeCondition({ pipeline: nameOf(at), state: "succeeded" }),
  per: "date" as const,
});
