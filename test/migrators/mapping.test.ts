import fc from "fast-check";
import { expect, test } from "vitest";
import { Mapping, readMapping } from "#migrators/mapping.ts";
import { draftedControlM, xmlFolder } from "#test/support/drafted.ts";

const jobs = ["a", "b"]
  .map(
    (name) =>
      `<JOB JOBNAME="${name}" TASKTYPE="Job" MEMLIB="/apps/gl" MEMNAME="${name}.sh" NODEID="h1" RUN_AS="DOM\\x" APPLICATION="GL"/>`,
  )
  .join("");

test("the draft has every name, how many jobs it is of, and what it is taken for", () => {
  const mapping = new Mapping();
  draftedControlM(xmlFolder(jobs), { mapping });
  mapping.destination("ops@example.com");
  expect(
    mapping.draft(),
  ).toBe(`# What names of the other scheduler are here. Correct it, then: trunkline import … --mapping THIS_FILE

# labels that a worker must have, by host or group of hosts
hosts:
  h1: [h1]   # 2 jobs

# user of the worker's host that tasks run as; null: the worker's own
# users:
  # "DOM\\\\x": null   # 2 jobs: give a name in its place

# folder on the workers' hosts, by folder with scripts
directories:
  /apps/gl: /apps/gl   # 2 jobs

# channel of alerts, by destination of mails, shouts and alarms; null: nobody is told
destinations:
  "ops@example.com": ops-example-com   # 1 job

# team that answers for its pipelines, by application; null: none is named
teams:
  GL: null   # 2 jobs
`);
});

test("the draft says what it is read as: with it nothing changes", () => {
  const first = new Mapping();
  const before = draftedControlM(xmlFolder(jobs.replaceAll("DOM\\", "")), { mapping: first });
  const { mapping, diagnostics } = readMapping("mapping.yaml", first.draft());
  expect(diagnostics).toEqual([]);
  const second = new Mapping(mapping);
  const after = draftedControlM(xmlFolder(jobs.replaceAll("DOM\\", "")), { mapping: second });
  expect(after.tasks).toEqual(before.tasks);
  expect(second.draft()).toBe(first.draft());
  expect(second.unknown()).toEqual([]);
});

test("what it says is used, and names that are in no file are told", () => {
  const mapping = new Mapping({
    hosts: { h1: ["gl-prod"], h2: ["x"] },
    users: { "DOM\\x": "glbatch" },
    directories: { "/apps/gl": "/opt/gl" },
    teams: { GL: "finance" },
  });
  const { tasks, project } = draftedControlM(xmlFolder(jobs), { mapping });
  expect(tasks["F/a"]).toEqual({
    ...{ runsOn: ["gl-prod"], runAs: "glbatch", run: "cd || exit\n/opt/gl/a.sh\n" },
    notAfter: "05:00",
  });
  expect(project.pipelines[0]?.spec.owner).toBe("finance");
  expect(mapping.unknown()).toEqual(["hosts.h2"]);
});

test("`credentials` of an older file are secrets, and drafted as such", () => {
  const text = "credentials:\n  J: [a/p, a/q]\nsecrets:\n  DB_PASSWORD of f: shop/db-password\n";
  const { mapping, diagnostics } = readMapping("mapping.yaml", text);
  expect(diagnostics).toEqual([]);
  const read = new Mapping(mapping);
  expect(read.secretsOf("J")).toEqual(["a/p", "a/q"]);
  expect(read.secret("DB_PASSWORD of f", undefined)).toBe("shop/db-password");
  expect(read.missing()).toBe(0);
  expect(read.draft()).toContain(
    "\nsecrets:\n  DB_PASSWORD of f: shop/db-password   # 1 job\n  J: [a/p, a/q]",
  );
});

test("mistakes have a place", () => {
  const { diagnostics } = readMapping("mapping.yaml", "hosts:\n  h1: gl prod\nuser: {}\n");
  expect(diagnostics.map(({ line, code }) => [line, code])).toEqual([
    [2, "wrong-type"],
    [3, "unknown-property"],
  ]);
});

test("whatever names an estate has, its draft changes nothing when it is given", () => {
  const word = fc.string({
    unit: fc.constantFrom(..."ab1.#:@ -_\\'\"é{}[]%"),
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 4 }), (names) => {
      const text = xmlFolder(
        names
          .map(
            ([host, user, folder], n) =>
              `<JOB JOBNAME="J${n}" TASKTYPE="Job" MEMLIB="/${attribute(folder)}" MEMNAME="x" NODEID="${attribute(host)}" RUN_AS="${attribute(user)}"/>`,
          )
          .join(""),
      );
      const first = new Mapping();
      const before = draftedControlM(text, { mapping: first });
      const { mapping, diagnostics } = readMapping("mapping.yaml", first.draft());
      expect(diagnostics).toEqual([]);
      const second = new Mapping(mapping);
      const after = draftedControlM(text, { mapping: second });
      expect([after.tasks, after.refused]).toEqual([before.tasks, before.refused]);
      expect([second.draft(), second.unknown()]).toEqual([first.draft(), []]);
    }),
    { numRuns: 200 },
  );
});

const attribute = (text: string): string =>
  text.replace(/[&<"']/g, (each) => `&#${each.charCodeAt(0)};`);
