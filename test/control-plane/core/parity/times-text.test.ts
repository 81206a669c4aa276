import { expect, test } from "vitest";
import { timesText } from "#core/parity/times-text.ts";
import { pipeline, task } from "#test/support/deploy.ts";

const base = pipeline("a", [task("x"), task("y", { needs: [0] })]);
const isAlike = (other: typeof base) => timesText(other) === timesText(base);

test("what it does and by whom decides no times", () => {
  const tasks = base.tasks.map((one) => ({ ...one, runAs: "gl", env: { A: "1" }, timeoutMs: 5 }));
  expect(isAlike({ ...base, tasks, description: "new", owner: "gl" })).toBe(true);
  expect(isAlike({ ...base, wave: { name: "w", stage: "live" } })).toBe(true);
});

test("zone, order and conditions do", () => {
  expect(isAlike({ ...base, timezone: "Europe/Berlin" })).toBe(false);
  expect(isAlike({ ...base, tasks: base.tasks.map((one) => ({ ...one, needs: [] })) })).toBe(false);
  expect(isAlike({ ...base, newDay: "07:00" })).toBe(false);
});

test("what becomes of missed times decides none; the times do", () => {
  const at = (cron: string, missed: "none" | "all") =>
    timesText({ ...base, triggers: [{ schedule: { cron }, timezone: "UTC", missed }] });
  expect(at("0 * * * *", "all")).toBe(at("0 * * * *", "none"));
  expect(at("1 * * * *", "none")).not.toBe(at("0 * * * *", "none"));
});
