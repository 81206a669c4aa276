// The cases of the reference on conditions and boxes, as starts by the states of jobs and of what was translated.

import { expect, test } from "vitest";
import { autosysEstate } from "#test/support/autosys-estate.ts";
import { sideBySide } from "#test/support/side-by-side.ts";
import { box, cmd } from "#test/support/translated.ts";

const range = { from: "2026-01-05", to: "2026-01-09" };

const at = (time: string, days = "all") =>
  `date_conditions: 1\ndays_of_week: ${days}\nstart_times: "${time}"`;

/** Of zone UTC, on both sides alike. */
function starts(
  text: string,
  durations: Record<string, string> = {},
  memberTimes?: "kept" | "lost",
  exitCodes: Record<string, number> = {},
) {
  const globals = { READY: "Y", OTHER: "N" };
  const estate = autosysEstate(text, { timezone: "UTC", globals, memberTimes });
  const found = sideBySide(estate, durations, range, exitCodes);
  expect(found.differences).toEqual([]);
  const of = (name: string) => found.starts.filter((line) => line.startsWith(`${name} `));
  return { ...found, of: (name: string) => of(name).map((line) => line.slice(name.length + 1)) };
}

test("AS-23 operators are read from left to right", () => {
  const jobs = cmd("A", at("01:00")) + cmd("B", at("02:00", "mo")) + cmd("C", at("03:00"));
  const { of } = starts(`${jobs}${cmd("D", `${at("00:30")}\ncondition: s(A) | s(B) & s(C)`)}`);
  // (A or B) and C.
  expect(of("D")[0]).toBe("2026-01-05 03:01");
});

test("AS-24 a look-back counts hours and minutes before the moment at which it is asked", () => {
  const waits = (lookBack: string) =>
    `${cmd("A", at("01:00", "mo"))}${cmd("B", `${at("02:00")}\ncondition: s(A, ${lookBack})`)}`;
  expect(starts(waits("24.00")).of("B")).toEqual(["2026-01-05 02:00"]);
  expect(starts(waits("00.30")).of("B")).toEqual([]);
  expect(starts(waits("30")).of("B")).toEqual(["2026-01-05 02:00", "2026-01-06 02:00"]);
});

test("AS-25 zero looks back to the job's own last end, and is true before there was one", () => {
  const text = `${cmd("A", at("01:00", "mo,we"))}${cmd("B", `${at("02:00")}\ncondition: s(A, 0)`)}`;
  // Tuesday's time arms it, and it starts as soon as A has ended again.
  expect(starts(text).of("B")).toEqual([...["2026-01-05 02:00", "2026-01-07 01:01"]]);
});

test("AS-26 across boxes an old success counts all week", () => {
  const text = `${cmd("A", at("01:00", "mo"))}${cmd("B", `${at("02:00")}\ncondition: s(A)`)}`;
  expect(starts(text).of("B")).toHaveLength(4);
});

test("AS-27 within a box a success is of this run", () => {
  const text = `${box("X", at("01:00"))}${cmd("A", "box_name: X")}${cmd("B", "box_name: X\ncondition: s(A)")}`;
  expect(starts(text, { A: "2h" }).of("B")[1]).toBe("2026-01-06 03:00");
});

test("a time of a member that comes before its box starts counts, or is lost", () => {
  const text = `${box("X", at("20:00"))}${cmd("A", `box_name: X\n${at("02:00")}`)}${cmd("B", "box_name: X\ncondition: s(A)")}`;
  expect(starts(text, {}, "kept").of("A")[0]).toBe("2026-01-05 20:00");
  const { of } = starts(text, { A: "2h" }, "lost");
  expect(of("A").slice(0, 2)).toEqual(["2026-01-06 02:00", "2026-01-07 02:00"]);
  expect(of("B")[0]).toBe("2026-01-06 04:00");
});

test("a member with minutes of every hour starts at the first behind the start of its box", () => {
  const text = `${box("X", at("20:10"))}${cmd("A", "box_name: X\ndate_conditions: 1\ndays_of_week: all\nstart_mins: 0,30")}`;
  expect(starts(text, { A: "5h" }, "lost").of("A")).toHaveLength(4);
  expect(starts(text, { A: "5h" }, "lost").of("A")[1]).toBe("2026-01-06 20:30");
});

test("AS-28 two that wait for each other not to run take turns", () => {
  const text =
    cmd("A", `${at("01:00")}\ncondition: n(B)`) + cmd("B", `${at("01:10")}\ncondition: n(A)`);
  expect(starts(text, { A: "2h" }).of("B")[0]).toBe("2026-01-05 03:00");
});

