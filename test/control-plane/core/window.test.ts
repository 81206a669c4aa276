import { expect, test } from "vitest";
import { windowOf } from "#core/window.ts";

const ends = (notBefore: string | null, notAfter: string | null, date = "2026-11-23") => {
  const { from, to } = windowOf({ notBefore, notAfter }, date, "Europe/Berlin");
  const text = (at: number | undefined) =>
    at === undefined ? null : Temporal.Instant.fromEpochMilliseconds(at).toString();
  return [text(from?.at), text(to?.at)];
};

test("both ends lie on the business date; an end before the beginning is the next day's", () => {
  expect(ends("08:00", "18:00")).toEqual(["2026-11-23T07:00:00Z", "2026-11-23T17:00:00Z"]);
  expect(ends("22:00", "06:00")).toEqual(["2026-11-23T21:00:00Z", "2026-11-24T05:00:00Z"]);
  expect(ends("22:00", null)).toEqual(["2026-11-23T21:00:00Z", null]);
  expect(ends(null, "06:00")).toEqual([null, "2026-11-23T05:00:00Z"]);
});

test("a time that does not exist is the first instant after the gap, one that is twice the first", () => {
  expect(ends("02:30", null, "2026-03-29")).toEqual(["2026-03-29T01:00:00Z", null]);
  expect(ends("02:00", null, "2026-03-29")).toEqual(["2026-03-29T01:00:00Z", null]);
  expect(ends("02:30", null, "2026-10-25")).toEqual(["2026-10-25T00:30:00Z", null]);
});
