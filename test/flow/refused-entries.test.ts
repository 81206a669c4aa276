// What a project may not contain is said alike before the commit, by `validate` and `plan`, and after it, by the sync.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Diagnostic } from "#core/diagnostic.ts";
import { type Files, TestRepository } from "#test/support/repository.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const estate: Files = {
  ".gitignore": "ignored/\n",
  "trunkline.yaml": "timezone: Europe/Berlin\n",
  "pipelines/f.yaml": spec("f"),
  "pipelines/hello.yaml": spec("hello"),
  "pipelines/g/_defaults.yaml": "owner: team\n",
  "pipelines/g/a.yaml": spec("a"),
  "pipelines/h/pipeline.yaml": "name: h\ntasks: {t: {uses: ./templates/x.yaml}}\n",
  "pipelines/h/tasks/one.yaml": "run: echo 1\n",
  "templates/x.yaml": "tasks: {inner: {run: echo 1}}\n",
};

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12\n`;

/** A link, in place of what was there. */
const link = (path: string) => (repository: TestRepository) => {
  if (path in estate || path.endsWith("tasks") || path.endsWith("/g"))
    repository.write({ [path]: null });
  repository.write({ [path]: { link: "f.yaml" } });
};
const write = (files: Files) => (repository: TestRepository) => repository.write(files);

function nest(repository: TestRepository, path: string): void {
  const folder = join(repository.path, path);
  mkdirSync(folder, { recursive: true });
  const nested = new TestRepository(folder);
  nested.commit({ "pipelines/z.yaml": spec("z") });
}

const error = (path: string) => [`error git-entry-refused ${path}`];
const warning = (path: string) => [`warning git-entry-refused ${path}`];

const cases: [name: string, change: (repository: TestRepository) => void, found: string[]][] = [
  ["a spec that is a link", link("pipelines/hello.yaml"), error("pipelines/hello.yaml")],
  ["a new link among the specs", link("pipelines/new.yaml"), error("pipelines/new.yaml")],
  ["defaults", link("pipelines/g/_defaults.yaml"), error("pipelines/g/_defaults.yaml")],
  ["a task", link("pipelines/h/tasks/one.yaml"), error("pipelines/h/tasks/one.yaml")],
  ["the tasks", link("pipelines/h/tasks"), error("pipelines/h/tasks")],
  [
    "a template",
    link("templates/x.yaml"),
    [...error("templates/x.yaml"), "error template-missing pipelines/h/pipeline.yaml"],
  ],
  ["the project's file", link("trunkline.yaml"), error("trunkline.yaml")],
  ["a folder's pipeline", link("pipelines/h/pipeline.yaml"), error("pipelines/h/pipeline.yaml")],
  ["a folder of specs", link("pipelines/g"), error("pipelines/g")],
  ["a link elsewhere", link("data/latest"), warning("data/latest")],
  ["a link beside the specs", link("pipelines/run.sh"), warning("pipelines/run.sh")],
  ["a link that is ignored", write({ "ignored/l.yaml": { link: "x" } }), []],
  ["a repository within", (one) => nest(one, "pipelines/sub"), error("pipelines/sub")],
  [
    "a repository in place of a spec",
    (repository) => {
      repository.write({ "pipelines/hello.yaml": null });
      nest(repository, "pipelines/hello.yaml");
    },
    error("pipelines/hello.yaml"),
  ],
  [
    "a submodule that is not checked out",
    (repository) => {
      mkdirSync(join(repository.path, "vendor"));
      const entry = `160000,${repository.tip()},vendor`;
      repository.git("update-index", "--add", "--cacheinfo", entry);
    },
    warning("vendor"),
  ],
  // Git sorts upper case first, and the first stays.
  ["a spec in other case", write({ "pipelines/F.yaml": spec("x") }), error("pipelines/f.yaml")],
  ["a folder in other case", write({ "pipelines/G/b.yaml": spec("b") }), error("pipelines/g")],
  ["an accent in two forms", write({ "\u00e9": "1", "e\u0301": "2" }), warning("\u00e9")],
  ["a line break", write({ "pipelines/a\nb.yaml": spec("b") }), error("pipelines/a\nb.yaml")],
  ["a backslash", write({ "pipelines\\b.yaml": spec("b") }), warning("pipelines\\b.yaml")],
  ["a file that some take for .git", write({ "git~1": "1" }), warning("git~1")],
  ["a folder that some take for .git", write({ ".git /b.yaml": spec("b") }), warning(".git ")],
  [
    "a name that is not UTF-8",
    ({ path }) => {
      const name = Buffer.concat([Buffer.from(`${path}/pipelines/b`), Buffer.from([0xff])]);
      writeFileSync(Buffer.concat([name, Buffer.from(".yaml")]), spec("b"));
    },
    error("pipelines/b\ufffd.yaml"),
  ],
  [
    "a spec in Git LFS",
    write({ "pipelines/hello.yaml": pointer }),
    ["error git-lfs-pointer pipelines/hello.yaml"],
  ],
  [
    "data in Git LFS",
    write({ "data/x.csv": pointer, "data/y.yaml": pointer }),
    ["warning git-lfs-pointer data/x.csv", "warning git-lfs-pointer data/y.yaml"],
  ],
];

test.each(cases)("%s", async (_, change, expected) => {
  await using project = await SyncedProject.make(estate);
  const { repository } = project;
  const first = await project.sync();
  expect(first).toMatchObject({ state: "Synced", diagnostics: [] });
  change(repository);
  const { validate, plan, exit, broken } = await before(repository);
  for (const name of ["core.protectNTFS", "core.protectHFS"])
    repository.git("config", name, "false");
  const outcome = await project.commit({});
  const sync = said("diagnostics" in outcome ? outcome.diagnostics : []);
  expect(validate).toEqual(expected);
  // A plan and a sync name the deployed specs below a folder as well.
  expect(plan).toEqual(sync);
  expect(("plan" in outcome && outcome.plan?.broken) || []).toEqual(broken);
  expect(kinds(sync)).toEqual(kinds(expected));
  expect(exit).toBe(kinds(expected).some((kind) => kind.startsWith("error")) ? 1 : 0);
  const deployed = Object.keys(await project.deployed());
  expect(deployed).toEqual(expect.arrayContaining(["a", "f", "h", "hello"]));
});

test("what Git can't hold at all is no deletion", async () => {
  using repository = new TestRepository();
  repository.commit(estate);
  repository.write({ "pipelines/hello.yaml": null });
  execFileSync("mkfifo", [join(repository.path, "pipelines/hello.yaml")]);
  const { validate, plan, changes } = await before(repository);
  expect(validate).toEqual(error("pipelines/hello.yaml"));
  expect(plan).toEqual(validate);
  expect(changes).toEqual([]);
});

/** What is said of the uncommitted files. */
async function before({ path: cwd }: TestRepository) {
  const validate = await trunklineHere(["validate", "--output", "json"], { cwd });
  const plan = await trunklineHere(["plan", "--output", "json"], { cwd });
  const { diagnostics, changes, broken } = JSON.parse(plan.stdout);
  return {
    validate: said(lines(validate.stdout)),
    exit: validate.code,
    plan: said(diagnostics),
    broken,
    changes: changes.filter(({ action }: { action: string }) => action !== "added"),
  };
}

const kinds = (found: readonly string[]): string[] => [
  ...new Set(found.map((one) => one.split(" ", 2).join(" "))),
];

const lines = (text: string): Diagnostic[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const said = (found: readonly Diagnostic[]): string[] =>
  [...new Set(found.map(({ severity, code, file }) => `${severity} ${code} ${file}`))].sort();
