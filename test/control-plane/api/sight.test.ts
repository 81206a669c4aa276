import { expect, test } from "vitest";
import type { Access } from "#access/access.ts";
import { createEyes } from "#api/sight.ts";
import type { Identity } from "#core/access/identity.ts";
import { readingAs } from "#store/as-reader.ts";
import { createReaderPool } from "#store/connect.ts";
import { asRole, type TestDatabase, testDatabase } from "#test/support/database.ts";

const robot: Identity = { kind: "robot", name: "r", groups: [], mfa: false, scopes: null };

/** Whoever asks may read what has the tag `open`. */
const access: Access = {
  version: "1",
  decide: (_identity, _action, on) => ({
    ...{ allowed: on.kind === "pipeline" && "open" in on.facts.tags, policies: [], errors: [] },
  }),
};

const put = (db: TestDatabase, id: number, project: string, tag: string) =>
  db.pool.query(
    `insert into trunkline.access_class (id, key, facts) overriding system value
     values ($1, $2, jsonb_build_object('project', $3::text, 'environment', 'prod', 'folder', '', 'owner', null,
                                        'tags', jsonb_build_object($4::text, '["x"]'::jsonb)))`,
    [id, `key ${id}`, project, tag],
  );

test("a class that comes is seen with the next request, also one that was numbered before others", async () => {
  await using db = await testDatabase();
  await put(db, 10, "sales", "open");
  await put(db, 12, "pay", "closed");
  const pool = createReaderPool(asRole(db.connectionString, "api"), { max: 2 });
  const eyes = createEyes(pool, () => access);
  expect(eyes.seenBy(robot), "before anything was looked at").toEqual([]);
  const first = await eyes.sightOf(robot);
  expect(first).toMatchObject({ classes: [10], projects: [], known: ["sales"], partial: ["pay"] });
  expect(eyes.seenBy(robot)).toEqual([10]);
  // Its transaction took a number before the others', and was slow to commit.
  await put(db, 7, "ops", "open");
  await put(db, 15, "pay", "open");
  const { classes, known } = await eyes.sightOf(robot);
  expect(classes?.toSorted()).toEqual([10, 15, 7]);
  expect(known?.toSorted()).toEqual(["ops", "pay", "sales"]);
  expect(eyes.seenBy(robot)).toHaveLength(3);
  await pool.end();
});

test("what decides what a request sees doesn't wait for that itself", async () => {
  await using db = await testDatabase();
  await put(db, 3, "sales", "open");
  const pool = createReaderPool(asRole(db.connectionString, "api"), { max: 2 });
  const eyes = createEyes(pool, () => access);
  let asked = 0;
  await readingAs(
    () => {
      asked++;
      return eyes.seenBy(robot);
    },
    async () => {
      expect((await eyes.sightOf(robot)).classes).toEqual([3]);
      expect(asked, "it would have been answered by what was known before").toBe(0);
      const { rows } = await pool.query("select current_setting('trunkline.classes') as seen");
      expect(rows).toEqual([{ seen: "{3}" }]);
    },
  );
  await pool.end();
});
