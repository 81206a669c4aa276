// `When`, `Rerun` and their like in JSON, under the names of the XML format.

import type { LegacyAttribute } from "#migrators/statement.ts";
import type { Fields } from "./definition.ts";
import { type JsonObject, listOf } from "./json-object.ts";
import { monthAttributes } from "./names.ts";

export type SetField = (
  name: string,
  value: string,
  from: readonly (LegacyAttribute | null)[],
) => void;

export const setterOf =
  (fields: Fields): SetField =>
  (name, value, from) => {
    fields.set(name, { value, from: from.filter((each) => each !== null) });
  };

const shifts: ReadonlyMap<string, string> = new Map([
  ["DoNotOrder", "Ignore Job"],
  ["OrderOnNextConfirmedDay", "Next Day"],
  ["OrderOnPreviousConfirmedDay", "Prev Day"],
  ["OrderAnyway", "No Confcal"],
]);

/** Days and times. Days that are left out are all of them, other than in XML. `null`: there is no `When`. */
export function setWhen(when: JsonObject | null, set: SetField): void {
  const schedule = when?.attribute("Schedule") ?? null;
  const days = side(when, "MonthDays");
  const weekdays = side(when, "WeekDays");
  const relation = when?.attribute("DaysRelation") ?? null;
  if (schedule?.value === "Never") set("DAYS", "", [schedule]);
  else if (schedule !== null)
    set("DAYS", schedule.value === "Everyday" ? "ALL" : schedule.value, [schedule]);
  else if (days === null && weekdays === null) set("DAYS", "ALL", []);
  else {
    const all = { value: "ALL", from: null };
    // An omitted side is all days; joined by OR that would make the other one say nothing, so only AND is sure.
    const isOr = relation?.value.toUpperCase() === "OR";
    if (days !== null || isOr) set("DAYS", (days ?? all).value, [(days ?? all).from]);
    if (weekdays !== null || isOr)
      set("WEEKDAYS", (weekdays ?? all).value, [(weekdays ?? all).from]);
  }
  if (relation !== null) set("DAYS_AND_OR", relation.value, [relation]);
  if (when === null) return;
  const months = when.attribute("Months");
  if (months !== null) {
    const named = listOf(months).map((each) => each.toUpperCase());
    const isKnown = named.every(
      (each) => monthAttributes.includes(each) || each === "ALL" || each === "NONE",
    );
    for (const month of monthAttributes)
      set(
        month,
        isKnown ? (named.includes("ALL") || named.includes(month) ? "1" : "0") : months.value,
        [months],
      );
  }
  const plain = {
    ...{ MonthDaysCalendar: "DAYSCAL", WeekDaysCalendar: "WEEKSCAL", FromTime: "TIMEFROM" },
    ...{
      ToTime: "TIMETO",
      StartDate: "ACTIVE_FROM",
      EndDate: "ACTIVE_TILL",
      SpecificDates: "DATE",
    },
  };
  for (const [json, xml] of Object.entries(plain)) {
    const found = when.attribute(json);
    if (found) set(xml, found.value, [found]);
  }
  const confirm = when.object("ConfirmationCalendars");
  const calendar = confirm?.attribute("Calendar") ?? null;
  if (calendar) set("CONFCAL", calendar.value, [calendar]);
  const policy = confirm?.attribute("ExceptionPolicy") ?? null;
  if (policy) set("SHIFT", shifts.get(policy.value) ?? policy.value, [policy]);
  const by = confirm?.attribute("ShiftBy") ?? null;
  if (by) set("SHIFTNUM", by.value, [by]);
}

/** Null: it is left out. `NONE` is no day. */
function side(
  when: JsonObject | null,
  name: string,
): { value: string; from: LegacyAttribute } | null {
  const from = when?.attribute(name) ?? null;
  if (from === null) return null;
  const values = listOf(from);
  return { value: values.length === 1 && values[0] === "NONE" ? "" : values.join(","), from };
}

const bases: ReadonlyMap<string, string> = new Map([
  ["Start", "S"],
  ["End", "E"],
  ["RerunTarget", "T"],
  ["Target", "T"],
]);

/** CM-34: `Rerun` makes a job cyclic; it retries nothing. */
export function setRerun(job: JsonObject, set: SetField): void {
  const rerun = job.object("Rerun");
  const times = job.object("RerunSpecificTimes");
  const intervals = job.object("RerunIntervals");
  const limit = job.object("RerunLimit")?.attribute("Times") ?? rerun?.attribute("Times") ?? null;
  if (limit) set("MAXRERUN", limit.value, [limit]);
  if (rerun) {
    const [every, units, base] = [
      rerun.attribute("Every"),
      rerun.attribute("Units"),
      rerun.attribute("From"),
    ];
    set("CYCLIC", "1", []);
    set("INTERVAL", `${every?.value ?? "0"}${(units?.value ?? "Minutes")[0]}`, [every, units]);
    if (base) set("IND_CYCLIC", bases.get(base.value) ?? base.value, [base]);
  } else if (times) {
    const [at, tolerance] = [times.attribute("At"), times.attribute("Tolerance")];
    set("CYCLIC", "1", []);
    set("CYCLIC_TYPE", "S", []);
    set("CYCLIC_TIMES_SEQUENCE", at?.value ?? "", [at]);
    if (tolerance) set("CYCLIC_TOLERANCE", tolerance.value, [tolerance]);
  } else if (intervals) {
    const [list, base] = [intervals.attribute("Intervals"), intervals.attribute("From")];
    set("CYCLIC", "1", []);
    set("CYCLIC_TYPE", "V", []);
    set("CYCLIC_INTERVAL_SEQUENCE", list?.value ?? "", [list]);
    if (base) set("IND_CYCLIC", bases.get(base.value) ?? base.value, [base]);
  }
}
