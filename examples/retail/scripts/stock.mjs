// Takes a snapshot of the stock at an instant: what each product began its month with, less what was sold since.

import { output, task } from "./task.mjs";
import { inWarehouse } from "./warehouse.mjs";

/** Units of every product on the first of a month. */
const openingUnits = 20_000;

const takeSnapshot = `
  insert into stock_snapshot (taken_at, product, units)
  select :at, p.product, :opening - coalesce(sum(o.quantity), 0)
  from product p
  left join orders o on o.product = p.product and o.placed_at >= :from and o.placed_at <= :at
  group by p.product
  on conflict do update set units = excluded.units`;

task(["at"], ({ at }) => {
  // To whole seconds in UTC: the form of orders.placed_at, so that texts compare as instants do.
  const instant = Temporal.Instant.from(at).round({
    smallestUnit: "second",
    roundingMode: "floor",
  });
  const from = `${instant.toString().slice(0, 7)}-01T00:00:00Z`;
  const { changes } = inWarehouse((db) =>
    db.prepare(takeSnapshot).run({ at: instant.toString(), from, opening: openingUnits }),
  );
  if (changes === 0) console.log("nothing was loaded yet, so there is no product to count");
  output({ products: changes });
});
