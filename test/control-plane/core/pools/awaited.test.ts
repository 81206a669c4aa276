import { expect, test } from "vitest";
import { type AwaitedPool, awaitedGate } from "#core/pools/awaited.ts";
import { lockUnits } from "#core/pools/declaration.ts";

const asked: AwaitedPool = {
  name: "warehouse",
  kind: "units",
  units: 2,
  total: 10,
  used: 9,
  perMs: null,
  has: false,
  ahead: 0,
  by: ["7", "8"],
  since: "2026-11-23T06:00:00Z",
  nextAt: null,
};
const told = (fields: Partial<AwaitedPool>) => {
  const { text, holds, found } = awaitedGate({ ...asked, ...fields });
  return `${holds ? "[x]" : "[ ]"} ${text}: ${found}`;
};

test("each gate says how much is taken, by whom and how many come first", () => {
  expect(told({})).toBe("[ ] 2 units of pool warehouse: 9 of 10 are taken by run 7, 8");
  expect(told({ ahead: 3, used: 10 })).toBe(
    "[ ] 2 units of pool warehouse: 10 of 10 are taken by run 7, 8; 3 tasks are ahead",
  );
  expect(told({ used: 2, ahead: 1 })).toContain("[ ]");
  expect(told({ used: 2 })).toContain("[x] 2 units of pool warehouse: free");
  expect(told({ has: true })).toContain(
    "[x] 2 units of pool warehouse: an earlier attempt kept it",
  );
  expect(told({ units: 20 })).toBe("[ ] 20 units of pool warehouse: there are only 10");
  expect(awaitedGate({ ...asked, units: 20 }).change).toBe("raise the total in pools.yaml");
});

test("a lock is held or shared, a rate comes back by time", () => {
  const lock = { kind: "lock", total: lockUnits, units: lockUnits } as const;
  expect(told({ ...lock, used: lockUnits, by: ["7"] })).toBe(
    "[ ] lock warehouse, exclusive: held by run 7",
  );
  expect(told({ ...lock, used: 2 })).toBe("[ ] lock warehouse, exclusive: shared by run 7, 8");
  const rate = { kind: "rate", perMs: 60_000, used: 10, by: [] } as const;
  const nextAt = "2026-11-23T06:01:00Z";
  expect(told({ ...rate, units: 1 })).toBe(
    "[ ] a unit of pool warehouse: 10 of 10 were taken in the last 1m",
  );
  expect(awaitedGate({ ...asked, ...rate, nextAt }).until).toBe(nextAt);
});
