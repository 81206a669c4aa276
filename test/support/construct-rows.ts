// Rows of the tables of constructs in docs/migration: `| construct | `text` | attribute | outcome | code |`.

import type { LedgerLine } from "#migrators/ledger.ts";
import { ledgerLines } from "#migrators/ledger.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { calendarsOfParams } from "#migrators/sources/control-m/calendars.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import { translate } from "#migrators/translate/translate.ts";
import { autosysEstate } from "./autosys-estate.ts";

export interface ConstructRow {
  construct: string;
  /** `↵` is a line break. */
  text: string;
  attribute: string;
  outcome: string;
  code: string;
}

export const rowsOf = (page: string): ConstructRow[] =>
  [
    ...page.matchAll(
      /^\| (.+) \| `(.+)` \| (\S+) \| (exact|equivalent|inert|refused) \| (\S+) \|$/gm,
    ),
  ].map(([, construct = "", text = "", attribute = "", outcome = "", code = ""]) => ({
    ...{ construct, text, attribute, outcome, code },
  }));

const workingDays = Array.from({ length: 365 }, (_, day) =>
  Temporal.PlainDate.from("2026-01-01").add({ days: day }),
).filter(({ dayOfWeek }) => dayOfWeek < 6);
const [work] = calendarsOfParams({ WORK: { dates: workingDays.map(String) } });

/** A job J in a folder F: the text is attributes of the job, or elements within it; behind `FOLDER` it is of the folder. `<JOB` begins others beside it. */
export function controlMLines(text: string): LedgerLine[] {
  const ofFolder = text.startsWith("FOLDER ");
  const isSmart = text.startsWith("SMART_FOLDER ");
  const rest = text.replace(/^(?:SMART_)?FOLDER /, "");
  const cut = rest.indexOf("<");
  const [attributes, inside] = cut < 0 ? [rest, ""] : [rest.slice(0, cut).trim(), rest.slice(cut)];
  const [children = "", ...beside] = inside.split(/(?=<JOB )/);
  const kind = isSmart ? "SMART_FOLDER" : "FOLDER";
  const withDefaults = (given: string, defaults: Record<string, string>) =>
    Object.entries(defaults)
      .filter(([name]) => !new RegExp(`\\b${name}=`).test(given))
      .map(([name, value]) => ` ${name}="${value}"`)
      .join("") + (given === "" ? "" : ` ${given}`);
  const within = ofFolder || isSmart;
  const folder = withDefaults(within ? attributes : "", {
    FOLDER_NAME: "F",
    FOLDER_ORDER_METHOD: "SYSTEM",
    ...(isSmart ? { WEEKDAYS: "ALL" } : {}),
  });
  const job = withDefaults(within ? "" : attributes, {
    JOBNAME: "J",
    TASKTYPE: "Command",
    CMDLINE: "run",
    WEEKDAYS: "ALL",
  });
  const xml = `<DEFTABLE><${kind}${folder}>${within ? children : ""}<JOB${job}>${within ? "" : children}</JOB>${beside.join("")}</${kind}></DEFTABLE>`;
  return linesOf(
    controlMEstate([{ file: "x.xml", bytes: new TextEncoder().encode(xml) }], {
      ...{ newDay: "05:00", timezone: "UTC", weekStart: "monday", dateStandard: "mmdd" },
      zones: { EST: "America/New_York" },
      resources: { DB: 3 },
      calendars: new Map(work ? [["WORK", work]] : []),
    }),
  );
}

const dated = "date_conditions: 1\ndays_of_week: all\nstart_times: 20:00\n";

/** A job J: the text is lines of it, behind those that every job has; a sub-command is a statement of its own. B is a box, D one that starts at 20:00. */
export function jilLines(text: string): LedgerLine[] {
  const lines = text.replaceAll("↵", "\n");
  const [, boxName] = /^box_name: ([BD])$/m.exec(lines) ?? [];
  const box = boxName
    ? `insert_job: ${boxName}\njob_type: BOX\n${boxName === "D" ? dated : ""}`
    : "";
  const jil =
    /^\w+_(?:job|box|machine|resource|xinst|blob|glob|global|monbro)\b|^calendar:|^cycle:|^extended_calendar:/.test(
      lines,
    )
      ? `insert_job: A\njob_type: CMD\ncommand: run\n${lines}\n`
      : `insert_job: A\njob_type: CMD\ncommand: run\ninsert_job: J\n${lines}\n${/^job_type:/m.test(lines) ? "" : "job_type: CMD\n"}${/^(?:command|watch_file):|job_type: (?:BOX|FW|FTP?|SCP)/m.test(lines) ? "" : "command: run\n"}`;
  return linesOf(autosysEstate(box + jil));
}

function linesOf(estate: LegacyEstate): LedgerLine[] {
  const { accounts } = translate(estate);
  return [...ledgerLines(estate.files, accounts)];
}
