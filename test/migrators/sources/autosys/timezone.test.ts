import { expect, test } from "vitest";
import { readZone } from "#migrators/sources/autosys/timezone.ts";

test("AS-43 offsets count westwards", () => {
  expect(readZone("IST-5:30")).toEqual({ zone: "+05:30", offset: true });
  expect(readZone("GMT+5")).toEqual({ zone: "Etc/GMT+5", offset: true });
  expect(readZone("GMT5")).toEqual({ zone: "Etc/GMT+5", offset: true });
  expect(readZone("XYZ-2")).toEqual({ zone: "Etc/GMT-2", offset: true });
});

test("names of the system come first, in any case", () => {
  expect(readZone("us/eastern")).toEqual({ zone: "US/Eastern", offset: false });
  expect(readZone("EST5EDT")).toEqual({ zone: "EST5EDT", offset: false });
});

test("aliases of the site lead on, five at most, and in circles nowhere", () => {
  const aliases = { Zurich: "MEZ", mez: "Europe/Zurich", A: "B", B: "A" };
  expect(readZone("ZURICH", aliases)).toEqual({ zone: "Europe/Zurich", offset: false });
  expect(readZone("A", aliases)).toEqual({ zone: null, offset: false });
  expect(readZone("US CENTRAL", aliases)).toEqual({ zone: null, offset: false });
  expect(readZone("+05:30")).toEqual({ zone: null, offset: false });
});
