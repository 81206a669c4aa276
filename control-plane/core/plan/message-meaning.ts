// Words for what changes of the triggers that messages set off.

import { formatDuration } from "../duration.ts";
import { identityText, runsForText } from "../triggers/kinds.ts";
import type { MessageTrigger } from "../triggers/message-trigger.ts";
import { isEqual, type Said, say } from "./said.ts";
import { mapChanges, quoted, sides } from "./wording.ts";

/** Triggers are told apart by their places in other systems: there each keeps its position, or begins. */
export function messageChanges(
  before: readonly MessageTrigger[],
  after: readonly MessageTrigger[],
): Said[] {
  const [was, is] = [byPlace(before), byPlace(after)];
  const gone = [...was].filter(([place]) => !is.has(place)).map(([, one]) => one);
  return [
    ...[...is].flatMap(([place, one]) => {
      const old = was.get(place);
      return old === undefined
        ? [say("schedule", `new: ${triggerText(one)}`)]
        : changesOf(old, one);
    }),
    ...gone.map((one) => say("schedule", `no longer: ${triggerText(one)}`)),
  ];
}

/** Those of one place are numbered, as where their positions are kept. */
function byPlace(triggers: readonly MessageTrigger[]): Map<string, MessageTrigger> {
  const places = new Map<string, MessageTrigger>();
  for (const one of triggers) {
    const place = identityText(one.source);
    let count = 1;
    while (places.has(`${place} ${count}`)) count++;
    places.set(`${place} ${count}`, one);
  }
  return places;
}

const triggerText = ({ source }: MessageTrigger): string => runsForText(source);

function changesOf(before: MessageTrigger, after: MessageTrigger): Said[] {
  if (isEqual(before, after)) return [];
  const about = triggerText(after);
  const texts = [
    ...(isEqual(before.condition, after.condition)
      ? []
      : [`only if: ${sides(before.condition, after.condition, "always")}`]),
    ...(isEqual(before.key, after.key)
      ? []
      : [`told apart by: ${sides(before.key, after.key, "the source's own key")}`]),
    ...(isEqual(before.date, after.date)
      ? []
      : [`for the date: ${sides(before.date, after.date, "the present one")}`]),
    ...mapChanges(before.params, after.params, (value) => quoted(String(value))).map(
      (text) => `parameter ${text}`,
    ),
    ...(before.maxWaiting === after.maxWaiting
      ? []
      : [`while fewer wait than: ${sides(String(before.maxWaiting), String(after.maxWaiting))}`]),
    ...(isEqual(before.runsOn, after.runsOn)
      ? []
      : [`followed by workers with: ${sides(before.runsOn.join("+"), after.runsOn.join("+"))}`]),
    ...sourceChanges(before, after),
  ];
  return texts.map((text) => say("schedule", `${about}: ${text}`));
}

/** By the names of its properties: what they mean is said by the schema. */
function sourceChanges({ source: before }: MessageTrigger, { source: after }: MessageTrigger) {
  const [was, is] = [flat(before), flat(after)];
  return mapChanges(was, is, (value) => value);
}

/** Texts by path; milliseconds as people write them. */
function flat(value: object, path = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]): [string, string][] => {
      const name = path === "" ? key : `${path}.${key}`;
      if (typeof member === "object" && member !== null) return Object.entries(flat(member, name));
      if (typeof member === "number" && key.endsWith("Ms"))
        return [[name.slice(0, -2), formatDuration(member)]];
      return member === null ? [] : [[name, quoted(String(member))]];
    }),
  );
}
