// Lines of comma-separated values, as databases and archives export them: quoted where they have commas, quotes doubled.

/** Fields of one line; null: a quote is left open. @param separator one sign */
export function csvFields(line: string, separator: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let field = "";
      for (;;) {
        const end = line.indexOf('"', at + 1);
        if (end < 0) return null;
        field += line.slice(at + 1, end);
        at = end + 1;
        if (line[at] !== '"') break;
        field += '"';
      }
      fields.push(field);
    } else {
      const end = line.indexOf(separator, at);
      fields.push(line.slice(at, end < 0 ? undefined : end).trim());
      at = end < 0 ? line.length : end;
    }
    if (at >= line.length) return fields;
    if (line[at] !== separator) return null;
    at++;
  }
}

/** Of a heading: which of `,`, `;`, tab and `|` it is separated by most. */
export const separatorOf = (heading: string): string =>
  [",", ";", "\t", "|"].toSorted((a, b) => heading.split(b).length - heading.split(a).length)[0] ??
  ",";

/** Names of columns are written in many ways: `Order ID`, `ORDER_ID`, `orderId`. */
export const columnName = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
