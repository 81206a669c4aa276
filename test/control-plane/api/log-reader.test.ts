// Output in the database and in the archive reads as one.

import { expect, test } from "vitest";
import { archiveLogs } from "#engine/log-archive.ts";
import { appendLog } from "#store/logs.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { newWorker, perform } from "#test/support/engine.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { apiOn, apiUnderTest } from "./api-under-test.ts";

const three = pipeline("three", [task("a"), task("b"), task("c")]);

test("with `follow` and without, by task and after a cursor", async () => {
  await using plain = await apiUnderTest([three]);
  const { pool } = plain;
  await using directory = temporaryDirectory();
  const logArchive = directory.path;
  const { body } = await plain.post("/pipelines/test/three/runs");
  const worker = await newWorker(pool);
  for (const idx of [0, 1, 2]) await perform(pool, worker, body.id, idx);
  const write = (idx: number, ...texts: string[]) =>
    appendLog(pool, {
      runs: texts.map(() => body.id),
      idxs: texts.map(() => idx),
      attempts: texts.map(() => 1),
      seqs: texts.map((_, n) => n + 1),
      contents: texts.map((text) => Buffer.from(text)),
    });
  await write(0, "a1 ", "a2 ");
  await write(2, "c1 ", "c2 ");
  await archiveLogs(pool, logArchive, new Date(Date.now() + 2 * 86_400_000));
  await write(1, "b1 ");
  await write(2, "c1 ", "c2 ", "c3 ");
  await pool.query("delete from trunkline.log_chunk where idx = 2 and seq < 3");
  await using api = await apiOn(pool, { logArchive });
  const read = async (query: string) =>
    (await api.get(`/runs/${body.id}/logs?format=text${query}`)).text;
  expect(await read("")).toBe("a1 a2 b1 c1 c2 c3 ");
  expect(await read("&follow=true")).toBe("a1 a2 b1 c1 c2 c3 ");
  expect(await read("&task=c")).toBe("c1 c2 c3 ");
  expect(await read("&after=0.1.1")).toBe("a2 b1 c1 c2 c3 ");
  expect(await read("&after=2.1.2&task=c")).toBe("c3 ");
  expect(await read("&task=a&attempt=2")).toBe("");
});
