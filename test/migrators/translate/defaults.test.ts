import { expect, test } from "vitest";
import { Accounts } from "#migrators/ledger.ts";
import { liftDefaults } from "#migrators/translate/defaults.ts";
import type { PipelineDraft } from "#migrators/translate/draft.ts";
import type { TaskSpec } from "#schemas/types.ts";

function lifted(...specs: TaskSpec[]) {
  const tasks = specs.map((spec, index) => ({ name: `t${index}`, spec }));
  const draft = {
    spec: { name: "p" },
    tasks,
    accounts: new Accounts(),
  } as unknown as PipelineDraft;
  liftDefaults(draft);
  return { defaults: draft.spec.defaults, tasks: specs };
}

test("what all tasks say alike is said once", () => {
  const { defaults, tasks } = lifted(
    { run: "a", runsOn: ["h"], runAs: "u", env: { A: "1", B: "2" } },
    { run: "b", runsOn: ["h"], runAs: "v", env: { A: "1" } },
    { uses: "unsupported" },
  );
  expect(defaults).toEqual({ runsOn: ["h"], env: { A: "1" } });
  expect(tasks).toEqual([
    { run: "a", runAs: "u", env: { B: "2" } },
    { run: "b", runAs: "v" },
    { uses: "unsupported" },
  ]);
});

test("the user is that of commands", () => {
  const { defaults, tasks } = lifted(
    ...[{ run: "a", runAs: "u" }, { run: "b", runAs: "u" }, { uses: "file" }],
  );
  expect(defaults).toEqual({ runAs: "u" });
  expect(tasks).toEqual([{ run: "a" }, { run: "b" }, { uses: "file" }]);
});

test("of one task, or where one says nothing, all stays where it is", () => {
  expect(lifted({ run: "a", runsOn: ["h"] }).defaults).toBeUndefined();
  expect(lifted({ run: "a", runsOn: ["h"] }, { run: "b" }).defaults).toBeUndefined();
});

test("the end of a window is that of all tasks but those that run a pipeline", () => {
  const window = { run: "a", notAfter: "05:00" };
  const { defaults, tasks } = lifted({ ...window }, { ...window }, { uses: "pipeline" });
  expect(defaults).toEqual({ notAfter: "05:00" });
  expect(tasks).toEqual([{ run: "a" }, { run: "a" }, { uses: "pipeline" }]);
  expect(lifted({ ...window }, { run: "b" }).defaults).toBe(undefined);
  const days = { run: "a", notAfter: "05:00+2d" };
  expect(lifted({ ...days }, { ...days }).defaults).toBe(undefined);
});
