// The landing area: what the shops sent, one folder per date and region, and the check of such a folder.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { kinds, readCsv } from "./csv.mjs";
import { dataPath, InputError } from "./task.mjs";

export const landingPath = (date, region, ...file) => dataPath("landing", date, region, ...file);

export const checksum = (text) => createHash("sha256").update(text).digest("hex");

/** The catalogue is part of the estate: a change of a price is a commit. */
export function readProducts() {
  const path = fileURLToPath(new URL("../data/products.csv", import.meta.url));
  const { rows, faults } = readCsv("products", path, "data/products.csv");
  if (faults.length > 0) throw new InputError(faults.join("\n"));
  return rows;
}

/** Reads one region of a date as `{orders, refunds, payments, faults}`; faults are texts, none means sound. */
export function readLanding(date, region) {
  const manifestPath = landingPath(date, region, "manifest.json");
  if (!existsSync(manifestPath)) {
    const fault = `landing/${date}/${region} has no manifest.json: run ingest-orders for ${date} first`;
    return { orders: [], refunds: [], payments: [], faults: [fault] };
  }
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
  const files = kinds.map((kind) => readFile(date, region, kind, manifest[kind]));
  const [orders, refunds, payments] = files.map((file) => file.rows);
  const faults = files.flatMap((file) => file.faults);
  return {
    orders,
    refunds,
    payments,
    faults: [...faults, ...relationFaults(date, region, orders, refunds, payments)],
  };
}

function readFile(date, region, kind, promised) {
  const path = landingPath(date, region, `${kind}.csv`);
  const shownAs = `landing/${date}/${region}/${kind}.csv`;
  if (!existsSync(path))
    return { rows: [], faults: [`${shownAs}: the manifest lists it, but it is missing`] };
  const { rows, faults } = readCsv(kind, path, shownAs);
  if (faults.length === 0 && rows.length !== promised.rows) {
    faults.push(`${shownAs}: has ${rows.length} rows, the manifest says ${promised.rows}`);
  }
  const actual = checksum(readFileSync(path));
  if (actual !== promised.sha256) {
    faults.push(
      `${shownAs}: sha256 is ${actual.slice(0, 12)}…, the manifest says ${promised.sha256.slice(0, 12)}…`,
    );
  }
  return { rows, faults };
}

/** Foreign keys and sums: what a single row can't show. */
function relationFaults(date, region, orders, refunds, payments) {
  const at = (kind, row) => `landing/${date}/${region}/${kind}.csv:${row.line}:`;
  const products = new Set(readProducts().map((row) => row.product));
  const amounts = new Map();
  const faults = [];
  for (const row of orders) {
    if (amounts.has(row.order_id))
      faults.push(`${at("orders", row)} order ${row.order_id} is there twice`);
    amounts.set(row.order_id, row.amount_cents);
    if (!products.has(row.product))
      faults.push(`${at("orders", row)} product ${row.product} is not in data/products.csv`);
    if (row.quantity * row.unit_cents !== row.amount_cents) {
      faults.push(
        `${at("orders", row)} ${row.quantity} × ${row.unit_cents} is not ${row.amount_cents}`,
      );
    }
  }
  for (const [kind, rows] of [
    ["refunds", refunds],
    ["payments", payments],
  ]) {
    for (const row of rows) {
      if (!amounts.has(row.order_id))
        faults.push(`${at(kind, row)} order ${row.order_id} does not exist`);
    }
  }
  for (const row of refunds) {
    if (row.amount_cents > (amounts.get(row.order_id) ?? Infinity)) {
      faults.push(
        `${at("refunds", row)} refunds ${row.amount_cents}, more than the order's ${amounts.get(row.order_id)}`,
      );
    }
  }
  return faults;
}
