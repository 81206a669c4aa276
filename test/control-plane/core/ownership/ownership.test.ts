// A hand-over never has both schedulers start one slot, whatever is lost between them; and one of them does, when the
// policy says so.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Policy, Side } from "#core/ownership/hand-over.ts";
import { dateSlot, minuteSlot, readSlot, slotKinds } from "#core/ownership/slot.ts";
import { HandoverModel, slotAt } from "#test/support/handover-model.ts";

const policies = fc.constantFrom<Policy>("nobody", "legacy");
const sides = fc.constantFrom<Side>("legacy", "trunkline");

type Step = (model: HandoverModel) => void;
const nth = fc.nat(1_000);
const host = (model: HandoverModel, n: number) => {
  const found = model.hosts[n % model.hosts.length];
  if (found === undefined) throw new Error("a model without hosts");
  return found;
};

/** Everything that can happen, in any order. */
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>((model) => model.pass()) },
  {
    weight: 20,
    arbitrary: nth.map(
      (n): Step =>
        (model) =>
          model.deliver(n),
    ),
  },
  {
    weight: 2,
    arbitrary: nth.map(
      (n): Step =>
        (model) =>
          model.deliver(n, true),
    ),
  },
  {
    weight: 3,
    arbitrary: nth.map(
      (n): Step =>
        (model) =>
          model.drop(n),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(nth, nth).map(
      ([n, m]): Step =>
        (model) => {
          const { calls } = host(model, n);
          const call = calls[m % Math.max(1, calls.length)];
          if (call !== undefined) model.giveUp(call);
        },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(nth, fc.integer({ min: -5, max: 5 })).map(
      ([n, by]): Step =>
        (model) => {
          model.call(host(model, n), slotAt(model.minute + by));
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(nth, fc.integer({ min: -4, max: 4 })).map(
      ([n, skew]): Step =>
        (model) => {
          host(model, n).skew = skew;
        },
    ),
  },
  {
    weight: 1,
    arbitrary: nth.map(
      (n): Step =>
        (model) =>
          model.crash(host(model, n)),
    ),
  },
  {
    weight: 1,
    arbitrary: nth.map(
      (n): Step =>
        (model) =>
          model.wipe(host(model, n)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(sides, policies).map(
      ([to, policy]): Step =>
        (model) =>
          model.handOver(to, policy),
    ),
  },
);

const onBothSides = (model: HandoverModel): string[] =>
  [...model.effects].filter(([, by]) => new Set(by).size > 1).map(([slot]) => slot);

describe("never both", () => {
  test("whatever is lost, doubled, overtaken, wiped or wrong", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 }),
        policies,
        fc.integer({ min: 1, max: 6 }),
        fc.array(steps, { maxLength: 150, size: "max" }),
        (hosts, policy, lease, run) => {
          const model = new HandoverModel(hosts, policy, lease);
          for (const step of run) step(model);
          model.settle();
          expect(onBothSides(model)).toEqual([]);
          expect(model.once).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test("where the control plane's clock was set back, what it granted before still counts", () => {
    const model = new HandoverModel(1, "nobody", 4);
    minutes(model, 2);
    model.minute -= 3;
    minutes(model, 1);
    cut(model, true);
    model.handOver("trunkline", "nobody");
    minutes(model, 8);
    expect(startedBy(model)).toBe("LLLLLTTT");
    expect(onBothSides(model)).toEqual([]);
  });

  test("the model itself finds a protocol that acknowledges before it has reported", () => {
    const model = new HandoverModel(1, "legacy", 2);
    minutes(model, 1);
    cut(model, true);
    model.handOver("trunkline", "legacy");
    minutes(model, 1);
    // The one thing that the guard must not do.
    host(model, 0).disk.spool = [];
    cut(model, false);
    minutes(model, 1);
    expect(onBothSides(model)).toEqual([slotAt(1_002)]);
  });
});

/** Minutes pass, and each call has its answer where the hosts are connected. */
function minutes(model: HandoverModel, count: number): void {
  for (let n = 0; n < count; n++) {
    model.pass();
    model.settle();
  }
}

function cut(model: HandoverModel, away: boolean): void {
  for (const each of model.hosts) each.connected = !away;
}

/** Who started each minute since the model began; `both` twice, `-` nobody. */
const startedBy = (model: HandoverModel): string =>
  Array.from({ length: model.minute - 1_000 }, (_, n) => {
    const by = new Set(model.effects.get(slotAt(1_001 + n)));
    return by.size === 0 ? "-" : by.size > 1 ? "both" : by.has("legacy") ? "L" : "T";
  }).join("");

describe("one side does", () => {
  test.each<[Policy]>([["nobody"], ["legacy"]])(
    "policy %s: there and back without a gap while nothing is lost",
    (policy) => {
      const model = new HandoverModel(1, policy, 3);
      minutes(model, 3);
      model.handOver("trunkline", policy);
      minutes(model, 3);
      model.handOver("legacy", policy);
      minutes(model, 3);
      expect(startedBy(model)).toBe("LLLTTTLLL");
    },
  );

  test("policy nobody: a host that can't be reached goes on for what it was granted, then the control plane starts", () => {
    const model = new HandoverModel(1, "nobody", 4);
    minutes(model, 2);
    cut(model, true);
    model.handOver("trunkline", "nobody");
    minutes(model, 6);
    // Granted at minute 2 up to, and without, minute 6.
    expect(startedBy(model)).toBe("LLLLLTTT");
  });

  test("policy nobody: what a dead host was granted nobody starts, until it is back; then the control plane makes up for it", () => {
    const model = new HandoverModel(1, "nobody", 4);
    minutes(model, 2);
    const dead = host(model, 0);
    cut(model, true);
    const disk = structuredClone(dead.disk);
    model.wipe(dead);
    model.handOver("trunkline", "nobody");
    minutes(model, 5);
    expect(startedBy(model)).toBe("LL---TT");
    dead.disk = disk;
    cut(model, false);
    minutes(model, 1);
    expect(startedBy(model)).toBe("LLTTTTTT");
  });

  test("policy legacy: a host that can't be reached goes on for ever, and hands over when it has heard", () => {
    const model = new HandoverModel(1, "legacy", 2);
    minutes(model, 1);
    cut(model, true);
    model.handOver("trunkline", "legacy");
    minutes(model, 10);
    cut(model, false);
    minutes(model, 2);
    expect(startedBy(model)).toBe(`${"L".repeat(11)}TT`);
  });

  test("a host that was handed over and can't ask starts nothing, also when the job has gone back meanwhile", () => {
    const model = new HandoverModel(1, "legacy", 2);
    model.handOver("trunkline", "legacy");
    minutes(model, 2);
    cut(model, true);
    model.handOver("legacy", "legacy");
    minutes(model, 2);
    cut(model, false);
    minutes(model, 2);
    expect(startedBy(model)).toBe("TT--LL");
  });

  test("a second host that nobody has answered yet doesn't keep the first from handing over", () => {
    const model = new HandoverModel(2, "legacy", 2);
    host(model, 1).connected = false;
    minutes(model, 2);
    model.handOver("trunkline", "legacy");
    minutes(model, 2);
    expect(startedBy(model)).toBe("LLTT");
  });
});

test("a slot is a minute or a date of digits, and nothing else is one", () => {
  expect(readSlot("20261127", "dates")).toBe("20261127");
  expect(readSlot("202611272200", "minutes")).toBe("202611272200");
  expect(readSlot("202611272200", "dates")).toBeNull();
  for (const text of [
    "",
    "2026",
    "20260231",
    "202611272460",
    "2026-11-27",
    "20261127 ",
    "2026112722000",
  ])
    for (const kind of slotKinds) expect(readSlot(text, kind)).toBeNull();
  expect(minuteSlot(new Date("2026-11-27T22:00:59.999Z"))).toBe("202611272200");
  expect(dateSlot("2026-11-27")).toBe("20261127");
});
