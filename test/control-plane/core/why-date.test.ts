// Why there was no run on a date, in the words that people read.

import { expect, test } from "vitest";
import { type DateFacts, type Deployed, whyOnDate } from "#core/why-date.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const cron = (text: string, timezone = "UTC", newDay = "00:00") => ({
  schedule: { cron: text },
  timezone,
  newDay,
});
const deployed = (
  time: string,
  commit: string,
  triggers: Deployed["triggers"] = [cron("0 6 * * *")],
  hasAfter = false,
): Deployed => ({ at: at(time), commit: commit.padEnd(40, "0"), triggers, hasAfter, wave: null });

const facts = (fields: Partial<DateFacts> = {}): DateFacts => ({
  date: "2026-11-22",
  now: at("2026-11-26T12:00"),
  timezone: "UTC",
  newDay: "00:00",
  deployed: [deployed("2026-01-01T00:00", "abc1")],
  recorded: new Set(),
  nextAt: at("2026-11-27T06:00"),
  ...fields,
});

const told = (fields: Partial<DateFacts>) =>
  whyOnDate(facts(fields)).map(({ kind, message, since, until }) =>
    [kind, message, since?.slice(0, 16), until?.slice(0, 16)].filter(Boolean),
  );

test.for<[string, Partial<DateFacts>, string[][]]>([
  [
    "its days leave the date out",
    {
      deployed: [deployed("2026-01-01T00:00", "abc1", [cron("0 6 * * mon-fri", "Europe/Berlin")])],
    },
    [
      [
        "notDue",
        '"0 6 * * mon-fri" (at 06:00 on Mondays to Fridays, Berlin time) is not due on 2026-11-22: its weekdays (mon-fri) leave out Sunday; before it 2026-11-20 06:00; after it 2026-11-23 06:00',
      ],
    ],
  ],
  [
    "before new day it is the day after that counts",
    {
      date: "2026-11-27",
      newDay: "07:00",
      deployed: [deployed("2026-01-01T00:00", "abc1", [cron("0 6 * * 1-5", "UTC", "07:00")])],
    },
    [
      [
        "notDue",
        '"0 6 * * 1-5" (at 06:00 on Mondays to Fridays, UTC) is not due on 2026-11-27: 06:00 of that date is on 2026-11-28, and its weekdays (1-5) leave out Saturday; before it 2026-11-27 06:00; after it 2026-11-30 06:00',
      ],
    ],
  ],
  [
    "each schedule by itself",
    {
      deployed: [deployed("2026-01-01T00:00", "abc1", [cron("0 6 1 * *"), cron("0 7 * 12 *")])],
    },
    [
      [
        "notDue",
        '"0 6 1 * *" (at 06:00 on the 1st of the month, UTC) is not due on 2026-11-22: its days of the month (1) leave out the 22.; before it 2026-11-01 06:00; after it 2026-12-01 06:00',
      ],
      [
        "notDue",
        '"0 7 * 12 *" (at 07:00 every day in December, UTC) is not due on 2026-11-22: its months (12) leave out November; before it 2025-12-31 07:00; after it 2026-12-01 07:00',
      ],
    ],
  ],
  ["a due time with a row is told by its run", { recorded: new Set([at("2026-11-22T06:00")]) }, []],
  [
    "it was deployed first on a later day",
    { deployed: [deployed("2026-11-25T09:00", "abc1")] },
    [
      [
        "notDeployed",
        "was first deployed after 2026-11-22, by commit abc100000000",
        "2026-11-25T09:00",
      ],
    ],
  ],
  [
    "it was deployed first later that day",
    { deployed: [deployed("2026-11-22T09:00", "abc1")] },
    [
      [
        "notDeployed",
        '"0 6 * * *" (at 06:00 every day, UTC) was due at 2026-11-22 06:00, before commit abc100000000 deployed the pipeline first',
        "2026-11-22T09:00",
      ],
    ],
  ],
  [
    "the revision then had no such trigger",
    {
      deployed: [deployed("2026-01-01T00:00", "abc1", []), deployed("2026-11-25T09:00", "def2")],
    },
    [
      [
        "notDeployed",
        '"0 6 * * *" (at 06:00 every day, UTC) was due at 2026-11-22 06:00, but what was deployed then had no such trigger (commit abc100000000)',
        "2026-01-01T00:00",
      ],
    ],
  ],
  [
    "a trigger that the day itself took away",
    {
      deployed: [
        deployed("2026-01-01T00:00", "abc1"),
        deployed("2026-11-22T05:00", "def2", [cron("0 6 1 * *")]),
      ],
    },
    [
      [
        "notDeployed",
        '"0 6 * * *" (at 06:00 every day, UTC) was due at 2026-11-22 06:00, but what was deployed then had no such trigger (commit def200000000)',
        "2026-11-22T05:00",
      ],
      [
        "notDue",
        '"0 6 1 * *" (at 06:00 on the 1st of the month, UTC) is not due on 2026-11-22: its days of the month (1) leave out the 22.; before it 2026-11-01 06:00; after it 2026-12-01 06:00',
      ],
    ],
  ],
  [
    "it was removed then, and is there again",
    {
      deployed: [
        deployed("2026-01-01T00:00", "abc1"),
        deployed("2026-11-20T00:00", "def2", null),
        deployed("2026-11-24T00:00", "aaa3"),
      ],
    },
    [
      ["removed", "was removed by commit def200000000", "2026-11-20T00:00"],
      [
        "notDeployed",
        '"0 6 * * *" (at 06:00 every day, UTC) was due at 2026-11-22 06:00, when commit def200000000 had removed the pipeline',
        "2026-11-20T00:00",
      ],
    ],
  ],
  [
    "many times of a day are one sentence",
    {
      deployed: [deployed("2026-11-22T03:00", "abc1", [cron("0 * * * *")])],
      recorded: new Set(
        Array.from({ length: 20 }, (_, hour) => at("2026-11-22T04:00") + hour * 3_600_000),
      ),
    },
    [
      [
        "notDeployed",
        '"0 * * * *" (every hour, UTC) was due at 4 times from 2026-11-22 00:00 to 2026-11-22 03:00, before commit abc100000000 deployed the pipeline first',
        "2026-11-22T03:00",
      ],
    ],
  ],
  [
    "a day to come",
    { date: "2026-11-28" },
    [
      [
        "due",
        '"0 6 * * *" (at 06:00 every day, UTC) is due at 2026-11-28 06:00',
        "2026-11-28T06:00",
      ],
    ],
  ],
  [
    "nobody has taken it up",
    { nextAt: at("2026-11-22T06:00") },
    [
      [
        "overdue",
        '"0 6 * * *" (at 06:00 every day, UTC) was due at 2026-11-22 06:00, and no server has taken it up',
        "2026-11-22T06:00",
      ],
    ],
  ],
  [
    "its row is gone",
    {},
    [
      [
        "notKept",
        '"0 6 * * *" (at 06:00 every day, UTC) was due at 2026-11-22 06:00; what became of it is not kept any more',
      ],
    ],
  ],
  [
    "its `after` came later",
    {
      deployed: [
        deployed("2026-01-01T00:00", "abc1", []),
        deployed("2026-11-25T09:00", "def2", [], true),
      ],
    },
    [
      [
        "notDeployed",
        "what was deployed then had no `after` (commit abc100000000)",
        "2026-01-01T00:00",
      ],
    ],
  ],
  ["nothing is known of it", { deployed: [] }, []],
])("%s", ([, fields, expected]) => {
  expect(told(fields)).toEqual(expected);
});

