// How long until the first page can be used: Today of an estate of 200 pipelines, opened by a browser that has nothing of it yet,
// until its script has run, over a file with the bytes of the same page and no script. What its scripts weigh is told as well.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { readAssets } from "#web/assets.ts";
import { benchDatabase } from "./support/database.ts";
import { alternate, type Result } from "./support/rounds.ts";
import { servedPage } from "./support/served-page.ts";

const estate = Array.from({ length: 200 }, (_, number) => pipeline(`load-${number}`, [task("go")]));

/** From the start of a navigation to the end of what runs before the page counts as loaded; its modules are among it. */
const usable =
  "(([one]) => one.domContentLoadedEventEnd - one.startTime)(performance.getEntriesByType('navigation'))";

export async function run(rounds: number): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const db = stack.use(await benchDatabase());
  await deploy(db.pool, estate);
  const page = stack.use(await servedPage(db));
  const seconds = async (tab: Page): Promise<number> => Number(await tab.evaluate(usable)) / 1000;
  const html = await page.open((tab) => tab.content());
  const plain = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html.replaceAll(/<script[^>]*><\/script>|<link[^>]*>/g, ""));
  }).listen(0, "127.0.0.1");
  await once(plain, "listening");
  stack.defer(() => void plain.close());
  const { port } = plain.address() as AddressInfo;
  const ours = () => page.open(seconds);
  const reference = () =>
    page.open(async (tab) => {
      await tab.goto(`http://127.0.0.1:${port}/`);
      return seconds(tab);
    });
  const { all, ...figures } = await alternate(rounds, reference, ours);
  const scripts = [...readAssets()].filter(([name]) => name.endsWith(".js"));
  const scriptGzipBytes = scripts.reduce((sum, [, { body }]) => sum + gzipSync(body).length, 0);
  return { name: "page-first", ...figures, unit: "s", params: { rounds, scriptGzipBytes, all } };
}
