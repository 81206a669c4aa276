// Words for what changes of what alerts are to tell of runs and tasks.

import { lengthText } from "../watch/length.ts";
import type { Watch } from "../watch/watch.ts";
import { isEqual, type Said, say } from "./said.ts";
import { mapChanges, sides } from "./wording.ts";

const successText = (success: Watch["success"]): string =>
  success === "withOutput"
    ? "a success that has printed something is told"
    : success
      ? "a success is told"
      : "a success is told no more";

export function watchChanges(before: Watch | undefined, after: Watch | undefined): Said[] {
  const lengths = (
    [
      ["longest", "+", "an alert once it takes longer than"],
      ["shortest", "-", "an alert if it took less than"],
    ] as const
  ).flatMap(([key, sign, words]) => {
    const [was, is] = [before?.[key] ?? null, after?.[key] ?? null];
    if (isEqual(was, is)) return [];
    const text = (length: typeof was) => length && lengthText(length, sign);
    return say("deadlines", `${words}: ${sides(text(was), text(is), "any time")}`);
  });
  const success =
    (before?.success ?? false) === (after?.success ?? false)
      ? []
      : [say("deadlines", successText(after?.success ?? false))];
  const retry =
    (before?.retry ?? false) === (after?.retry ?? false)
      ? []
      : [say("deadlines", after?.retry ? "a retry is told" : "a retry is told no more")];
  const tags = mapChanges(before?.tags ?? {}, after?.tags ?? {}, (words) => words.join(", ")).map(
    (text) => say("deadlines", `tag of its alerts ${text}`),
  );
  return [...lengths, ...success, ...retry, ...tags];
}
