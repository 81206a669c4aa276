// The next rows beyond a watermark, by a cursor: however many there are, few are held at a time.

import pg from "pg";
import { bindSql, readSql } from "#core/sql-text.ts";
import type { DatabasePoll } from "#core/triggers/message-trigger.ts";
import { readBody } from "../body.ts";

export interface FoundRow {
  /** As Postgres writes it. */
  watermark: string;
  /** By column. */
  body: Record<string, unknown>;
}

export interface FindInput {
  /** Bound to `:watermark`. */
  from: string;
  limit: number;
  /** It was not taken before. */
  isNew: (row: FoundRow) => boolean;
}

/** `reached`: all rows up to this watermark are among them, or were taken before. */
export type Found = { rows: FoundRow[]; reached: string };

const pageRows = 100;
/** Rows with one watermark come together, since the next look begins beyond it. */
const mostAtOnce = 10_000;

/** @throws Error in Postgres' own words, and for a query that is not what its trigger says. */
export async function findRows(
  client: pg.Client,
  { query, watermark }: DatabasePoll,
  { from, limit, isNew }: FindInput,
): Promise<Found> {
  const { statement, names } = bindSql(query.slice(0, readSql(query).end));
  await client.query("begin read only");
  try {
    await client.query({
      text: `declare trunkline_rows no scroll cursor for ${statement}`,
      values: names.map(() => from),
    });
    const rows: FoundRow[] = [];
    let reached = from;
    for (;;) {
      const page = await client.query<(string | null)[]>({
        text: `fetch ${pageRows} from trunkline_rows`,
        rowMode: "array",
      });
      for (const row of rowsOf(page, watermark)) {
        const isBeyond = rows.length >= limit && row.watermark !== rows.at(-1)?.watermark;
        if (isBeyond) return { rows, reached };
        reached = row.watermark;
        if (isNew(row)) rows.push(row);
        if (rows.length > mostAtOnce)
          throw new Error(`more than ${mostAtOnce} rows have the ${watermark} ${row.watermark}`);
      }
      if (page.rows.length < pageRows) return { rows, reached };
    }
  } finally {
    // The connection may be gone, which whoever asks next hears.
    await client.query("rollback").catch(() => {});
  }
}

function* rowsOf({ fields, rows }: pg.QueryArrayResult, watermark: string): Generator<FoundRow> {
  const place = fields.findIndex(({ name }) => name === watermark);
  if (place === -1) throw new Error(`the query gives no column "${watermark}"`);
  for (const row of rows as (string | null)[][]) {
    const mark = row[place];
    if (mark === null || mark === undefined)
      throw new Error(`"${watermark}" is null in a row: let the query leave such rows out`);
    const body = row.map((value, index) => [
      fields[index]?.name ?? "",
      columnValue(value, fields[index]?.dataTypeID ?? 0),
    ]);
    yield { watermark: mark, body: Object.fromEntries(body) as FoundRow["body"] };
  }
}

const {
  BOOL,
  INT2,
  INT4,
  INT8,
  OID,
  FLOAT4,
  FLOAT8,
  NUMERIC,
  JSON: json,
  JSONB,
} = pg.types.builtins;
const numbers: readonly number[] = [INT2, INT4, INT8, OID, FLOAT4, FLOAT8, NUMERIC];

/** Numbers that lose nothing by it and truth values as such, JSON as its value; all else as Postgres writes it. */
function columnValue(text: string | null, type: number): unknown {
  if (text === null) return null;
  if (type === BOOL) return text === "t";
  if (type === json || type === JSONB) return readBody(text);
  return numbers.includes(type) && String(Number(text)) === text ? Number(text) : text;
}
