// Rows as a table for people: few of them, each value on one line and cut to a width.

const maxRows = 20;
const maxColumns = 20;
const maxWidth = 40;

/** Lines with a header; values are texts as Postgres writes them, null for NULL. */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): string {
  if (columns.length === 0 || rows.length === 0) return "";
  const cells = [columns, ...rows.slice(0, maxRows)].map((row) =>
    row.slice(0, maxColumns).map((value) => (value === null ? "NULL" : oneLine(value))),
  );
  const widths = (cells[0] ?? []).map((_, index) =>
    Math.max(...cells.map((row) => row[index]?.length ?? 0)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(" | ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("-+-"));
  return `${lines.join("\n")}\n`;
}

/** `3 rows`, or how many of them are shown. */
export const rowCountLine = (count: number, listed: number): string => {
  const text = count === 1 ? "1 row" : `${count} rows`;
  return listed > maxRows ? `${text}, the first ${maxRows} are shown\n` : `${text}\n`;
};

function oneLine(value: string): string {
  // A control character would act on the terminal that shows it.
  const text = value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "·");
  return text.length > maxWidth ? `${text.slice(0, maxWidth - 1)}…` : text;
}
