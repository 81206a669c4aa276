// The page over a database, and a browser that it lets in.

import { chromium, type Page } from "playwright-core";
import { localDoor } from "#api/local-browser.ts";
import { createApi } from "#api/server.ts";
import { chromiumPath } from "#test/support/chromium.ts";
import type { BenchDatabase } from "./database.ts";

const token = "bench";

export interface ServedPage extends AsyncDisposable {
  url: string;
  /** In a browser that has nothing of it yet but was let in. */
  open<T>(work: (page: Page) => Promise<T>): Promise<T>;
  /** Without a browser and a network. @throws for an answer that isn't one. */
  ask(path: string): Promise<void>;
}

export async function servedPage({ pool }: BenchDatabase): Promise<ServedPage> {
  await using stack = new AsyncDisposableStack();
  const api = await createApi({
    ...{ pool, engine: pool, token },
    projects: { names: ["test"], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
  });
  stack.defer(() => api.close());
  const url = await api.listen({ host: "127.0.0.1", port: 0 });
  const browser = await chromium.launch({
    executablePath: chromiumPath() ?? "",
    args: ["--no-sandbox"],
  });
  stack.defer(() => browser.close());
  const ended = stack.move();
  return {
    url,
    async open(work) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await page.goto(`${url}${localDoor(token)}`);
      const done = await work(page);
      await context.close();
      return done;
    },
    async ask(path) {
      const reply = await api.inject({ url: path, headers: { authorization: `Bearer ${token}` } });
      if (reply.statusCode !== 200)
        throw new Error(`${path}: ${reply.statusCode} ${reply.body.slice(0, 300)}`);
    },
    [Symbol.asyncDispose]: () => ended.disposeAsync(),
  };
}
