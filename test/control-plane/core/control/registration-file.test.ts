// What a registration comes to: defaults, and where its ceilings stand.

import { expect, test } from "vitest";
import { readRegistration } from "#core/control/registration-file.ts";

test("what is left out has its default", () => {
  const { project, diagnostics } = readRegistration(
    "projects/a.yaml",
    "name: a\nsource: {repository: /srv/git/a, path: /prd/}\n",
  );
  expect(diagnostics).toEqual([]);
  expect(project).toEqual({
    name: "a",
    environment: "default",
    repository: "/srv/git/a",
    branch: "main",
    path: "prd",
    rules: { ruledAt: { file: "projects/a.yaml", places: {} } },
  });
});

test("each ceiling keeps its place, so that a project's error can name it", () => {
  const { rules } = readRegistration(
    "projects/a.yaml",
    `name: a
source: {repository: /srv/git/a}
allow:
  runsOn: [etl]
  secrets: ["a/**"]
sync: {strict: true}
`,
  );
  expect(rules).toEqual({
    allow: { runsOn: ["etl"], secrets: ["a/**"] },
    sync: { strict: true },
    ruledAt: { file: "projects/a.yaml", places: { runsOn: "4:11", secrets: "5:12" } },
  });
});

test("what says how waves go needs a wave", () => {
  const read = (sync: string) =>
    readRegistration(
      "projects/a.yaml",
      `name: a\nsource: {repository: /srv/git/a}\nsync: ${sync}\n`,
    );
  expect(read("{wave: 0, soak: 30m, rollout: finance}").diagnostics).toEqual([]);
  expect(read("{soak: 30m}").diagnostics).toMatchObject([
    {
      code: "missing-property",
      line: 3,
      column: 8,
      message: expect.stringContaining("no `sync.wave`"),
    },
  ]);
  expect(read("{wave: 1, soak: soon}").diagnostics).toMatchObject([{ severity: "error" }]);
});

test("a file with errors registers nothing, and still says whose it is", () => {
  const { project, name, diagnostics } = readRegistration(
    "projects/a.yaml",
    "name: a\nsource: {repo: x}\nallow: {runson: [x]}\n",
  );
  expect(project).toBeNull();
  expect(name).toBe("a");
  expect(diagnostics.map(({ line, code }) => `${line} ${code}`)).toEqual([
    "2 missing-property",
    "2 unknown-property",
    "3 unknown-property",
  ]);
});
