// Opens the warehouse, one SQLite file that all pipelines share, and runs work in a transaction.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { dataPath, InputError } from "./task.mjs";

/** Pipelines may overlap: a writer waits this long (ms) for another, then fails as "database is locked". */
const busyTimeout = 10_000;

export const sql = (name) => readFileSync(new URL(`../sql/${name}.sql`, import.meta.url), "utf8");

/** Calls `work` with the open warehouse; everything in it is one transaction: all of it happens or nothing. */
export function inWarehouse(work) {
  mkdirSync(dataPath(), { recursive: true });
  const db = new DatabaseSync(dataPath("warehouse.sqlite"), { timeout: busyTimeout });
  try {
    // Readers never wait for the writer. Foreign keys are on by default in node:sqlite.
    db.exec("pragma journal_mode = wal; pragma synchronous = normal;");
    db.exec("begin immediate");
    db.exec(sql("schema"));
    const result = work(db);
    db.exec("commit");
    return result;
  } finally {
    // Closing rolls back whatever was not committed.
    db.close();
  }
}

/** Fails with what to do when a date was never loaded: an empty report would look like a day without sales. */
export function requireLoaded(db, date) {
  const { loaded } = db
    .prepare("select count(*) as loaded from orders where business_date = ?")
    .get(date);
  if (loaded === 0) {
    const next = existsSync(dataPath("landing", date))
      ? "its files have landed: run load-warehouse"
      : "nothing has landed: run ingest-orders, or daily-revenue, which does it all";
    throw new InputError(`the warehouse has no orders of ${date}; ${next} for that date`);
  }
}
