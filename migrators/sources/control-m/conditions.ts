// Conditions: what a job waits for, and what it posts and deletes.

import type { LegacyCondition, LegacyDate } from "#migrators/legacy/condition.ts";
import type { LegacyEffect } from "#migrators/legacy/result.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { type Fields, given, type Part } from "./definition.ts";
import { type Problem, yearDay } from "./select-days.ts";
import type { Site } from "./site.ts";

export const attributesOf = ({ statement }: Part): readonly LegacyAttribute[] =>
  statement.attributes;

/** Which business date a condition is of; or what is wrong. Nothing said: the job's own. */
export function odate(fields: Fields, site: Site): LegacyDate | { problem: Problem } {
  const text = given(fields, "ODATE") ?? "ODAT";
  const from = fields.get("ODATE")?.from ?? [];
  const kinds: Readonly<Record<string, LegacyDate["kind"]>> = {
    ...{ ODAT: "same", PREV: "previous", NEXT: "next", STAT: "static", "****": "any", $$$$: "any" },
  };
  const kind = Object.hasOwn(kinds, text.toUpperCase()) ? kinds[text.toUpperCase()] : undefined;
  if (kind !== undefined) return { kind } as LegacyDate;
  if (/^[-+]\d{1,3}$/.test(text)) return { kind: "days", days: Number(text) };
  const day = yearDay(text, site.dateStandard);
  if (day !== null) return { kind: "yearDay", day };
  if (/^\d{4}$/.test(text) && site.dateStandard === undefined) {
    const message = `whether ${text} is mmdd or ddmm is not in the parameters`;
    return {
      problem: { code: "control-m-date-standard", message, from, parameter: "dateStandard" },
    };
  }
  return { problem: { code: "control-m-value", message: `ODATE is ${text}`, from } };
}

/** All INCONDs as one condition: AND_OR joins each to the one before, OP opens before it or closes behind it. */
export function waitsFor(
  parts: readonly Part[],
  site: Site,
  problems: Problem[],
): LegacyCondition | null {
  interface Level {
    of: LegacyCondition[];
    operators: Set<string>;
    /** How the bracket itself is joined to what stands before it. */
    joined: string;
  }
  const newLevel = (joined: string): Level => ({ of: [], operators: new Set(), joined });
  const levels = [newLevel("A")];
  const add = (condition: LegacyCondition, operator: string): void => {
    const level = levels.at(-1) as Level;
    if (level.of.length > 0) level.operators.add(operator);
    level.of.push(condition);
  };
  const from = parts.flatMap(attributesOf);
  const close = (level: Level): LegacyCondition => {
    if (level.operators.size > 1)
      problems.push({
        ...{ code: "control-m-mixed-operators", from },
        message:
          "AND and OR stand side by side without brackets: which binds first isn't documented",
      });
    const kind = level.operators.has("O") ? "any" : "all";
    return level.of.length === 1 ? (level.of[0] as LegacyCondition) : { kind, of: level.of, from };
  };
  for (const part of parts) {
    const operator = (given(part.fields, "AND_OR") ?? "A").toUpperCase().startsWith("O")
      ? "O"
      : "A";
    const brackets = given(part.fields, "OP") ?? "";
    const [opening, closing] = [count(brackets, "("), count(brackets, ")")];
    for (let n = 0; n < opening; n++) levels.push(newLevel(n === 0 ? operator : "A"));
    const event = given(part.fields, "NAME");
    const date = odate(part.fields, site);
    if (event === null)
      problems.push({
        code: "control-m-nameless",
        message: "an INCOND without a name",
        from: attributesOf(part),
      });
    else if ("problem" in date) problems.push(date.problem);
    else add({ kind: "event", event, date, from: attributesOf(part) }, operator);
    for (let n = 0; n < closing && levels.length > 1; n++) {
      const level = levels.pop() as Level;
      if (level.of.length > 0) add(close(level), level.joined);
    }
  }
  const balance = parts.map(({ fields }) => given(fields, "OP") ?? "").join("");
  if (count(balance, "(") !== count(balance, ")"))
    problems.push({
      code: "control-m-brackets",
      message: "brackets of the INCONDs don't match",
      from,
    });
  const [outer] = levels as [Level];
  return outer.of.length === 0 ? null : close(outer);
}

const count = (text: string, letter: string): number => text.split(letter).length - 1;

/** Of an OUTCOND or a DOCOND. */
export function posts(part: Part, site: Site, problems: Problem[]): LegacyEffect | null {
  const event = given(part.fields, "NAME");
  const date = odate(part.fields, site);
  const sign = (given(part.fields, "SIGN") ?? "+").toUpperCase();
  const from = attributesOf(part);
  const isKnown = ["+", "-", "ADD", "DEL"].includes(sign);
  if (event === null || !isKnown)
    problems.push({
      code: "control-m-value",
      message: `a ${part.kind} ${event === null ? "without a name" : `with SIGN ${sign}`}`,
      from,
    });
  else if ("problem" in date) problems.push(date.problem);
  else return { kind: sign === "+" || sign === "ADD" ? "emit" : "clear", event, date, from };
  return null;
}
