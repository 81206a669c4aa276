// The page in a real browser, against a whole Trunkline in this process.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { beforeEach, expect } from "vitest";
import { localDoor } from "#api/local-browser.ts";
import { ensureToken } from "#cli/server-file.ts";
import { chromiumPath, noChromium } from "./chromium.ts";
import type { Files } from "./repository.ts";
import { type ServerUnderTest, serverUnderTest } from "./server.ts";

/** Skips each test of the file, with the reason, where the machine has no browser. */
export function needsChromium(): void {
  beforeEach((context) => {
    if (chromiumPath() === null) context.skip(noChromium);
  });
}

export interface PageUnderTest extends AsyncDisposable {
  server: ServerUnderTest;
  /** A tab that was let in already and is nowhere yet. What the page complained of is in `complaints`. */
  tab(options?: BrowserContextOptions & { url?: string }): Promise<Tab>;
}

export interface Tab {
  page: Page;
  /** Errors of scripts, violations of the policy, answers of 400 and above. */
  complaints: string[];
}

/** Use as `await using at = await pageUnderTest(files)`, in a file that says `needsChromium()`. */
export async function pageUnderTest(
  files: Files,
  options: Parameters<typeof serverUnderTest>[1] = {},
): Promise<PageUnderTest> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await serverUnderTest(files, options));
  const browser = await chromium.launch({
    executablePath: chromiumPath() as string,
    args: ["--no-sandbox"],
  });
  stack.defer(() => browser.close());
  const door = localDoor(await ensureToken(server.state));
  const ended = stack.move();
  return {
    server,
    async tab({ url = server.url, ...context } = {}) {
      const opened = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        ...context,
      });
      const page = await opened.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      await page.goto(`${url}${door}`);
      return { page, complaints };
    },
    [Symbol.asyncDispose]: () => ended.disposeAsync(),
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds by the rules of WCAG 2.2 AA must be nothing. */
export async function expectAccessible(page: Page): Promise<void> {
  // By the debugger's way, which the page's policy does not hold for.
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  )) as AxeResults;
  expect(
    violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 200))]),
  ).toEqual([]);
}

/** Nothing is cut off at the side, and the page itself never scrolls sideways. */
export async function expectNoSideScroll(page: Page): Promise<void> {
  const [width, room] = (await page.evaluate(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  )) as [number, number];
  expect(width).toBeLessThanOrEqual(room);
}

/** For people to look at, in the folder TRUNKLINE_SCREENSHOTS; nowhere without it. Never compared. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TRUNKLINE_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
