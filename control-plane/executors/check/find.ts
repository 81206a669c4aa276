// What the database says of the rows that are checked: counted in one pass, and the rest asked for when a check needs it.

import type { DataCheck } from "#core/checks/check.ts";
import { columnsText, doubledCountText, passText } from "#core/checks/statements.ts";
import type { Found } from "#core/checks/verdict.ts";
import { TaskFailure } from "../in-process.ts";
import type { CheckSession } from "./session.ts";

export interface CheckedRows {
  of(check: DataCheck): Promise<Found>;
  /** Types by column, in the table's order. */
  columns(): Promise<Record<string, string>>;
}

export async function findAll(session: CheckSession): Promise<CheckedRows> {
  const { action } = session;
  const pass = passText(action);
  const [counted = []] = (await session.ask(pass.text)).rows;
  const rows = Number(counted[0] ?? 0);
  const numbers = new Map(pass.names.map((name, index) => [name, counted[index + 1] ?? null]));
  let types: Promise<Record<string, string>> | undefined;
  const columns = () => {
    types ??= columnTypes(session);
    return types;
  };
  return {
    columns,
    async of({ name, rule }) {
      const found: Found = { rows, number: numbers.get(name) ?? null, other: null, columns: null };
      if (rule.kind === "columns") return { ...found, columns: await columns() };
      if (rule.kind === "unique") {
        const doubled = await session.ask(doubledCountText(rule.columns, action.source));
        return { ...found, number: doubled.rows[0]?.[0] ?? null };
      }
      if (rule.kind !== "equals") return found;
      const other =
        rule.elsewhere === null
          ? ((await session.ask(rule.query)).rows[0]?.[0] ?? null)
          : await session.elsewhere(rule.elsewhere.connection, rule.query);
      return { ...found, other };
    },
  };
}

async function columnTypes(session: CheckSession): Promise<Record<string, string>> {
  const { columns, types, modifiers } = await session.ask(columnsText(session.action.source));
  const doubled = columns.find((name, index) => columns.indexOf(name) !== index);
  if (doubled !== undefined)
    throw new TaskFailure(`The query gives two columns "${doubled}".`, { mayRetry: false });
  // Numbers of the server's own answer: no text of somebody's.
  const list = (numbers: readonly number[], type: string) => `'{${numbers.join()}}'::${type}[]`;
  const named = await session.ask(
    `select format_type(t.oid, nullif(t.modifier, -1)) from unnest(${list(types, "oid")}, ${list(modifiers, "int")}) with ordinality t(oid, modifier, place) order by t.place`,
  );
  return Object.fromEntries(columns.map((name, index) => [name, named.rows[index]?.[0] ?? "?"]));
}
