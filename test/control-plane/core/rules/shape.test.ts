// The spec as rules see it: every name has its type, on a pipeline that has nothing as on one that has all.

import { expect, test } from "vitest";
import type { Trigger } from "#core/pipeline.ts";
import { type FieldValue, pipelineFields, scheduleFields, taskFields } from "#core/rules/shape.ts";
import { pipeline, task } from "#test/support/deploy.ts";

function typeOf(value: FieldValue): string {
  if (typeof value === "object") return "list<string>";
  return typeof value === "number" ? "int" : typeof value === "boolean" ? "bool" : "string";
}

const trigger: Trigger = { schedule: { cron: "0 6 * * *" }, timezone: "UTC", missed: "latest" };

test("types are as they are said", () => {
  for (const [name, field] of Object.entries(pipelineFields))
    expect(typeOf(field.of(pipeline("p", [task("a")]))), name).toBe(field.type);
  for (const [name, field] of Object.entries(taskFields))
    expect(typeOf(field.of(task("a"))), name).toBe(field.type);
  for (const [name, field] of Object.entries(scheduleFields))
    expect(typeOf(field.of(trigger)), name).toBe(field.type);
});
