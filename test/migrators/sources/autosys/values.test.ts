import { describe, expect, test } from "vitest";
import {
  readBoolean,
  readCodes,
  readDays,
  readMinutes,
  readMustTimes,
  readNumber,
  readRedirect,
  readResources,
  readTimes,
  readVariables,
  readWindow,
} from "#migrators/sources/autosys/values.ts";

describe("values of the reference", () => {
  test("L1 booleans of all spellings", () => {
    expect(["y", "1", "YES", "n", "0", "No"].map(readBoolean)).toEqual(
      [true, true, true, false, false, false].map((value) => ({ value })),
    );
    expect(readBoolean("maybe")).toHaveProperty("fault");
  });

  test("AS-15 AS-44 lists of times and minutes, quoted or not", () => {
    expect(readTimes("08:00, 09:00,\n 10:00")).toEqual({ value: ["08:00", "09:00", "10:00"] });
    expect(readTimes('"10:00","11:30"')).toEqual({ value: ["10:00", "11:30"] });
    expect(readTimes("8:05")).toEqual({ value: ["08:05"] });
    expect(["24:00", "8", "“21:00″", "08:00\n09:00", "8:60", ""].map(readTimes)).toEqual(
      Array(6).fill({ fault: expect.any(String) }),
    );
    expect(readMinutes("0,15")).toEqual({ value: [0, 15] });
    expect(readMinutes("60")).toHaveProperty("fault");
  });

  test("AS-35 a run window has a dash", () => {
    expect(readWindow('"02:00-04:00"')).toEqual({ value: { from: "02:00", until: "04:00" } });
    expect(readWindow("22:00 - 02:00")).toEqual({ value: { from: "22:00", until: "02:00" } });
    expect(readWindow('"18:00,23:00"')).toHaveProperty("fault");
  });

  test("must-times go to 71:59, or are minutes after the start", () => {
    expect(readMustTimes("10:00, 34:30")).toEqual({ value: { at: ["10:00", "34:30"] } });
    expect(readMustTimes("+15")).toEqual({ value: { minutes: 15 } });
    expect(readMustTimes("72:00")).toHaveProperty("fault");
  });

  test("days", () => {
    expect(readDays("su, MO,fr")).toEqual({ value: [1, 5, 7] });
    expect(readDays("all")).toEqual({ value: [1, 2, 3, 4, 5, 6, 7] });
    expect(readDays("mon")).toHaveProperty("fault");
  });

  test("AS-37 exit codes and ranges", () => {
    expect(readCodes("0-4,8")).toEqual({
      value: [
        { first: 0, last: 4 },
        { first: 8, last: 8 },
      ],
    });
    expect(readCodes("4-0")).toHaveProperty("fault");
  });

  test("AS-45 the blank behind >> is no part of the name", () => {
    expect(readRedirect(">> f")).toEqual({ value: { file: "f", append: true } });
    expect(readRedirect('> "a b"')).toEqual({ value: { file: "a b", append: false } });
    expect(readRedirect("/x")).toEqual({ value: { file: "/x", append: null } });
    expect(readRedirect(">>")).toHaveProperty("fault");
  });

  test("resources", () => {
    expect(readResources("(R1, QUANTITY=2, FREE=A) AND (R2)")).toEqual({
      value: [
        { resource: "R1", quantity: 2, free: "A" },
        { resource: "R2", quantity: 1, free: null },
      ],
    });
    expect(readResources("R1")).toHaveProperty("fault");
  });

  test("AS-18 variables, one or more in a value", () => {
    expect(readVariables('A=1,2, B="x y"')).toEqual({
      value: [
        { name: "A", value: "1,2" },
        { name: "B", value: "x y" },
      ],
    });
    expect(readVariables("nonsense")).toHaveProperty("fault");
  });

  test("numbers within bounds", () => {
    expect(readNumber(0, 20)("20")).toEqual({ value: 20 });
    expect(["21", "-1", "x", ""].map(readNumber(0, 20))).toEqual(
      Array(4).fill({ fault: expect.any(String) }),
    );
  });
});