test("while another scheduler ran it, no due time is one of ours", () => {
  const observed: Deployed = {
    ...deployed("2026-01-01T00:00", "abc1"),
    wave: { name: "gl-1", stage: "observe" },
  };
  const live = deployed("2026-11-22T05:00", "def2");
  const [[kind, text] = [], ...others] = told({ deployed: [observed] });
  expect([kind, text, others]).toEqual([
    "stage",
    '"0 6 * * *" (at 06:00 every day, UTC) gives no run at 2026-11-22 06:00: its wave "gl-1" is at the stage observe since commit abc100000000',
    [],
  ]);
  expect(told({ deployed: [observed, live] }).map(([kind]) => kind)).toEqual(["notKept"]);
});

test("of a schedule that a deployment of the same day replaced, what was to come is not due any more", () => {
  const changed = {
    ...{ date: "2026-11-26", nextAt: at("2026-11-26T20:00") },
    deployed: [
      deployed("2026-01-01T00:00", "abc1", [cron("0 18 * * *")]),
      deployed("2026-11-26T10:00", "abc2", [cron("0 20 * * *")]),
    ],
  };
  expect(told(changed)).toEqual([
    [
      "due",
      '"0 20 * * *" (at 20:00 every day, UTC) is due at 2026-11-26 20:00',
      "2026-11-26T20:00",
    ],
  ]);
});
