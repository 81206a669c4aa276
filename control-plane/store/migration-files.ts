// Reads the numbered migrations and the repeatable functions from their folders, and judges them against the database.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { StoreError } from "./errors.ts";

export interface SqlFile {
  /** File name, such as `0001-first.sql`, or `functions/claim.sql`. */
  name: string;
  /** Absolute, for messages. */
  file: string;
  text: string;
  checksum: string;
  /** Carries the line `--! breaking`: code that doesn't know this migration must not run on its schema. */
  breaking: boolean;
}

/** @throws StoreError when a name isn't `NNNN-name.sql`, or numbers repeat or leave a gap. */
export function readMigrations(folder: string): SqlFile[] {
  const files = readSql(folder, "");
  files.forEach(({ name }, index) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
    const expected = String(index + 1).padStart(4, "0");
    if (number !== expected) {
      throw new StoreError(`the migration ${name} should have the number ${expected}`, {
        help: "Migrations are named NNNN-name.sql and count from 0001 without gaps or repeats; renumber the newer one.",
      });
    }
  });
  return files;
}

/** In name order; each file holds `create or replace` statements only, so that it can be applied again. */
export function readFunctions(folder: string): SqlFile[] {
  return readSql(folder, "functions/");
}

function readSql(folder: string, prefix: string): SqlFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return names.sort().map((name) => {
    const file = path.join(folder, name);
    // A checkout on Windows may have CRLF: the same migration all the same.
    const text = readFileSync(file, "utf8").replaceAll("\r\n", "\n");
    const checksum = createHash("sha256").update(text).digest("hex");
    return { name: prefix + name, file, text, checksum, breaking: /^--! breaking\b/m.test(text) };
  });
}

export interface Applied {
  name: string;
  checksum: string;
  breaking: boolean;
  /** Of the code that applied it; null before that was recorded. */
  version?: string | null;
}

/** Whether a version such as 0.9.1 comes before another; what follows a hyphen does not count. */
export function isOlder(one: string, other: string): boolean {
  const numbers = (version: string) => (version.split("-")[0] ?? "").split(".").map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  const at = left.findIndex((number, n) => number !== (right[n] ?? 0));
  return at !== -1 && (left[at] ?? 0) < (right[at] ?? 0);
}

/**
 * The migrations still to apply; undefined when the database is ahead of these files, which then may be used but not changed.
 * @throws StoreError when an applied file was edited, or the database is ahead by a breaking migration.
 */
export function pendingMigrations(files: SqlFile[], applied: Applied[]): SqlFile[] | undefined {
  const known = new Map(files.map((file) => [file.name, file]));
  const done = new Map(applied.map((row) => [row.name, row]));
  for (const row of applied) {
    const file = known.get(row.name);
    if (file && file.checksum !== row.checksum) {
      throw new StoreError(`the migration ${row.name} was changed after it had been applied`, {
        help: "Restore the file as it was, and put the change into a new migration.",
      });
    }
  }
  const ahead = applied.filter((row) => !known.has(row.name));
  const breaking = ahead.find((row) => row.breaking);
  if (breaking) throw outdated(breaking.name);
  return ahead.length > 0 ? undefined : files.filter((file) => !done.has(file.name));
}

/** What is said of a breaking migration that this code doesn't know. */
export const outdated = (migration: string): StoreError =>
  new StoreError(
    `the database was changed by a newer Trunkline (${migration}), which this one can't use`,
    {
      help: "Run the newer version here too, or restore the database from before that upgrade.",
    },
  );
