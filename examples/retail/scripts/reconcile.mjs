// Compares captured payments with orders (`check`) and books what makes them equal (`repair`).

import { InputError, output, task } from "./task.mjs";
import { inWarehouse, requireLoaded, sql } from "./warehouse.mjs";

task(["date"], ({ date, positionals: [verb] }) => {
  const act = { check, repair }[verb];
  if (!act) throw new InputError(`say "check" or "repair", not "${verb ?? ""}"`);
  const differences = inWarehouse((db) => {
    requireLoaded(db, date);
    const found = db.prepare(sql("payment-differences")).all({ date });
    if (verb === "repair") bookAdjustments(db, found);
    return found;
  });
  act(date, differences);
});

/** Fails while anything differs, and hands over how many orders do: outputs count even when a task fails. */
function check(date, differences) {
  output({ mismatches: differences.length });
  if (differences.length === 0) return console.log(`every order of ${date} is paid exactly`);
  const lines = differences.map(
    (row) =>
      `  ${row.order_id}: ordered ${row.amount_cents}, captured ${row.captured_cents} in ${row.payments} payment(s), adjusted ${row.adjusted_cents}`,
  );
  throw new InputError(
    [`${differences.length} order(s) of ${date} are not paid exactly (cents):`, ...lines].join(
      "\n",
    ),
  );
}

function repair(date, differences) {
  output({ repaired: differences.length });
  console.log(`booked ${differences.length} adjustment(s) for ${date}`);
}

/** An order has at most one adjustment, computed from what was captured: repairing twice books nothing more. */
function bookAdjustments(db, differences) {
  const book = db.prepare(`insert into payment_adjustment values (?, ?, ?)
    on conflict do update set amount_cents = excluded.amount_cents, reason = excluded.reason`);
  const drop = db.prepare("delete from payment_adjustment where order_id = ?");
  for (const row of differences) {
    const amount = row.amount_cents - row.captured_cents;
    if (amount === 0) drop.run(row.order_id);
    else book.run(row.order_id, amount, amount < 0 ? "captured too much" : "captured too little");
  }
}
