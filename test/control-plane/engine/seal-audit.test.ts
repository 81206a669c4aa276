// The sealer's loop: a record is chained within a second of its commit, whichever of two servers does it.

import { expect, test } from "vitest";
import { startSealing } from "#engine/seal-audit.ts";
import { auditHead } from "#store/audit.sql.ts";
import { writeAudit } from "#store/write-audit.ts";
import { testDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/eventually.ts";

test("two servers seal what comes, each record once", async () => {
  await using db = await testDatabase();
  const said: string[] = [];
  const loops = [
    startSealing(db.pool, said.push.bind(said)),
    startSealing(db.pool, said.push.bind(said)),
  ];
  for (let n = 0; n < 20; n++)
    await writeAudit(db.pool, { actor: "ada", act: "hold", subject: `p${n}` });
  await eventually("all are sealed", async () => (await auditHead(db.pool))?.unsealed === 0);
  await Promise.all(loops.map((loop) => loop.stop()));
  const { rows } = await db.pool.query(
    "select count(*)::int as ids, count(distinct i)::int as distinct from trunkline.audit_seal s, unnest(s.ids) i",
  );
  expect(rows).toEqual([{ ids: 20, distinct: 20 }]);
  expect(said).toEqual([]);
});
