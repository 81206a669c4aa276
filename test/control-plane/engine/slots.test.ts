import { expect, test } from "vitest";
import { Slots } from "#engine/slots.ts";

test("as many at a time as there are slots, in the order in which they came, also after one that failed", async () => {
  const slots = new Slots(2);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const act = (name: string) =>
    slots.run(() => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    });
  const failed = slots.run(() => Promise.reject(new Error("failed")));
  await expect(failed).rejects.toThrow("failed");
  const all = ["a", "b", "c", "d"].map(act);
  expect(begun).toEqual(["a", "b"]);
  ends[1]?.();
  expect(await all[1]).toBe("b");
  expect(begun).toEqual(["a", "b", "c"]);
  for (const end of ends) end();
  await all[2];
  ends[3]?.();
  expect(await Promise.all(all)).toEqual(["a", "b", "c", "d"]);
});
