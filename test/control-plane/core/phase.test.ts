import { expect, test } from "vitest";
import { edgesTo, isMain, phaseNumber } from "#core/phase.ts";
import { pipeline, task } from "#test/support/deploy.ts";

test("of the needs of `finally` only those among it are waited for", () => {
  const tasks = [
    task("a"),
    task("b", { needs: [0] }),
    task("clean", { phase: "finally", needs: [0, 1] }),
    task("notify", { phase: "finally", needs: [0, 1, 2] }),
    task("a:undo", { phase: "undo", needs: [0] }),
  ];
  const whole = pipeline("p", tasks);
  expect(tasks.map((one) => edgesTo(whole, one))).toEqual([[], [0], [], [2], []]);
  expect(tasks.map(isMain)).toEqual([true, true, false, false, false]);
  expect(tasks.map(phaseNumber)).toEqual([0, 0, 2, 2, 1]);
});
