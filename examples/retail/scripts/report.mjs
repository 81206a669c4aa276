// Writes the revenue report of a date as one HTML file that needs nothing else: numbers, tables, a chart.

import { chart, escapeHtml, euro, table } from "./html.mjs";
import { dataPath, output, task, writeWhole } from "./task.mjs";
import { inWarehouse, requireLoaded, sql } from "./warehouse.mjs";

const measures = ["orders", "units", "gross_cents", "refund_cents", "net_cents"];

task(["date"], ({ date }) => {
  const rows = inWarehouse((db) => {
    requireLoaded(db, date);
    return db.prepare(sql("revenue")).all({ date });
  });
  const path = dataPath("reports", `${date}.html`);
  writeWhole(path, page(date, rows));
  const total = sum(rows);
  console.log(`report: ${path}`);
  output({ report: path, orders: total.orders, net_cents: total.net_cents });
});

function sum(rows) {
  return Object.fromEntries(
    measures.map((name) => [name, rows.reduce((total, row) => total + row[name], 0)]),
  );
}

/** One line per value of `key`, the largest net revenue first. */
function by(rows, key) {
  const groups = Map.groupBy(rows, (row) => row[key]);
  const lines = [...groups].map(([label, members]) => ({ label, ...sum(members) }));
  return lines.sort((a, b) => b.net_cents - a.net_cents);
}

function page(date, rows) {
  const products = by(rows, "name");
  const total = { label: "Total", ...sum(rows) };
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Revenue of ${date}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { padding: 0.25rem 0.5rem; text-align: right; border-bottom: 1px solid #8884; }
  th:first-child, td:first-child { text-align: left; }
  tr:last-child { font-weight: bold; }
</style>
<h1>Revenue of ${date}</h1>
<p><strong>${euro(total.net_cents)}</strong> net from ${total.orders} orders:
${euro(total.gross_cents)} gross less ${euro(total.refund_cents)} refunds.</p>
<h2>By region</h2>
${table("Region", [...by(rows, "region"), total])}
<h2>By product</h2>
${chart(products.map((line) => ({ label: line.label, cents: line.net_cents })))}
${table("Product", [...products, total])}
<p>${provenance()}</p>
</html>
`;
}

/** Which run and commit made the report, when Trunkline did. */
function provenance() {
  const { TRUNKLINE_RUN_ID: run, TRUNKLINE_COMMIT: commit } = process.env;
  if (!run) return "Made by hand.";
  return `Made by run ${escapeHtml(run)}${commit ? ` of commit ${escapeHtml(commit)}` : ""}.`;
}
