// Variables that Control-M sets for each run. Those of the business date are expressions of it; those of the clock ask the
// clock when the command starts, as there.

import type { Piece, RunValue } from "./pieces.ts";

const ofDate = (name: string, expression: string): RunValue => ({ name, expression });

/** By name without `%%`: of dates with a `$` the year has four digits. */
const values: Readonly<Record<string, Piece>> = {
  ODATE: ofDate("ODATE_YYMMDD", "run.date.substring(2, 10).replace('-', '')"),
  $ODATE: ofDate("ODATE_YYYYMMDD", "run.date.replace('-', '')"),
  ODAY: ofDate("ODAY", "run.date.substring(8, 10)"),
  OMONTH: ofDate("OMONTH", "run.date.substring(5, 7)"),
  OYEAR: ofDate("OYEAR_YY", "run.date.substring(2, 4)"),
  $OYEAR: ofDate("OYEAR_YYYY", "run.date.substring(0, 4)"),
  OCENT: ofDate("OCENT", "run.date.substring(0, 2)"),
  ORDERID: { name: "RUN_ID", expression: "run.id", assumed: "autoedit-order" },
  RUNCOUNT: { name: "RUNCOUNT", expression: "string(run.attempt)", assumed: "autoedit-runcount" },
  RN: { name: "RUNCOUNT", expression: "string(run.attempt)", assumed: "autoedit-runcount" },
  BLANK: " ",
  ...clock({ DATE: "%y%m%d", $DATE: "%Y%m%d", DAY: "%d", MONTH: "%m", YEAR: "%y", $YEAR: "%Y" }),
  ...clock({ TIME: "%H%M%S", JULDAY: "%j" }),
};

function clock(formats: Readonly<Record<string, string>>): Record<string, RunValue> {
  return Object.fromEntries(
    Object.entries(formats).map(([name, format]) => [
      name,
      { name, expression: null, code: `date +${format}`, assumed: "autoedit-clock" },
    ]),
  );
}

/** Known to the product, but to nobody when the job runs here. */
const unknown: Readonly<Record<string, string>> = {
  ...{ OWDAY: "a number of the site's week", WDAY: "a number of the site's week" },
  ...{ OWEEK: "a week by the site's count", WEEK: "a week by the site's count" },
  ...{
    OJULDAY: "the day of the year, which no expression says",
    COMPSTAT: "known when the job has ended",
  },
  ...{ RDATE: "the server's working date", $RDATE: "the server's working date" },
  ...{ NEXT: "a date of the job's own schedule", PREV: "a date of the job's own schedule" },
  ...{ $NEXT: "a date of the job's own schedule", $PREV: "a date of the job's own schedule" },
  ...{ GROUP_ORDID: "the order number of the folder", SUBSTR: "a function within a text" },
  ...{ CALCDATE: "a function within a text", $CALCDATE: "a function within a text" },
  ...{ GETENV: "a variable of the agent's environment", CENT: "a part of the clock's date" },
};

/** Undefined: the product sets no such variable. */
export function systemValue(name: string): { pieces: Piece[] } | { fault: string } | undefined {
  if (Object.hasOwn(values, name)) return { pieces: [values[name] as Piece] };
  return Object.hasOwn(unknown, name) ? { fault: `%%${name} is ${unknown[name]}` } : undefined;
}
