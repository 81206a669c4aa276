// Control-M exports that say all that there is of days and times: calendars, rule-based calendars, windows, zones, cycles.

import fc from "fast-check";

const pick = fc.constantFrom;
const two = (part: number) => `${part}`.padStart(2, "0");
const time = fc.nat(1439).map((minute) => `${two(Math.floor(minute / 60))}${two(minute % 60)}`);
/** Where clocks of Berlin and New York change. */
const anyTime = fc.oneof(time, pick("0130", "0200", "0230", "0300", "0500", "2200"));
const flag = pick("0", "1");

type Attributes = Record<string, fc.Arbitrary<string>>;

const some = (attributes: Attributes, maxLength: number) =>
  fc
    .subarray(Object.entries(attributes), {
      maxLength: Math.min(maxLength, Object.keys(attributes).length),
    })
    .chain((chosen) =>
      fc.tuple(...chosen.map(([name, value]) => value.map((text) => `${name}="${text}"`))),
    )
    .map((parts) => parts.join(" "));

const days: Attributes = {
  DAYS: pick(
    "ALL",
    "1,15",
    "L1",
    "31",
    "-L1",
    ">15",
    "&lt;15",
    "D1",
    "L2,D3",
    "+1",
    "-15",
    "D1PA",
    "L1PB",
    "28,29,30,31",
  ),
  DAYSCAL: pick("WORK", "PER", "*"),
  WEEKDAYS: pick(
    "ALL",
    "1,2,3,4,5",
    "0",
    "1",
    "D1W1",
    "DMONW2",
    "D2",
    "L1",
    ">1",
    "-1,2",
    "MON,FRI",
  ),
  WEEKSCAL: pick("WORK"),
  DAYS_AND_OR: pick("A", "O"),
  CONFCAL: pick("WORK", "HOL"),
  SHIFT: pick("Ignore Job", "Next Day", "Prev Day", "No Confcal"),
  SHIFTNUM: pick("+00", "+01", "-02"),
  JAN: flag,
  FEB: flag,
  JUL: flag,
  ACTIVE_FROM: pick("20260310", "20250101"),
  ACTIVE_TILL: pick("20271231", "20260301"),
  DATE: pick("0305,0229", "1231"),
};

const times: Attributes = {
  TIMEFROM: anyTime,
  TIMETO: fc.oneof(anyTime, pick(">")),
  TIMEZONE: pick("EST"),
  FROM_DAYSOFFSET: pick("0", "1", "2"),
  TO_DAYSOFFSET: pick("0", "1"),
  MAXWAIT: pick("0", "3", "99"),
  RETRO: flag,
};

const cycles: Attributes = {
  CYCLIC: pick("1", "1", "0"),
  CYCLIC_TYPE: pick("C", "S", "V"),
  INTERVAL: pick("00020M", "00001H", "00007M", "1D", "0"),
  IND_CYCLIC: pick("S", "E", "T"),
  CYCLIC_TIMES_SEQUENCE: pick("0900,0930,1000", "0230,0500,2359"),
  CYCLIC_INTERVAL_SEQUENCE: pick("+30M,+4H", "+1H,+1H,+20M", "+7M"),
  CYCLIC_TOLERANCE: pick("0", "3"),
  MAXRERUN: pick("0", "5"),
};

const named = (names: readonly string[]) =>
  fc
    .subarray([...names], { maxLength: Math.min(2, names.length) })
    .map((chosen) => chosen.map((name) => `<RULE_BASED_CALENDARS NAME="${name}"/>`).join(""));

const job = (rules: readonly string[]) =>
  fc
    .tuple(
      pick("A", "B", "C", "D", "E"),
      fc.oneof({ weight: 4, arbitrary: some(days, 4) }, pick('DAYS="ALL"')),
      some(times, 3),
      fc.oneof({ weight: 2, arbitrary: pick("") }, some(cycles, 8)),
      fc.oneof({ weight: 2, arbitrary: pick("") }, named(rules)),
    )
    .map(([name, ...parts]) => {
      const inner = parts.pop();
      return `<JOB JOBNAME="${name}" ${parts.join(" ")}>${inner}</JOB>`;
    });

const method = pick(' FOLDER_ORDER_METHOD="SYSTEM"', ' FOLDER_ORDER_METHOD="DAILY1"', "");

const simple = fc
  .tuple(pick("F", "G"), method, fc.array(job(["HOL", "!HOL"]), { minLength: 1, maxLength: 4 }))
  .map(([name, how, jobs]) => `<FOLDER FOLDER_NAME="${name}"${how}>${jobs.join("")}</FOLDER>`);

const smart = fc
  .tuple(
    pick("S", "T"),
    method,
    some(times, 2).map((all) => all.replace(/(?:RETRO|TIMEZONE)="\w+"/g, "")),
    some(days, 3),
    fc.array(job(["R", "*", "!R"]), { minLength: 1, maxLength: 3 }),
    fc.array(job(["*"]), { maxLength: 1 }),
    some(days, 2),
  )
  .map(
    ([name, how, own, rule, jobs, nested, sub]) =>
      `<SMART_FOLDER FOLDER_NAME="${name}"${how} ${own}><RULE_BASED_CALENDAR NAME="R" ${rule}/>${jobs.join("")}` +
      `<SUB_FOLDER JOBNAME="N" ${sub}><RULE_BASED_CALENDARS NAME="*"/>${nested.join("")}</SUB_FOLDER></SMART_FOLDER>`,
  );

/** Elements of an export. */
export const timedFolders = (): fc.Arbitrary<string> =>
  fc.array(fc.oneof(simple, smart), { minLength: 1, maxLength: 2 }).map((all) => all.join("\n"));
