import { expect, test } from "vitest";
import { type ProjectSync, pipelineSync } from "#core/sync-state.ts";

const stale = { file: "a.yaml", line: 1, message: "no tasks", commit: null, since: null };
const held: ProjectSync = { state: "Held", reason: "it would remove 12", heldNames: ["a"] };

test("its own file decides unless nobody knows the branch; a held plan holds whom it touches", () => {
  const synced: ProjectSync = { state: "Synced", reason: null, heldNames: null };
  const stateOf = (...input: Parameters<typeof pipelineSync>) => pipelineSync(...input).state;
  expect(pipelineSync("a", synced, null)).toEqual({ state: "Synced", reason: null });
  expect(stateOf("a", synced, stale)).toBe("OutOfSync");
  expect(stateOf("a", { ...synced, state: "Unknown" }, stale)).toBe("Unknown");
  expect(pipelineSync("a", held, null)).toEqual({ state: "Held", reason: "it would remove 12" });
  expect(stateOf("b", held, null)).toBe("Synced");
  expect(stateOf("b", { ...held, heldNames: null }, null)).toBe("Held");
  expect(stateOf("a", held, stale)).toBe("OutOfSync");
});
