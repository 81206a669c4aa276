// The audit's head, kept each day in a file and sent to a receiver, and a chain that was cut off since.

import { createHmac } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type KeepHeadsOptions, startKeepingHeads } from "#alerts/keep-heads.ts";
import { readKept } from "#core/audit/kept-heads.ts";
import { sealAudit } from "#store/audit.sql.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { answer, webServer } from "#test/support/web-server.ts";

const secret = "0123456789abcdef0123";

async function underTest() {
  const stack = new AsyncDisposableStack();
  const { pool } = stack.use(await testDatabase());
  const directory = stack.use(temporaryDirectory());
  const file = path.join(directory.path, "heads");
  const messages: string[] = [];
  let now = new Date("2026-11-27T10:00:00Z");
  return {
    ...{ pool, file, messages },
    set: (text: string) => {
      now = new Date(text);
    },
    async act() {
      const entry = { actor: "ada", act: "pause", subject: "shop/a" } as const;
      await transaction(pool, (db) => writeAudit(db, entry));
      await sealAudit(pool, { limit: 1_000 });
    },
    start(more: Partial<KeepHeadsOptions>) {
      const keeping = startKeepingHeads({
        ...{ pool, file: null, webhook: null, everyMs: 20, now: () => now },
        onMessage: (message) => messages.push(message),
        ...more,
      });
      stack.defer(() => keeping.stop());
      return keeping;
    },
    kept: () => (existsSync(file) ? readKept(readFileSync(file, "utf8")).heads : []),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("a line a day, whatever restarts; what is cut off of the chain is told when the next is kept", async () => {
  await using at = await underTest();
  await at.act();
  await at.act();
  const first = at.start({ file: at.file });
  await eventually("the first is kept", () => at.kept().length === 1);
  const [kept] = at.kept();
  expect(kept).toMatchObject({ at: "2026-11-27T10:00:00.000Z" });
  const { rows } = await at.pool.query(
    "select number::int, encode(head, 'hex') as head from trunkline.audit_seal order by number desc limit 1",
  );
  expect(kept).toMatchObject(rows[0]);
  await first.stop();
  await at.act();
  at.set("2026-11-27T23:59:59Z");
  const second = at.start({ file: at.file });
  at.set("2026-11-28T00:00:00Z");
  await eventually("the second is kept", () => at.kept().length === 2);
  await second.stop();
  expect(at.messages).toEqual([]);

  await at.pool.query(
    "begin; set local session_replication_role = replica; delete from trunkline.audit_seal where number >= 2; commit",
  );
  at.set("2026-11-29T00:00:00Z");
  const third = at.start({ file: at.file });
  await eventually("the third is kept", () => at.kept().length === 3);
  await third.stop();
  expect(at.messages).toEqual([
    expect.stringMatching(/chain ends with seal 1, and seal 3 was kept on .* its end was cut off/),
  ]);
});

test("a receiver gets it once a day, signed, and again until it takes it", async () => {
  await using at = await underTest();
  await at.act();
  let status = 500;
  await using web = await webServer((_, response) => answer(response, status, {}));
  const webhook = { url: `${web.url}/heads?key=1`, secret };
  at.start({ webhook });
  await eventually("it is refused", () => web.asked.length > 0 && at.messages.length > 0);
  expect(at.messages).toEqual([expect.stringMatching(/^the audit's head is not kept: .* 500$/)]);
  status = 200;
  const refused = web.asked.length;
  await eventually("it is taken", () => web.asked.length > refused);
  at.set("2026-11-28T00:00:00Z");
  const ids = () => new Set(web.asked.map(({ headers }) => headers["webhook-id"]));
  await eventually("the next day's is sent", () => ids().size === 2);
  expect([...ids()]).toEqual(["audit-head-2026-11-27", "audit-head-2026-11-28"]);
  const last = web.asked.at(-1);
  const { body = "", headers = {} } = last ?? {};
  expect(JSON.parse(body)).toMatchObject({
    ...{ type: "audit.head", at: "2026-11-28T00:00:00.000Z" },
    head: expect.stringMatching(/^1:[0-9a-f]{64}$/),
  });
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = createHmac("sha256", secret).update(signed).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
});

test("nothing is added to a file of something else, of a restored copy, or before there is a seal; a receiver is judged by its address", async () => {
  await using at = await underTest();
  writeFileSync(at.file, "my notes\n");
  const other = at.start({ file: at.file });
  await eventually("it is told", () => at.messages.length === 1);
  await other.stop();
  expect(at.messages[0]).toContain(`line 1 of ${at.file} is no head of the audit`);
  expect(readFileSync(at.file, "utf8")).toBe("my notes\n");
  await at.act();
  const webhook = { url: "http://169.254.169.254/", secret };
  at.start({ webhook });
  await eventually("it is refused", () => at.messages.length === 2);
  expect(at.messages[1]).toContain("link-local, metadata or reserved address");
  let looks = 0;
  const paused = () => {
    looks++;
    return "a restored copy";
  };
  writeFileSync(at.file, "");
  const copy = at.start({ file: at.file, paused });
  await eventually("it has looked", () => looks > 2);
  await copy.stop();
  expect(readFileSync(at.file, "utf8")).toBe("");
});
