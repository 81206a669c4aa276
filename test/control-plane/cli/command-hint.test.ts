import { expect, test } from "vitest";
import { commandHint } from "#cli/command-hint.ts";

test.each([
  [{}, {}, "trunkline runs"],
  [{ state: "there" }, {}, "trunkline runs --state there"],
  [{ state: "my state's" }, {}, "trunkline runs --state 'my state'\\''s'"],
  [{ state: "there" }, { TRUNKLINE_STATE: "there" }, "trunkline runs"],
  [{ url: "http://h:1" }, { TRUNKLINE_STATE: "x" }, "trunkline runs --url http://h:1"],
])("%j with %j is hinted as %s", (options, env, hint) => {
  expect(commandHint("runs", { options, env })).toBe(hint);
});
