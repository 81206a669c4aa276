// Stands in for the shops' systems: writes the orders, refunds and payments of one date and region.
// The same date and region give the same bytes, so that reruns and tests agree. Three processes, one per region.

import { createHash } from "node:crypto";
import { formatCsv, kinds } from "./csv.mjs";
import { checksum, landingPath, readProducts } from "./landing.mjs";
import { output, task, writeWhole } from "./task.mjs";

/** Orders on an ordinary weekday; a weekend has half as many again. */
const ordersPerDay = { eu: 120, us: 150, apac: 90 };
const methods = ["card", "card", "card", "invoice", "wallet"];
const reasons = ["damaged", "late", "changed mind"];

task(["date", "region"], ({ date, region }) => {
  const random = randomFrom(`${date}/${region}`);
  const orders = makeOrders(date, region, random);
  const refunds = makeRefunds(orders, random);
  const payments = makePayments(date, orders, random);
  const texts = {
    orders: formatCsv("orders", orders),
    refunds: formatCsv("refunds", refunds),
    payments: formatCsv("payments", payments),
  };
  const counts = { orders: orders.length, refunds: refunds.length, payments: payments.length };
  for (const kind of kinds) writeWhole(landingPath(date, region, `${kind}.csv`), texts[kind]);
  // Last, because it promises the rest.
  const manifest = kinds.map((kind) => [
    kind,
    { rows: counts[kind], sha256: checksum(texts[kind]) },
  ]);
  writeWhole(
    landingPath(date, region, "manifest.json"),
    `${JSON.stringify(Object.fromEntries(manifest), null, 2)}\n`,
  );
  output({ rows: counts.orders + counts.refunds + counts.payments });
});

/** A function that gives the next whole number in [0, limit): hashes of a counter, so fixed by the seed alone. */
function randomFrom(seed) {
  let drawn = 0;
  return (limit) =>
    createHash("sha256").update(`${seed}#${drawn++}`).digest().readUInt32BE(0) % limit;
}

function makeOrders(date, region, random) {
  const products = readProducts();
  const weekend = Temporal.PlainDate.from(date).dayOfWeek > 5;
  const count = Math.round(ordersPerDay[region] * (weekend ? 1.5 : 1)) + random(20);
  const seconds = Array.from({ length: count }, () => random(86_400)).sort((a, b) => a - b);
  return seconds.map((second, index) => {
    const { product, unit_cents } = products[random(products.length)];
    const quantity = 1 + random(4);
    return {
      order_id: `${region.toUpperCase()}-${date.replaceAll("-", "")}-${String(index + 1).padStart(4, "0")}`,
      placed_at: Temporal.Instant.from(`${date}T00:00:00Z`).add({ seconds: second }).toString(),
      product,
      quantity,
      unit_cents,
      amount_cents: quantity * unit_cents,
    };
  });
}

/** About one order in twenty-five comes back, half of those only in part. */
function makeRefunds(orders, random) {
  const returned = orders.filter(() => random(25) === 0);
  return returned.map((order) => ({
    refund_id: `R-${order.order_id}`,
    order_id: order.order_id,
    amount_cents: random(2) === 0 ? order.amount_cents : Math.floor(order.amount_cents / 2),
    reason: reasons[random(reasons.length)],
  }));
}

/**
 * One payment an order. On each date whose day is a multiple of 5 the provider errs, for reconcile-payments to find:
 * it captures the first order twice and only half of the last.
 */
function makePayments(date, orders, random) {
  const payments = orders.map((order) => ({
    payment_id: `P-${order.order_id}`,
    order_id: order.order_id,
    method: methods[random(methods.length)],
    amount_cents: order.amount_cents,
  }));
  if (Temporal.PlainDate.from(date).day % 5 !== 0) return payments;
  payments.at(-1).amount_cents = Math.floor(payments.at(-1).amount_cents / 2);
  return [...payments, { ...payments[0], payment_id: `${payments[0].payment_id}-again` }];
}