test("n() of a member holds again when that has ended, though its box goes on", () => {
  const members = cmd("A", "box_name: X") + cmd("C", "box_name: X\ncondition: s(A)");
  const { of } = starts(`${box("X", at("01:00"))}${members}${cmd("B", "condition: n(A)")}`, {
    ...{ A: "7m", C: "5h" },
  });
  expect(of("B")[0]).toBe("2026-01-05 01:07");
});

test("AS-33 variables and exit codes are asked as they are", () => {
  const text = `${cmd("P", at("01:00"))}${cmd("A", `${at("00:30")}\ncondition: v(READY) = "Y" & e(P) < 4`)}${cmd("B", `${at("00:40")}\ncondition: v(OTHER) = "Y"`)}`;
  const { of, never } = starts(text);
  expect(of("A")[0]).toBe("2026-01-05 01:01");
  expect(never).toEqual(['B 2026-01-05: value(OTHER) = "Y"']);
});

test("AS-34 a time arms, and the job starts once its condition comes true, once", () => {
  const text = `${cmd("A", at("05:00", "we"))}${cmd("B", `${at("02:00")}\ncondition: s(A)`)}`;
  // Monday, Tuesday and Wednesday are one start.
  expect(starts(text).of("B")).toEqual(["2026-01-07 05:01", "2026-01-08 02:00"]);
});

test("a job without dates starts each time that its condition comes true", () => {
  const text = `${cmd("A", "date_conditions: 1\ndays_of_week: mo\nstart_mins: 10,40")}${cmd("B", "condition: s(A)")}`;
  expect(starts(text, { A: "5m", B: "45m" }).of("B").slice(0, 2)).toEqual([
    ...["2026-01-05 00:15", "2026-01-05 01:15"],
  ]);
});

test("a time that comes while a job runs is lost", () => {
  expect(starts(cmd("A", at("01:00")), { A: "30h" }).of("A")).toEqual([
    ...["2026-01-05 01:00", "2026-01-07 01:00"],
  ]);
});

test("AS-29 a member that never runs keeps its box running, which is told as a difference", () => {
  const text = `${box("X", at("01:00"))}${cmd("A", "box_name: X")}${cmd("B", "box_name: X\ncondition: f(A)")}`;
  const { starts: found, never } = sideBySide(autosysEstate(text, { timezone: "UTC" }), {}, range);
  expect(found).toEqual([
    ...["A 2026-01-05 01:00", "ours A 2026-01-06 01:00", "ours A 2026-01-07 01:00"],
    "ours A 2026-01-08 01:00",
  ]);
  expect(never).toEqual(["B 2026-01-05: failure(A)"]);
});

test("a job that waits for one in a box and one outside starts once, whatever else the box runs", () => {
  const text = `${box("X", at("01:00"))}${cmd("A", "box_name: X")}${cmd("C", "box_name: X\ncondition: s(A)")}`;
  const others = cmd("B", at("00:30")) + cmd("J", "condition: s(A) & s(B)");
  const { of } = starts(text + others, { A: "10m", C: "20m", B: "50m" });
  expect(of("J")).toEqual(["05", "06", "07", "08"].map((day) => `2026-01-${day} 01:20`));
});

test("a box in a box that ends it when it fails, and one with a limit, start what they start there", () => {
  const text =
    box("X", at("01:00")) +
    cmd("P", "box_name: X") +
    box("Y", "box_name: X\nbox_terminator: 1\nterm_run_time: 60\ncondition: s(P)") +
    cmd("A", "box_name: Y\nbox_terminator: 1") +
    cmd("B", "box_name: Y") +
    cmd("C", "box_name: X\ncondition: s(Y)");
  const { of, refused } = starts(text, { P: "10m", A: "5m", B: "20m" });
  expect(refused).toEqual([]);
  expect(of("C")[0]).toBe("2026-01-05 01:30");
});

test("a box succeeds with the member that decides, and what runs in it goes on", () => {
  const text =
    box("X", `${at("01:00")}\nbox_success: s(A)`) +
    cmd("A", "box_name: X") +
    cmd("B", "box_name: X") +
    cmd("C", `${at("01:00")}\ncondition: s(X, 24.00)`) +
    cmd("D", "condition: s(X)");
  const { of, refused } = starts(text, { A: "5m", B: "3h" });
  expect(refused).toEqual([]);
  expect(of("B")[1]).toBe("2026-01-06 01:00");
  expect(of("D")[0]).toBe("2026-01-05 01:05");
  expect(of("C")[0]).toBe("2026-01-05 01:05");
});

