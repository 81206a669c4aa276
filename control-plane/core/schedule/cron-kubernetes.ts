// Cron text as Kubernetes reads it, by the library robfig/cron: `?` and `a/n` are fine, Sunday is 0 only.

import {
  type CronIssue,
  type CronReading,
  type Field,
  issueAt,
  itemsOf,
  stepped,
  type Token,
  valueIn,
  warnUneven,
} from "./cron-text.ts";
import { readFiveFields } from "./five-fields.ts";

export function readKubernetes(text: string): CronReading {
  const zone = /^\s*(?:CRON_)?TZ=\S*/.exec(text)?.[0];
  if (zone === undefined)
    return readFiveFields(text, {
      read: (token, field, issues) => ({
        values: itemsOf(token).flatMap((item) => [...readItem(item, sundayIsZero(field), issues)]),
      }),
      isOpen: ({ text }) => text.split(",").some((item) => openItem.test(item)),
      extraFields: "Kubernetes has neither seconds nor years; leave them out",
    });
  const item = { text: zone.trimStart(), column: 1 + zone.length - zone.trimStart().length };
  const message = "Kubernetes refuses a zone within the schedule";
  return {
    cron: null,
    issues: [issueAt(item, "error", message, "write `timezone:` beside it")],
  };
}

/** A step of more than one makes a star a restriction. */
const openItem = /^[*?](?:-[^/]*)?(?:\/0*1)?$/;

const sundayIsZero = (field: Field): Field =>
  field.name === "day of week" ? { ...field, max: 6 } : field;

function* readItem(item: Token, field: Field, issues: CronIssue[]): Generator<number> {
  // Empty items of a list count for nothing.
  if (item.text === "") return;
  const fail = (help: string) => {
    issues.push(issueAt(item, "error", `"${item.text}" is no ${field.name} for Kubernetes`, help));
  };
  const found = /^(?:([*?])(?:-[^-/]*)?|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item.text);
  const [, star, first = "", last, stepText] = found ?? [];
  const from = star ? field.min : valueIn(first, field);
  const isToEnd = star !== undefined || (last === undefined && stepText !== undefined);
  const to = isToEnd ? field.max : last === undefined ? from : valueIn(last, field);
  if (!found || from === null || to === null) {
    const sunday = field.name === "day of week" && /7/.test(item.text) ? "; Sunday is 0" : "";
    fail(`write ${field.min} to ${field.max}, ranges a-b, steps */n, a/n and a-b/n${sunday}`);
    return;
  }
  const step = Number(stepText ?? 1);
  if (from > to) return fail(`write ${from}-${field.max},${field.min}-${to}`);
  if (step === 0) return fail("write a step of 1 or more");
  if (stepText !== undefined) warnUneven(item, field, from, to, step, isToEnd, issues);
  yield* stepped(from, to, step);
}
