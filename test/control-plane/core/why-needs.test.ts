// What a task will wait for.

import { expect, test } from "vitest";
import { laterReasons } from "#core/why-needs.ts";

test("a reason for each gate, with its truth as of now, which says that it is judged again", () => {
  const gate = {
    ...{ text: "event OPEN for 2026-11-23", holds: false, found: "not there" },
    ...{ change: "trunkline events emit OPEN", since: null, until: null },
  };
  expect(laterReasons({ name: "load", later: [gate] })).toEqual([
    {
      kind: "gate",
      task: "load",
      message: "event OPEN for 2026-11-23: not there; judged again once what it needs has ended",
      ...{ holds: false, change: "trunkline events emit OPEN", since: null, until: null },
      provisional: true,
    },
  ]);
  expect(laterReasons({ name: "load" })).toEqual([]);
});
