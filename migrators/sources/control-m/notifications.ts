// Mail and shouts. Neither changes what a job's end means.

import type { LegacyDeadline, LegacyNotification } from "#migrators/legacy.ts";
import { type Fields, given, type Part } from "./definition.ts";
import type { Problem } from "./select-days.ts";
import { clockText, timeOfDay } from "./times.ts";

/** Exports write a message with its length before it, in four digits; only a length that fits is one. */
export function messageText(written: string): string {
  const length = /^\d{4}/.exec(written) ? Number(written.slice(0, 4)) : -1;
  const rest = written.slice(4);
  const text =
    length === rest.length || length === new TextEncoder().encode(rest).length ? rest : written;
  return text.replaceAll("%4E", "\n");
}

const list = (fields: Fields, name: string): string[] =>
  (given(fields, name) ?? "")
    .split(/[;,]/)
    .map((each) => each.trim())
    .filter((each) => each !== "");

export const mailOf = ({ fields, statement }: Part): LegacyNotification => ({
  ...{ on: "always", from: statement.attributes },
  to: [...list(fields, "DEST"), ...list(fields, "CC_DEST")],
  subject: given(fields, "SUBJECT"),
  message: fields.has("MESSAGE") ? messageText(fields.get("MESSAGE")?.value ?? "") : null,
});

export const shoutOf = (
  { fields, statement }: Part,
  on: LegacyNotification["on"],
): LegacyNotification => ({
  ...{ on, from: statement.attributes, to: list(fields, "DEST"), subject: null },
  message: fields.has("MESSAGE") ? messageText(fields.get("MESSAGE")?.value ?? "") : null,
});

/** What a SHOUT tells, and by when it must have come to that, where it is about time. */
export function shout(
  part: Part,
  problems: Problem[],
): { notification?: LegacyNotification; deadline?: LegacyDeadline } | null {
  const { fields, statement } = part;
  const when = (given(fields, "WHEN") ?? "").toUpperCase();
  const from = statement.attributes;
  const events = { OK: "success", NOTOK: "failure", RERUN: "rerun" } as const;
  if (Object.hasOwn(events, when))
    return { notification: shoutOf(part, events[when as keyof typeof events]) };
  const time = given(fields, "TIME") ?? "";
  const days = Number(given(fields, "DAYSOFFSET") ?? 0);
  const minutes = timeOfDay(time);
  if ((when === "LATESUB" || when === "LATETIME") && minutes !== null && Number.isInteger(days)) {
    const at = [`${clockText(minutes)}${days > 0 ? `+${days}d` : ""}`];
    const [kind, on] =
      when === "LATESUB" ? (["startBy", "lateStart"] as const) : (["finishBy", "lateEnd"] as const);
    return { deadline: { kind, at, from }, notification: shoutOf(part, on) };
  }
  const run = /^([<>+-])(\d{1,5})(%?)$/.exec(time);
  if (when === "EXECTIME" && run && !(run[3] && /[<>]/.test(run[1] as string))) {
    const [, sign, digits, percent] = run;
    const of = { minutes: Number(digits), to: list(part.fields, "DEST"), from };
    if (sign === ">") return { deadline: { kind: "longerThan", ...of } };
    if (sign === "<") return { deadline: { kind: "shorterThan", ...of } };
    const kind = sign === "+" ? "longerThanUsual" : "shorterThanUsual";
    return { deadline: { kind, percent: percent === "%", ...of } };
  }
  problems.push({
    code: "control-m-shout",
    message: `SHOUT WHEN="${when}" TIME="${time}" is none that is documented`,
    from,
  });
  return null;
}
