// What a control repository asks for against what is registered: each way in which it can differ, and be wrong.

import { expect, test } from "vitest";
import { readControlFiles } from "#core/control/control-files.ts";
import { planRegistrations, type RecordedProject } from "#core/control/registration-plan.ts";

const text = (name: string, more = "") =>
  `name: ${name}\nsource: {repository: /srv/${name}}\n${more}`;

function recorded(name: string, more: Partial<RecordedProject> = {}): RecordedProject {
  const file = `projects/${name}.yaml`;
  return {
    ...{
      id: 1,
      name,
      environment: "default",
      repository: `/srv/${name}`,
      branch: "main",
      path: "",
    },
    ...{ rules: { ruledAt: { file, places: {} } }, control: 7, file, state: "registered" },
    ...{ reason: null, ...more },
  } as RecordedProject;
}

function planned(
  files: Record<string, string>,
  known: RecordedProject[],
  unreadable: readonly string[] = [],
) {
  const contents = Object.entries(files).map(([path, bytes]) => ({ path, bytes }));
  const { put, set, diagnostics } = planRegistrations({
    ...{ control: 7, commit: "abc", recorded: known, read: readControlFiles(contents) },
    unreadable: unreadable.map((file) => ({
      ...{ code: "git-entry-refused", severity: "error", file, message: "it is a link" },
      ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
    })),
  });
  return {
    put: put.map(({ name }) => name),
    set: set.map(({ name, state, reason }) => `${name} ${state}: ${reason}`),
    diagnostics: diagnostics.map(({ file, message }) => `${file} ${message}`),
  };
}

const nothing = { put: [], set: [], diagnostics: [] };

test("what is as it was asks for nothing; what is new or other is put", () => {
  expect(planned({ "projects/a.yaml": text("a") }, [recorded("a")])).toEqual(nothing);
  expect(planned({ "projects/a.yaml": text("a") }, [])).toEqual({ ...nothing, put: ["a"] });
  for (const other of [
    recorded("a", { branch: "next" }),
    recorded("a", { rules: {} }),
    recorded("a", { file: "projects/b.yaml" }),
    recorded("a", { state: "broken" }),
    recorded("a", { state: "unregistered" }),
    recorded("a", { state: "removed" }),
    // Of a command's options until now.
    recorded("a", { control: null }),
  ])
    expect(planned({ "projects/a.yaml": text("a") }, [other]).put).toEqual(["a"]);
});

test("the same project from another file is the same project", () => {
  const plan = planned({ "projects/new.yaml": text("a") }, [recorded("a")]);
  expect(plan).toEqual({ ...nothing, put: ["a"] });
});

test("a broken file says so of its project once, whatever name it has by now", () => {
  const reason = "projects/a.yaml:2:1: `source` has no `repository`";
  for (const name of ["a", "b"])
    expect(
      planned({ "projects/a.yaml": `name: ${name}\nsource: {}\n` }, [recorded("a")]).set,
    ).toEqual([`a broken: ${reason}`]);
  const known = recorded("a", { state: "broken", reason });
  expect(planned({ "projects/a.yaml": "name: a\nsource: {}\n" }, [known])).toEqual(nothing);
  const gone = recorded("a", { state: "unregistered" });
  expect(planned({ "projects/a.yaml": "name: a\nsource: {}\n" }, [gone])).toEqual(nothing);
});

test("a broken file elsewhere that has the name keeps the project", () => {
  const plan = planned({ "projects/new.yaml": "name: a\nsource: {}\n" }, [recorded("a")]);
  expect(plan.set).toEqual(["a broken: projects/new.yaml:2:1: `source` has no `repository`"]);
});

test("a file that is gone, or has another name by now, unregisters; once", () => {
  const files = { "projects/b.yaml": text("b") };
  expect(planned(files, [recorded("a"), recorded("b")]).set).toEqual([
    "a unregistered: projects/a.yaml is gone from the control repository at abc",
  ]);
  expect(planned({ "projects/a.yaml": text("c") }, [recorded("a")])).toMatchObject({
    put: ["c"],
    set: ["a unregistered: projects/a.yaml is gone from the control repository at abc"],
  });
  expect(planned(files, [recorded("a", { state: "unregistered" }), recorded("b")])).toEqual(
    nothing,
  );
});

test("what can't be read at all keeps its project", () => {
  expect(planned({}, [recorded("a")], ["projects/a.yaml"]).set).toEqual([
    "a broken: projects/a.yaml:1:1: it is a link",
  ]);
});

test("two files of one name keep the project as it was", () => {
  const files = { "projects/a.yaml": text("a"), "projects/b.yaml": text("a") };
  expect(planned(files, [recorded("a")])).toMatchObject({
    put: [],
    set: [expect.stringContaining('a broken: projects/a.yaml:1:7: "a" is registered by two')],
  });
});

test("what another control repository has registered is not taken, unless it has let it go", () => {
  const plan = planned({ "projects/a.yaml": text("a") }, [recorded("a", { control: 8 })]);
  expect(plan).toEqual({
    ...nothing,
    diagnostics: ['projects/a.yaml "a" is registered by another control repository'],
  });
  for (const state of ["unregistered", "removed"] as const)
    expect(
      planned({ "projects/a.yaml": text("a") }, [recorded("a", { control: 8, state })]).put,
    ).toEqual(["a"]);
});
