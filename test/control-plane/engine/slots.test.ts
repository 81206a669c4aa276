import { expect, test } from "vitest";
import { type Slot, Slots } from "#engine/slots.ts";

/** Tasks by name, each with its slot and its end. */
function tasksOf(slots: Slots) {
  const begun: string[] = [];
  const slot: Record<string, Slot> = {};
  const end: Record<string, () => void> = {};
  const run = (name: string) =>
    slots.run((own) => {
      begun.push(name);
      slot[name] = own;
      return new Promise<void>((resolve) => {
        end[name] = resolve;
      });
    });
  return { begun, slot, end, run };
}

test("as many at a time as there are slots, in the order in which they came, also after one that failed", async () => {
  const slots = new Slots(2);
  const { begun, end, run } = tasksOf(slots);
  await expect(slots.run(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  const [a, b, c, d] = ["a", "b", "c", "d"].map(run);
  expect(begun).toEqual(["a", "b"]);
  end.b?.();
  await b;
  expect(begun).toEqual(["a", "b", "c"]);
  end.a?.();
  await a;
  end.c?.();
  await c;
  end.d?.();
  await d;
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("one that leaves its slot goes on without it, and gives it away once", async () => {
  const slots = new Slots(1);
  const { begun, slot, end, run } = tasksOf(slots);
  const [a, b] = ["a", "b", "c"].map(run);
  slot.a?.leave();
  slot.a?.leave();
  await a;
  expect([begun, slot.a?.isHeld]).toEqual([["a", "b"], false]);
  end.a?.();
  await Promise.resolve();
  expect(begun).toEqual(["a", "b"]);
  end.b?.();
  await b;
  expect(begun).toEqual(["a", "b", "c"]);
});

test("no more leave theirs than may wait beside, until one of those has ended", async () => {
  const slots = new Slots(1, 1);
  const { begun, slot, end, run } = tasksOf(slots);
  for (const name of ["a", "b", "c"]) void run(name);
  slot.a?.leave();
  await expect.poll(() => begun).toEqual(["a", "b"]);
  slot.b?.leave();
  expect(slot.b?.isHeld).toBe(true);
  end.a?.();
  await expect
    .poll(() => {
      slot.b?.leave();
      return slot.b?.isHeld;
    })
    .toBe(false);
  await expect.poll(() => begun).toEqual(["a", "b", "c"]);
});
