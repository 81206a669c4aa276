// Plain CSV: a header, then rows without quoting, as the shops send it. Every fault names its file and line.

import { readFileSync } from "node:fs";

/** Columns of each kind of file; a trailing `#` marks whole numbers (amounts are cents, never fractions). */
export const columns = {
  products: ["product", "name", "unit_cents#"],
  orders: ["order_id", "placed_at", "product", "quantity#", "unit_cents#", "amount_cents#"],
  refunds: ["refund_id", "order_id", "amount_cents#", "reason"],
  payments: ["payment_id", "order_id", "method", "amount_cents#"],
};

/** The daily files of a region, parents first. */
export const kinds = ["orders", "refunds", "payments"];

const nameOf = (column) => column.replace("#", "");

export function formatCsv(kind, rows) {
  const names = columns[kind].map(nameOf);
  const lines = rows.map((row) => names.map((name) => row[name]).join(","));
  return `${[names.join(","), ...lines].join("\n")}\n`;
}

/**
 * Reads a file as `{rows, faults}`. Each row has its `line`; each fault is a text that starts with `file:line:`.
 * Reading goes on after a bad row, so that one look shows all of them.
 */
export function readCsv(kind, path, shownAs = path) {
  const expected = columns[kind];
  const [header, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const names = expected.map(nameOf);
  if (header !== names.join(",")) {
    return {
      rows: [],
      faults: [`${shownAs}:1: the header must be "${names.join(",")}", not "${header}"`],
    };
  }
  const rows = [];
  const faults = [];
  for (const [index, text] of lines.entries()) {
    const line = index + 2;
    const cells = text.split(",");
    const fault = faultOf(expected, cells);
    if (fault) faults.push(`${shownAs}:${line}: ${fault}`);
    else rows.push({ line, ...toRow(expected, cells) });
  }
  return { rows, faults };
}

function faultOf(expected, cells) {
  if (cells.length !== expected.length) {
    return `has ${cells.length} fields, ${expected.length} are expected`;
  }
  for (const [index, column] of expected.entries()) {
    const value = cells[index];
    if (value === "") return `${nameOf(column)} is empty`;
    if (column.endsWith("#") && !/^\d{1,12}$/.test(value)) {
      return `${nameOf(column)} must be a whole number, not "${value}"`;
    }
  }
  return null;
}

function toRow(expected, cells) {
  const entries = expected.map((column, index) => [
    nameOf(column),
    column.endsWith("#") ? Number(cells[index]) : cells[index],
  ]);
  return Object.fromEntries(entries);
}
