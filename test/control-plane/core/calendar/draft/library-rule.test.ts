import { expect, test } from "vitest";
import { readLibraryRule, waysToSay } from "#core/calendar/draft/library-rule.ts";

test.each<[string, object[]]>([
  ["10-03", [{ date: "10-03" }]],
  ["easter -2", [{ easter: -2 }]],
  ["easter", [{ easter: 0 }]],
  ["orthodox +9 since 1992", [{ orthodoxEaster: 9 }]],
  ["3rd monday in January", [{ nth: 3, weekday: ["mon"], month: ["jan"] }]],
  ["1st monday before 06-01", [{ nth: -1, weekday: ["mon"], month: ["may"] }]],
  ["monday before September", [{ nth: -1, weekday: ["mon"], month: ["aug"] }]],
  ["wednesday before 11-23", [{ weekday: ["wed"], before: "11-23" }]],
  ["friday after 06-19", [{ weekday: ["fri"], after: "06-19" }]],
  ["julian 12-25", [{ date: "01-07" }]],
  ["01-01 P2D", [{ from: "01-01", until: "01-02" }]],
  ["12-31 P3D", [{ from: "12-31", until: "01-02" }]],
  ["01-01 and if sunday then next monday", [{ date: "01-01", substitute: { sun: "next" } }]],
  [
    "07-04 and if sunday then next monday if saturday then previous friday",
    [{ date: "07-04", substitute: "nearest" }],
  ],
  [
    "substitutes 12-26 if saturday then next monday if sunday then next tuesday",
    [{ date: "12-26", substitute: "next" }],
  ],
  [
    "11-06 if tuesday,wednesday,thursday,friday,saturday,sunday then next monday",
    [{ date: "11-06", substitute: "next" }],
  ],
])("`%s` is said by %j", (text, expected) => {
  const rule = readLibraryRule(text);
  expect(waysToSay(rule, rule.moves)[0]).toEqual(expected);
});

test("a weekday from a date on is a way too", () => {
  const rule = readLibraryRule("06-29 if tuesday,wednesday,saturday,sunday then next monday");
  expect(waysToSay(rule, rule.moves)).toContainEqual([{ weekday: ["mon"], after: "06-28" }]);
});

test.each([
  ["1 Shawwal P3D", "islamic"],
  ["10 Dhu al-Hijjah and if sunday then next monday", "islamic"],
  ["chinese 01-0-01", "moon"],
  ["march equinox in +09:00", "sun"],
  ["1 Tishrei", null],
  ["easter 1", null],
])("%s is reckoned: %s", (text, reckoning) => {
  const rule = readLibraryRule(text);
  expect(rule.reckoning).toBe(reckoning);
  if (reckoning !== null) expect(waysToSay(rule, rule.moves)).toEqual([]);
});

test.each(["2nd Monday after 06-02", "monday after 2nd saturday in june", "easter 1 P2D"])(
  "%s is said by dates alone",
  (text) => {
    const rule = readLibraryRule(text);
    expect(waysToSay(rule, rule.moves)).toEqual([]);
  },
);