test("members that have not started when their box succeeds, or fails, never do", () => {
  const members = (second: string) =>
    cmd("A", "box_name: X") + cmd("B", "box_name: X") + cmd("C", `box_name: X\n${second}`);
  const succeeds = `${box("X", `${at("01:00")}\nbox_success: s(A)`)}${members("condition: s(B)")}`;
  const early = starts(succeeds, { A: "5m", B: "3h" });
  expect(early.of("C")).toEqual([]);
  expect(early.never).toEqual([
    expect.stringMatching(/^C 2026-01-05: the next start of its box X, which was over/),
  ]);
  expect(starts(succeeds, { A: "5h", B: "3h" }).of("C")[0]).toBe("2026-01-05 04:00");
  const fails = `${box("X", `${at("01:00")}\nbox_failure: f(A)`)}${members("condition: d(B)")}`;
  expect(starts(fails, { A: "5m", B: "3h" }, undefined, { A: 1 }).of("C")).toEqual([]);
  expect(starts(fails, { A: "5h", B: "3h" }, undefined, { A: 1 }).of("C")).toHaveLength(4);
});

test("a limit that passes in a box that others decide lets it go on, and what waits for the box starts", () => {
  const text =
    box("X", `${at("01:00")}\nbox_success: s(A)`) +
    cmd("A", "box_name: X") +
    cmd("SLOW", "box_name: X\nterm_run_time: 30") +
    cmd("D", "condition: s(X)");
  const { of, refused } = starts(text, { A: "2h", SLOW: "5h" });
  expect(refused).toEqual([]);
  expect(of("D")).toHaveLength(4);
  expect(of("D")[0]).toBe("2026-01-05 03:00");
});

test("failures decide as box_success says: a box of which one of two suffices succeeds, or fails", () => {
  const text =
    box("X", `${at("01:00")}\nbox_success: s(A) | s(B)`) +
    cmd("A", "box_name: X") +
    cmd("B", "box_name: X") +
    cmd("GOOD", "condition: s(X)") +
    cmd("BAD", "condition: f(X)");
  const good = starts(text, { B: "10m" }, undefined, { A: 1 });
  expect([good.of("GOOD").length, good.of("BAD").length]).toEqual([4, 0]);
  expect(good.of("GOOD")[0]).toBe("2026-01-05 01:10");
  const bad = starts(text, { B: "10m" }, undefined, { A: 1, B: 2 });
  expect([bad.of("GOOD").length, bad.of("BAD").length]).toEqual([0, 4]);
});

test("a failure in a box in a box ends the one around it once all in it have ended, or at once", () => {
  const text =
    box("X", at("01:00")) +
    box("Y", "box_name: X\nbox_terminator: 1") +
    cmd("A", "box_name: Y") +
    cmd("B", "box_name: Y") +
    cmd("LONG", "box_name: X") +
    cmd("AFTER", "box_name: X\ncondition: d(LONG)");
  const { of, refused } = starts(text, { A: "5m", B: "20m", LONG: "15m" }, undefined, { A: 1 });
  expect(refused).toEqual([]);
  // LONG has ended before B.
  expect(of("AFTER")[0]).toBe("2026-01-05 01:15");
  expect(starts(text, { A: "5m", B: "20m", LONG: "1h" }, undefined, { A: 1 }).of("AFTER")).toEqual(
    [],
  );
  const one = box("X", at("01:00")) + cmd("A", "box_name: X\nbox_terminator: 1");
  const others = cmd("LONG", "box_name: X") + cmd("AFTER", "box_name: X\ncondition: d(LONG)");
  const ended = starts(one + others, { A: "5m", LONG: "1h" }, undefined, { A: 1 });
  expect(ended.of("AFTER")).toEqual([]);
  expect(ended.of("LONG")).toHaveLength(4);
});

test("exit codes are a success or a failure by their lists, and are asked for as they are", () => {
  const text =
    cmd("A", `${at("01:00")}\nsuccess_codes: 0-4`) +
    cmd("B", `${at("01:00")}\nfail_codes: 5`) +
    cmd("C", "condition: s(A) & f(B)") +
    cmd("D", "condition: e(A) = 3") +
    cmd("E", "condition: e(A) = 0");
  const { of } = starts(text, {}, undefined, { A: 3, B: 5 });
  expect([of("C"), of("D"), of("E")].map(({ length }) => length)).toEqual([4, 4, 0]);
});
