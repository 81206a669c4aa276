// Our own cron text, read strictly: what other dialects accept silently is an issue with a way out.

import { didYouMean } from "../suggest.ts";
import {
  type CronIssue,
  type CronReading,
  type Field,
  issueAt,
  isWithin,
  itemsOf,
  numberOf,
  stepped,
  type Token,
  warnUneven,
} from "./cron-text.ts";
import { readRareDay, readRareWeekday } from "./cron-trunkline-days.ts";
import { type FieldValues, type FiveFieldReader, readFiveFields } from "./five-fields.ts";

export const readTrunkline = (text: string): CronReading => readFiveFields(text, reader);

const reader: FiveFieldReader = {
  read: readField,
  isOpen: ({ text }) => text === "*",
  extraFields: "leave seconds and years out",
};

/** `*`, `a`, `a-b`, each list item optionally stepped; values as written, so 7 is still Sunday. */
function readField(token: Token, field: Field, issues: CronIssue[]): FieldValues {
  const rare = { fromEnd: 0, workdays: 0, nth: [0, 0, 0, 0, 0, 0, 0] };
  let isRare = false;
  const values = itemsOf(token).flatMap((item) => {
    const known =
      field.name === "day of month"
        ? readRareDay(item, rare, issues)
        : field.name === "day of week" && readRareWeekday(item, rare, field, issues);
    isRare ||= known;
    return known ? [] : [...readItem(item, field, issues)];
  });
  if (!isRare) return { values };
  const { nth, ...days } = rare;
  return { values, rare: field.name === "day of week" ? { nth } : days };
}

function* readItem(item: Token, field: Field, issues: CronIssue[]): Generator<number> {
  const fail = (message: string, help?: string) => {
    issues.push(issueAt(item, "error", message, help));
  };
  const found = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item.text);
  if (!found) {
    const strange = strangeItem(item.text, field);
    fail(`"${item.text}" is no ${field.name}`, strange ?? `write ${field.min} to ${field.max}`);
    return;
  }
  const [, star, first, last, stepText] = found;
  if (star === undefined && last === undefined && stepText !== undefined) {
    const help = `write ${first}-${field.name === "day of week" ? 6 : field.max}/${stepText}`;
    fail(`"${item.text}" steps from a single value`, help);
    return;
  }
  const from = star ? field.min : valueOfName(first ?? "", field, fail);
  const highest = field.name === "day of week" ? 6 : field.max;
  const to = star ? highest : last === undefined ? from : valueOfName(last, field, fail);
  if (from === null || to === null) return;
  // `fri-sun`: the end of the week is 7 as well as 0.
  const end = field.name === "day of week" && to === 0 && from > 0 ? 7 : to;
  if (from > end) {
    const split = `${first}-${highest},${field.min}-${last}`;
    fail(`the range ${first}-${last} runs backwards`, `write ${split}`);
    return;
  }
  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) {
    fail("a step of 0 never moves on", "write a step of 1 or more");
    return;
  }
  if (stepText !== undefined) warnUneven(item, field, from, end, step, star !== undefined, issues);
  yield* stepped(from, end, step);
}

function valueOfName(
  text: string,
  field: Field,
  fail: (message: string, help?: string) => void,
): number | null {
  const value = numberOf(text, field);
  if (value !== null && isWithin(value, field)) return value;
  const plural = field.name.startsWith("day of ")
    ? field.name.replace("day of ", "days of the ")
    : `${field.name}s`;
  const range = `${plural} go from ${field.min} to ${field.max}`;
  const near =
    value === null
      ? (strangeItem(text, field) ?? didYouMean(text.slice(0, 3), field.names))
      : undefined;
  fail(`"${text}" is no ${field.name}`, near ?? range);
  return null;
}

function strangeItem(text: string, field: Field): string | undefined {
  if (text === "") return "remove the comma, or write a value";
  if (text === "?") return "write *";
  if (field.name === "day of week" && /^L$/i.test(text)) return "write 5L for the last Friday";
  if (/^(?:L|\d+L|L\d+|\d+W|.*#.*)$/i.test(text) && !text.startsWith("*"))
    return "L and W stand in the day of month, 5L and 5#2 in the day of week";
  if (text.includes("~")) return "a random time differs on each load; write a fixed one";
  if (text.startsWith("-")) return "write two values: 1-5";
  return undefined;
}
