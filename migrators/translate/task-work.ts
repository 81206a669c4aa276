// Work that a task type of ours does as it is: its inputs, word for word.

import { type Pass, placeIn } from "./draft.ts";

export const taskWork: Pass = (draft) => {
  for (const { name, job, spec, accounts } of draft.tasks) {
    if (job.work.kind !== "task") continue;
    spec.uses = job.work.uses;
    spec.with = {};
    for (const { name: input, value, from } of job.work.inputs) {
      spec.with[input] = literal(value);
      accounts.addAll(from, "exact", "same", placeIn(draft, "tasks", name, "with", input));
    }
  }
};

/** No text of another system is an expression of ours. */
function literal(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${{", () => "$${{");
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, literal(each)]));
}
