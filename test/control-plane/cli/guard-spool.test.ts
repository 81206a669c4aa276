// Ten thousand reports that an outage has left in the folder of guards without curl: each is brought once, few at a time, in their
// order, and whoever asks meanwhile doesn't wait for them.

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveSpool } from "#cli/guard-spool.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const count = 10_000;
const numbered = (n: number) => `${n}`.padStart(5, "0");

test("nothing is lost or doubled, few are under way at a time, and an ask comes first", async () => {
  await using folder = temporaryDirectory();
  const asks = join(folder.path, "asks");
  mkdirSync(asks, { recursive: true });
  for (let n = 0; n < count; n++)
    writeFileSync(
      join(asks, `guard0001-e-${numbered(n)}`),
      `projects/shop/guard/report\n{"n":${n}}\n`,
    );
  const told: number[] = [];
  let underWay = 0;
  let most = 0;
  let toldWhenAsked = -1;
  const server = createServer((request, response) => {
    underWay++;
    most = Math.max(most, underWay);
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      if (request.url?.endsWith("/ask")) toldWhenAsked = told.length;
      else told.push(JSON.parse(body).n);
      // Somebody asks when a tenth has been told.
      if (told.length === count / 10)
        writeFileSync(join(asks, "guard0002-call-1"), "projects/shop/guard/ask\n{}\n");
      underWay--;
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  const over = new AbortController();
  const address = { url: `http://127.0.0.1:${port}`, token: "t" } as never;
  const messages: string[] = [];
  const serving = serveSpool(
    { folder: folder.path, server: address, onMessage: (text) => messages.push(text) },
    over.signal,
  );
  await eventually("all are brought", () => readdirSync(asks).length === 0, 150_000);
  over.abort();
  await serving;
  server.close();
  expect(messages).toEqual([]);
  expect(told).toHaveLength(count);
  expect(new Set(told).size).toBe(count);
  expect(most).toBeLessThanOrEqual(64);
  // In the order of the calls, but for those that are under way together.
  expect(Math.max(...told.map((n, at) => Math.abs(n - at)))).toBeLessThan(count / 10);
  expect(toldWhenAsked).toBeGreaterThan(0);
  expect(toldWhenAsked).toBeLessThan(count);
  expect(readdirSync(join(folder.path, "answers"))).toHaveLength(count + 1);
}, 180_000);
