// How soon is the graph of 5,000 tasks drawn, and how smoothly does it move? Two pipelines of 5,000 tasks opened in a real browser,
// from the request until it is painted, over a pipeline of ten tasks: what any page costs. Then it is dragged by a real mouse.
// A headless browser without a graphics card paints by the processor, so that the empty box beside it says what the machine can do.

import type { Page } from "playwright-core";
import type { Task } from "#core/pipeline.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { type BenchDatabase, benchDatabase } from "./support/database.ts";
import { drawn, type Frames, panned } from "./support/pan.ts";
import { alternate, median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";
import { servedPage } from "./support/served-page.ts";

const tasks = scaled(5_000);

/** Names that say nothing and needs without order: nothing that could be folded by sense. */
function tangled(): Task[] {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  return Array.from({ length: tasks }, (_, n) => {
    const needs = [Math.max(0, n - 1 - random(40)), Math.max(0, n - 1 - random(9))];
    return task(`t${n}`, { needs: n === 0 ? [] : [...new Set(needs)] });
  });
}

/** Five hundred boxes of ten steps each, as estates have them. */
const boxed = (): Task[] =>
  Array.from({ length: tasks }, (_, n) =>
    task(`box_${Math.floor(n / 10)}_step_${n % 10}`, { needs: n % 10 === 0 ? [] : [n - 1] }),
  );

const kinds = { tangled: "tangled", boxed: "boxed" } as const;

export async function run(rounds: number): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const db: BenchDatabase = stack.use(await benchDatabase());
  await deploy(db.pool, [
    pipeline("ten", tangled().slice(0, 10)),
    pipeline(kinds.tangled, tangled()),
    pipeline(kinds.boxed, boxed()),
  ]);
  const { url, open } = stack.use(await servedPage(db));
  const of = (name: string) => `${url}/pipelines/test/${name}`;
  const seconds = (name: string) => open(async (page) => (await drawn(page, of(name))) / 1000);
  await seconds(kinds.tangled);
  const { all, ...figures } = await alternate(
    rounds,
    () => seconds("ten"),
    () => seconds(kinds.tangled),
  );
  const boxedSeconds = median(
    await Array.fromAsync({ length: rounds }, () => seconds(kinds.boxed)),
  );
  const pan: Record<string, Frames | number> = {};
  for (const name of Object.values(kinds))
    pan[name] = await open(async (page) => {
      await page.goto(of(name));
      return panned(page, ".graph");
    });
  pan.empty = await open(empty);
  return {
    name: "page-graph",
    ...figures,
    unit: "s",
    params: { rounds, tasks, boxedSeconds, pan, all },
  };
}

/** The same hand over a box with nothing in it. */
export async function empty(page: Page): Promise<Frames> {
  await page.evaluate(`{
    const box = document.createElement("div");
    box.className = "graph";
    box.tabIndex = 0;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", "20000");
    svg.setAttribute("height", "20000");
    box.append(svg);
    document.querySelector("main").replaceChildren(box);
  }`);
  return panned(page, ".graph");
}
