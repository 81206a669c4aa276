import { expect, test } from "vitest";
import { watchChanges } from "#core/plan/watch-meaning.ts";
import { normalizeWatch } from "#core/watch/watch.ts";

const texts = (...[before, after]: (Parameters<typeof normalizeWatch>[0] | undefined)[]) =>
  watchChanges(before && normalizeWatch(before), after && normalizeWatch(after)).map(
    ({ text }) => text,
  );

test("what alerts tell from now on, and no more", () => {
  const watch = { success: true, longest: "30m", shortest: "-50%", tags: { notify: ["ops"] } };
  expect(texts(undefined, watch)).toEqual([
    "an alert once it takes longer than: any time → 30m",
    "an alert if it took less than: any time → -50%",
    "a success is told",
    "tag of its alerts notify is new: ops",
  ]);
  expect(texts(watch, { ...watch, success: false, longest: "1h" })).toEqual([
    "an alert once it takes longer than: 30m → 1h",
    "a success is told no more",
  ]);
  expect(texts(watch, watch)).toEqual([]);
  expect(texts({ success: true }, { success: "withOutput", retry: true })).toEqual([
    "a success that has printed something is told",
    "a retry is told",
  ]);
});
