// Loads a date into the warehouse. Replaces whatever the date had before, in one transaction:
// a second load of the same files changes nothing, a crash in the middle leaves the old rows.

import { readLanding, readProducts } from "./landing.mjs";
import { InputError, output, regions, task } from "./task.mjs";
import { inWarehouse } from "./warehouse.mjs";

const inserts = {
  product: `insert into product values (:product, :name, :unit_cents)
    on conflict do update set name = excluded.name, unit_cents = excluded.unit_cents`,
  orders:
    "insert into orders values (:order_id, :date, :region, :placed_at, :product, :quantity, :amount_cents)",
  refunds: "insert into refund values (:refund_id, :order_id, :amount_cents, :reason)",
  payments: "insert into payment values (:payment_id, :order_id, :method, :amount_cents)",
};

task(["date", "expect-rows?"], ({ date, "expect-rows": expected }) => {
  const landings = regions.map((region) => ({ region, ...readLanding(date, region) }));
  const faults = landings.flatMap((landing) => landing.faults);
  if (faults.length > 0) {
    throw new InputError(
      `${faults.length} fault(s), nothing was loaded; the first is ${faults[0]}`,
    );
  }
  const rows = inWarehouse((db) => {
    clearDate(db, date);
    const counts = landings.map((landing) => loadRegion(db, date, landing));
    const loaded = counts.reduce((sum, count) => sum + count, 0);
    // Thrown before the commit, so the warehouse stays as it was.
    if (expected !== undefined && Number(expected) !== loaded) {
      throw new InputError(
        `${expected} rows of ${date} were validated, but there are ${loaded} now: the files changed in between, nothing was loaded`,
      );
    }
    return loaded;
  });
  output({ rows });
});

function clearDate(db, date) {
  const ofDate = "order_id in (select order_id from orders where business_date = ?)";
  db.prepare(`delete from refund where ${ofDate}`).run(date);
  db.prepare(`delete from payment where ${ofDate}`).run(date);
  db.prepare("delete from orders where business_date = ?").run(date);
  insertAll(db, "product", readProducts());
}

function loadRegion(db, date, { region, orders, refunds, payments }) {
  const dated = orders.map((order) => ({ ...order, date, region }));
  return (
    insertAll(db, "orders", dated) +
    insertAll(db, "refunds", refunds) +
    insertAll(db, "payments", payments)
  );
}

function insertAll(db, kind, rows) {
  const insert = db.prepare(inserts[kind]);
  // Rows carry more than the statement names, such as their line.
  insert.setAllowUnknownNamedParameters(true);
  for (const row of rows) insert.run(row);
  return rows.length;
}
