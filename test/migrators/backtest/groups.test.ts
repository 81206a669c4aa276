import { expect, test } from "vitest";
import { groupJobs } from "#migrators/backtest/groups.ts";
import { loggedRun } from "#migrators/runlog/log.ts";
import { RunStore } from "#migrators/runlog/store.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";

function stored(...runs: Parameters<typeof loggedRun>[0][]): RunStore {
  const store = new RunStore();
  const file = store.addFile("log");
  for (const run of runs) store.add(loggedRun(run), file, "whole");
  return store;
}
const shown = ({ groups, strangers }: ReturnType<typeof groupJobs>) => ({
  groups: groups.map(({ jobs, logged }) => [
    jobs.map(({ key }) => key).join("+"),
    logged?.starts.length ?? 0,
  ]),
  strangers: strangers.map(({ logged, isAmbiguous }) => [logged.name, isAmbiguous]),
});

test("Control-M: by the folder's path and the name, or the name alone where one job has it; twins together", () => {
  const xml =
    '<DEFTABLE><FOLDER FOLDER_NAME="F"><JOB JOBNAME="A"/><JOB JOBNAME="A"/><JOB JOBNAME="B"/></FOLDER>' +
    '<FOLDER FOLDER_NAME="G"><JOB JOBNAME="B"/><JOB JOBNAME="C"/></FOLDER></DEFTABLE>';
  const estate = controlMEstate([{ file: "x.xml", bytes: new TextEncoder().encode(xml) }], {
    calendars: new Map(),
  });
  const store = stored(
    ...["F/A", "C", "B", "G/X"].map((job, index) => ({ job, line: index + 1, start: 1 })),
  );
  expect(shown(groupJobs(estate, store))).toEqual({
    groups: [
      ["F/A+F/A#2", 1],
      ["F/B", 0],
      ["G/B", 0],
      ["G/C", 1],
    ],
    strangers: [
      ["B", true],
      ["G/X", false],
    ],
  });
});

test("cron: by user and command, or the command alone where no table says whose it is", () => {
  const text = "0 5 * * * /opt/a\n0 6 * * * /opt/a\n0 7 * * * /opt/b\tx\n@reboot /opt/c\n";
  const options = { dialect: "debian", format: "user", timezone: "UTC", instance: null } as const;
  const table = [{ file: "t", text, encoding: "utf-8" }];
  const runs = [
    { job: "/opt/a", user: "root", line: 1, start: 1 },
    { job: "/opt/b^Ix", user: "shop", line: 2, start: 1 },
    { job: "/opt/a", user: "shop", line: 3, start: 1 },
  ];
  expect(
    shown(groupJobs(cronEstate(table, { ...options, user: "root" }), stored(...runs))),
  ).toEqual({
    groups: [
      ["t:1+t:2", 1],
      ["t:3", 0],
      ["t:4", 0],
    ],
    strangers: [
      ["/opt/b^Ix", false],
      ["/opt/a", false],
    ],
  });
  const whoever = groupJobs(cronEstate(table, { ...options, user: null }), stored(...runs));
  expect(shown(whoever).groups).toEqual([
    ["t:1+t:2", 1],
    ["t:3", 1],
    ["t:4", 0],
  ]);
  expect(shown(whoever).strangers).toEqual([["/opt/a", true]]);
});
