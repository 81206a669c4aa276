import fc from "fast-check";
import { expect, test } from "vitest";
import { KeptNames } from "#migrators/names/kept.ts";
import { readNames, renamedBy } from "#migrators/names/read.ts";
import { autosysEstate } from "#migrators/sources/autosys/estate.ts";
import type { CronOptions } from "#migrators/sources/cron/dialect.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { projectDraft } from "#migrators/translate/project-draft.ts";

const params: CronOptions = {
  ...{ timezone: "UTC", format: "user", user: null, instance: null },
  dialect: "debian",
};

/** What the lines are called, by their commands. */
function named(lines: readonly string[], names: KeptNames): Map<string, string> {
  const text = lines.map((line) => `${line}\n`).join("");
  const { pipelines } = projectDraft(
    cronEstate([{ file: "etc/crontab", text, encoding: "utf-8" }], params),
    { names },
  );
  return new Map(
    pipelines.map(({ job, name, tasks }) => [
      job.work.kind === "command" ? job.work.text.value : "",
      `${name}/${tasks[0]?.name}`,
    ]),
  );
}

const read = (text: string) => {
  const found = readNames(text);
  if ("fault" in found) throw new Error(found.fault);
  return found.names;
};

test("a line that is moved, or gets another time, keeps its name; what is gone keeps its own", () => {
  const first = new KeptNames();
  named(["0 1 * * * /opt/a/load.sh", "0 2 * * * /opt/b/load.sh"], first);
  const again = new KeptNames(read(first.text()));
  const lines = ["0 3 * * * /opt/c/load.sh", "# new", "30 4 * * * /opt/b/load.sh"];
  expect([...named(lines, again)]).toEqual([
    ["/opt/c/load.sh", "crontab-load-3/load"],
    ["/opt/b/load.sh", "crontab-load-2/load"],
  ]);
  const back = new KeptNames(read(again.text()));
  expect(named(["0 1 * * * /opt/a/load.sh"], back).get("/opt/a/load.sh")).toBe("crontab-load/load");
});

test("passwords of commands are in no name", () => {
  const names = new KeptNames();
  named(["0 1 * * * mysqldump --password=hunter2 shop"], names);
  expect(names.text()).toContain("mysqldump --password=*** shop");
});

/** Of each job of an estate of AutoSys where it is: names of jobs that are the same when they are made into ours clash. */
function placesOf(jobs: readonly { name: string; box: string | null }[], names: KeptNames) {
  const boxes = new Set(jobs.flatMap(({ box }) => box ?? []));
  const text = [
    ...[...boxes].map((box) => `insert_job: ${box}\njob_type: BOX\n`),
    ...jobs.map(
      ({ name, box }) =>
        `insert_job: ${name}\njob_type: CMD\ncommand: x\nmachine: m\n${box ? `box_name: ${box}\n` : ""}`,
    ),
  ].join("\n");
  const options = {
    timezone: "UTC",
    dateStandard: null,
    instance: null,
    zones: {},
    calendars: {},
    constants: {},
  };
  const bytes = new TextEncoder().encode(text);
  const range = { from: "2026-01-01", to: "2026-01-02" };
  const estate = autosysEstate([{ file: "jobs.jil", bytes }], { ...options, ...range });
  const { pipelines } = projectDraft(estate, { names });
  return new Map(
    pipelines.flatMap(({ name, job: root, tasks }) =>
      tasks.map(({ name: task, job }) => [`${root.key} ${job.key}`, `${name}/${task}`] as const),
    ),
  );
}

test("whatever jobs of boxes are added, removed, moved or put in another order, no name changes", () => {
  const job = fc.record({
    name: fc.constantFrom("a.b", "a_b", "A#B", "a-b", "load", "LOAD"),
    box: fc.constantFrom(null, "box.1", "box_1"),
  });
  const boxed = ["a.b", "a_b"].map((name) => ({ name, box: "box.1" }));
  expect([...placesOf(boxed, new KeptNames()).values()]).toEqual(["box-1/a-b", "box-1/a_b"]);
  const estate = fc.uniqueArray(job, { maxLength: 6, selector: ({ name }) => name });
  fc.assert(
    fc.property(fc.array(estate, { maxLength: 5 }), (estates) => {
      const known = new Map<string, string>();
      let text = "";
      for (const jobs of estates) {
        const names = new KeptNames(read(text));
        for (const [key, name] of placesOf(jobs, names)) {
          expect(known.get(key) ?? name).toBe(name);
          known.set(key, name);
        }
        text = names.text();
      }
      expect(new Set(known.values()).size).toBe(known.size);
    }),
  );
});

test("whatever lines come and go, no name changes its command and none has two", () => {
  const command = fc.constantFrom("/a/load", "/b/load", "/c/load", "/d/run", "/e/run");
  const table = fc.uniqueArray(command, { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(table, { maxLength: 6 }), (tables) => {
      const known = new Map<string, string>();
      let text = "";
      for (const commands of tables) {
        const names = new KeptNames(read(text));
        const lines = commands.map((each) => `0 1 * * * ${each}`);
        for (const [each, name] of named(lines, names)) {
          expect(known.get(each) ?? name).toBe(name);
          known.set(each, name);
        }
        text = names.text();
        expect(new KeptNames(read(text)).text()).toBe(text);
      }
      expect(new Set(known.values()).size).toBe(known.size);
    }),
  );
});

test.each([
  ["FIN: {name: Fin, tasks: {}}", "FIN: its `name`"],
  ["FIN: fin", "FIN: its `name`"],
  ["A: {name: a}\nB: {name: a}", "B: a is the name of A as well"],
  ["A: {name: a, tasks: {X: load, Y: load}}", "A: Y: load is the name of X as well"],
  ["A: {name: a, tasks: {X: -load}}", "A: the name of X"],
  ["A: {name: a\nB: {name: b}", "line 2"],
])("%j is told", (text, fault) => {
  expect(readNames(text)).toEqual({ fault: expect.stringContaining(fault) });
});

test("a file of comments has no names; renamed is what has another name than before", () => {
  expect(readNames("# nothing\n")).toEqual({ names: {} });
  const before = { A: { name: "a", tasks: {} }, B: { name: "b", tasks: {} } };
  expect([...renamedBy(before, { ...before, B: { name: "books", tasks: {} } })]).toEqual([
    ["books", "b"],
  ]);
});
