// Checks of data as an action has them: every default supplied, texts of SQL still with `:name`.

import type { PostgresConnection } from "../connections/postgres.ts";
import type { Scalar } from "../pipeline.ts";

/** What becomes of a check that does not hold. */
export type OnFailure = "block" | "warn" | "quarantine";

/** Part of a hundred, or a number. */
export type Tolerance = { percent: number } | { absolute: number };

export type Rule =
  | { kind: "rows"; min: number | null; max: number | null; usual: Usual | null }
  | { kind: "notNull"; columns: readonly string[] }
  | { kind: "unique"; columns: readonly string[] }
  | { kind: "each"; condition: string }
  /** Age of the newest row by the database's clock. */
  | { kind: "fresh"; column: string; withinMs: number }
  /** `columns`: type by name; null: those of the last run. */
  | { kind: "columns"; columns: Readonly<Record<string, string>> | null }
  | {
      kind: "equals";
      figure: string;
      query: string;
      elsewhere: Elsewhere | null;
      within: Tolerance;
    };

export interface Usual {
  percent: number;
  /** How many earlier runs count. */
  of: number;
}

export interface Elsewhere {
  connectionName: string;
  connection: PostgresConnection;
}

export interface DataCheck {
  name: string;
  onFailure: OnFailure;
  rule: Rule;
}

export interface CheckAction {
  kind: "check";
  connectionName: string;
  /** As the file said when the revision was deployed. */
  connection: PostgresConnection;
  /** What is checked: a table, of which `where` takes some rows, or a query. */
  source: { table: string; where: string | null } | { query: string };
  params: Record<string, Scalar>;
  /** Rows that are kept of each check that does not hold, and which columns of them; null: all. */
  sample: number;
  sampleColumns: readonly string[] | null;
  /** Table that takes rows. */
  quarantine: string | null;
  /** In the order of their names. */
  checks: readonly DataCheck[];
}

/** What was found by one check, as it is kept with the run. */
export interface CheckResult {
  name: string;
  /** `unknown`: there is nothing to compare with yet. */
  verdict: "held" | "failed" | "warned" | "quarantined" | "unknown";
  /** A number, or columns with their types; null where the rows give none. */
  figure: number | Readonly<Record<string, string>> | null;
  /** What was to be, and what was found, as one sentence for people. */
  message: string;
  /** Rows that break it, by column; as texts. */
  sample: readonly Readonly<Record<string, string | null>>[];
}

/** Numbers that the check had in earlier runs, the newest first. */
export type History = (check: string, most: number) => Promise<readonly CheckResult["figure"][]>;
