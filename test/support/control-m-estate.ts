// Generated Control-M exports: valid XML (DEFTABLE) and Automation API JSON, with everything that one may write.

import fc from "fast-check";

const name = fc.stringMatching(/^[A-Z][A-Z0-9_#.-]{0,8}$/);
const words = fc.string({ unit: fc.constantFrom(..."ab%$\\&<>\"'é\n\t;= /`"), maxLength: 12 });
const blank = fc.constantFrom("", " ", "\n", "\r\n\t");
const flag = fc.constantFrom("0", "1");
const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([hour, minute]) => `${`${hour}`.padStart(2, "0")}${`${minute}`.padStart(2, "0")}`);

const escaped = (value: string, quote: string): string =>
  value.replace(/[&<"'\n\t]/g, (each) =>
    each === "&" || each === "<" || each === quote ? `&#${each.charCodeAt(0)};` : each,
  );

/** Attributes in any order, in either quote, with blanks anywhere. */
const written = (attributes: Record<string, fc.Arbitrary<string>>) =>
  fc
    .tuple(
      fc.record(attributes, { requiredKeys: [] }),
      fc.constantFrom('"', "'"),
      blank,
      fc.constantFrom(" ", "\n  "),
    )
    .map(([values, quote, gap, before]) =>
      Object.entries(values as Record<string, string>)
        .map(
          ([key, value]) => `${before}${key}${gap}=${gap}${quote}${escaped(value, quote)}${quote}`,
        )
        .join(""),
    );

const date = fc.constantFrom("ODAT", "PREV", "NEXT", "STAT", "****", "0315", "+001");
const andOr = fc.constantFrom("A", "O");

const dayAttributes = {
  DAYS: fc.constantFrom("ALL", "", "1,2,3", "L1", "31", "15,L2"),
  WEEKDAYS: fc.constantFrom("ALL", "1,2,3,4,5", "0", "D1W1"),
  DAYS_AND_OR: andOr,
  JAN: flag,
  JUL: flag,
  SHIFT: fc.constantFrom("Ignore Job", "Next Day"),
  ACTIVE_FROM: fc.constantFrom("20260101", ""),
};

const children: fc.Arbitrary<string> = fc.oneof(
  written({ NAME: name, ODATE: date, AND_OR: andOr }).map((all) => `<INCOND${all} />`),
  written({ NAME: name, ODATE: date, SIGN: fc.constantFrom("+", "-") }).map(
    (all) => `<OUTCOND${all}/>`,
  ),
  written({ NAME: name.map((each) => `%%${each}`), VALUE: words }).map(
    (all) => `<VARIABLE${all}/>`,
  ),
  written({ NAME: name, QUANT: fc.constantFrom("1", "0002") }).map(
    (all) => `<QUANTITATIVE${all}/>`,
  ),
  written({ NAME: name, TYPE: fc.constantFrom("E", "S") }).map((all) => `<CONTROL${all}/>`),
  written({ WHEN: fc.constantFrom("OK", "LATESUB"), TIME: time, MESSAGE: words }).map(
    (all) => `<SHOUT${all}></SHOUT>`,
  ),
  fc
    .tuple(
      written({ STMT: fc.constant("*"), CODE: fc.constantFrom("OK", "NOTOK", "COMPSTAT EQ 3") }),
      fc.array(
        fc.oneof(
          written({ ACTION: fc.constantFrom("OK", "RERUN") }).map((all) => `<DOACTION${all}/>`),
          written({ DEST: words, MESSAGE: words }).map((all) => `<DOMAIL${all}/>`),
          written({ NAME: name, ODATE: date }).map((all) => `<DOCOND${all}/>`),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([all, actions]) => `<ON${all}>${actions.join("\n")}</ON>`),
  written({ NAME: fc.constantFrom("*", "!X", "EVERYDAY") }).map(
    (all) => `<RULE_BASED_CALENDARS${all}/>`,
  ),
  fc.constant("<!-- a remark -->"),
);

const job = fc
  .tuple(
    name,
    written({
      CMDLINE: words,
      RUN_AS: name,
      NODEID: name,
      CONFIRM: flag,
      MAXWAIT: fc.constantFrom("0", "3", "99"),
      CYCLIC: flag,
      MULTY_AGENT: fc.constantFrom("N", "N", "Y"),
      FROM_DAYSOFFSET: fc.constantFrom("0", "1"),
      INTERVAL: fc.constantFrom("00001M", "00020M"),
      TIMEFROM: time,
      TIMETO: fc.oneof(time, fc.constant(">")),
      ...dayAttributes,
    }),
    fc.array(children, { maxLength: 5 }),
  )
  .map(
    ([jobName, all, parts]) =>
      `<JOB JOBNAME="${jobName}" TASKTYPE="Command"${all}>\n${parts.join("\n")}</JOB>`,
  );

const subFolder = fc
  .tuple(name, written(dayAttributes), fc.array(job, { maxLength: 2 }))
  .map(
    ([folder, all, jobs]) => `<SUB_FOLDER JOBNAME="${folder}"${all}>${jobs.join("")}</SUB_FOLDER>`,
  );

const folder = fc
  .tuple(
    fc.constantFrom("FOLDER", "TABLE", "SMART_FOLDER", "SMART_TABLE"),
    name,
    fc.constantFrom(' FOLDER_ORDER_METHOD="SYSTEM"', "", ' FOLDER_ORDER_METHOD="DAILY1"'),
    fc.array(fc.oneof(job, subFolder), { maxLength: 4 }),
  )
  .map(
    ([kind, folderName, order, members]) =>
      `<${kind} FOLDER_NAME="${folderName}"${order}>\n ${members.join("\n ")}\n</${kind}>`,
  );

/** A well-formed export whose attributes are of the kinds that the product writes. */
export const xmlEstate = (): fc.Arbitrary<string> =>
  fc
    .array(folder, { maxLength: 3 })
    .map(
      (folders) =>
        `<?xml version="1.0" encoding="utf-8"?>\n<!--Exported at 01-02-2026 03:04:05-->\n<DEFTABLE>\n${folders.join("\n")}\n</DEFTABLE>\n`,
    );

const when = fc.record(
  {
    MonthDays: fc.constantFrom(["ALL"], ["1", "L1"], ["NONE"]),
    WeekDays: fc.constantFrom(["MON", "TUE"], ["NONE"], ["DMONW2"]),
    DaysRelation: fc.constantFrom("AND", "OR"),
    FromTime: time,
    ToTime: time,
  },
  { requiredKeys: [] },
);

const jsonJob = fc.record(
  {
    Type: fc.constant("Job:Command"),
    Command: words,
    RunAs: name,
    When: when,
    Variables: fc.array(fc.dictionary(name, words, { minKeys: 1, maxKeys: 1 }), { maxLength: 2 }),
    eventsToAdd: fc.record({
      Type: fc.constant("AddEvents"),
      Events: fc.array(fc.record({ Event: name })),
    }),
  },
  { requiredKeys: ["Type", "Command"] },
);

/** Folders with jobs, as the Automation API takes them. */
export const jsonEstate = (): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.dictionary(
        name,
        fc
          .tuple(
            fc.constantFrom("Folder", "SimpleFolder"),
            fc.dictionary(name, jsonJob, { maxKeys: 4 }),
          )
          .map(([Type, jobs]) => ({ Type, OrderMethod: "Automatic", ...jobs })),
        { maxKeys: 3 },
      ),
      fc.constantFrom(
        {},
        { "CP-1": { Type: "ConnectionProfile:FileTransfer:SFTP", HostName: "h", Password: "p" } },
      ),
      fc.constantFrom(undefined, 2, "\t"),
    )
    .map(([folders, profiles, indent]) =>
      JSON.stringify({ ...profiles, ...folders }, null, indent),
    );
