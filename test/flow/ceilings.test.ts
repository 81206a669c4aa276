// Ceilings in a sync: what is outside of them is not deployed, and what was deployed is judged anew when they change.

import { expect, test } from "vitest";
import type { StoredRules } from "#core/registration.ts";
import { getProject } from "#store/projects.sql.ts";
import { knowControl, putRegistration } from "#store/registrations.sql.ts";
import { changes, SyncedProject as Project, spec } from "#test/support/synced-project.ts";

const ruledAt = { file: "projects/shop.yaml", places: { secrets: "4:12" } };

async function rule(project: Project, allow: StoredRules["allow"]): Promise<void> {
  const { pool } = project.database;
  const { name, environment, repository, branch, path } = await project.row();
  const control = await knowControl(pool, { repository: "/control", branch: "main", path: "" });
  await putRegistration(pool, {
    ...{ name, environment, repository, branch, path },
    rules: { ...(allow && { allow }), ruledAt },
    control: control?.id ?? 0,
    file: ruledAt.file,
  });
}

const secret = (name: string) => `    secrets: [${name}]\n`;

test("what is outside of a ceiling stays on its last good revision, the rest is deployed", async () => {
  await using project = await Project.make({
    "pipelines/a.yaml": spec("a") + secret("shop/token"),
    "pipelines/b.yaml": spec("b") + secret("shop/token"),
  });
  await rule(project, { secrets: ["shop/**"] });
  expect(changes(await project.sync())).toEqual(["added a", "added b"]);
  const outcome = await project.commit({
    "pipelines/a.yaml": spec("a", "echo new") + secret("hr/token"),
    "pipelines/b.yaml": spec("b", "echo new") + secret("shop/token"),
    "pipelines/c.yaml": spec("c") + secret("hr/token"),
  });
  expect(changes(outcome)).toEqual(["changed b"]);
  const found = "diagnostics" in outcome ? outcome.diagnostics : [];
  expect(found.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)).toEqual([
    "pipelines/a.yaml:5:15 ceiling-exceeded",
    "pipelines/c.yaml:5:15 ceiling-exceeded",
  ]);
  expect(found[0]?.help).toContain("projects/shop.yaml:4:12 in the control repository");
  expect(await project.broken()).toEqual(["pipelines/a.yaml", "pipelines/c.yaml"]);
  expect(Object.keys(await project.deployed())).toEqual(["a", "b"]);
});

test("a ceiling that becomes narrower has everything judged again, and so has one that becomes wider", async () => {
  await using project = await Project.make({
    "pipelines/a.yaml": spec("a") + secret("shop/token"),
    "pipelines/b.yaml": spec("b"),
  });
  await project.sync();
  await rule(project, { secrets: ["none/*"] });
  // A look that nobody asked for leaves the commit alone; the control repository's change asks.
  expect(await project.broken()).toEqual([]);
  const narrowed = await project.sync({ recheck: true });
  expect(changes(narrowed)).toEqual([]);
  expect(await project.broken()).toEqual(["pipelines/a.yaml"]);
  expect(Object.keys(await project.deployed())).toEqual(["a", "b"]);
  await rule(project, { secrets: ["none/*", "shop/*"] });
  expect(changes(await project.sync({ recheck: true }))).toEqual([]);
  expect(await project.broken()).toEqual([]);
});

test("ceilings hold on the thread that reads large first syncs", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 1_001 }, (_, n) => [`pipelines/p${n}.yaml`, spec(`p${n}`)]),
  );
  await using project = await Project.make({
    ...files,
    "pipelines/outside.yaml": spec("outside") + secret("hr/token"),
  });
  await rule(project, { secrets: [] });
  const outcome = await project.sync();
  expect(changes(outcome)).toHaveLength(1_001);
  expect(await project.broken()).toEqual(["pipelines/outside.yaml"]);
});

test("another source is looked at anew, though its tip was looked at before", async () => {
  await using project = await Project.make({
    "pipelines/a.yaml": spec("a"),
    "prd/pipelines/b.yaml": spec("b"),
  });
  await project.sync();
  const { pool } = project.database;
  const row = await getProject(pool, { name: "shop" });
  const control = await knowControl(pool, { repository: "/control", branch: "main", path: "" });
  await putRegistration(pool, {
    ...{ name: "shop", environment: "prd", repository: row?.repository ?? "", branch: "main" },
    ...{ path: "prd", rules: {}, control: control?.id ?? 0, file: "projects/shop.yaml" },
  });
  expect(changes(await project.sync())).toEqual(["removed a", "added b"]);
});
