// The four commands of access, over a control repository and the project that it registers.

import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "#test/support/repository.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

let control: TestRepository;
let project: TestRepository;
beforeEach(() => {
  control = new TestRepository();
  project = new TestRepository();
  project.commit({ "pipelines/close.yaml": pipeline("finance") });
  control.commit({
    "projects/fin.yaml": `name: fin\nenvironment: prod\nowner: gl\nsource: {repository: ${project.path}}\n`,
    "teams.yaml": teams("operator"),
  });
});
afterEach(() => {
  control[Symbol.dispose]();
  project[Symbol.dispose]();
});

const pipeline = (domain: string) =>
  `name: close\nowner: gl\ntags: {domain: [${domain}]}\ntasks: {a: {run: "true"}}\n`;
const teams = (role: string) =>
  `teams:
  gl: {members: [olga@example.com], roles: [${role}]}
  readers: {members: [vera@example.com], roles: [viewer], tags: {domain: [finance]}}
`;
const access = (...words: string[]) => trunklineHere(["access", ...words], { cwd: control.path });

test("explain says who, what, and by which policy; or what failed", async () => {
  const may = await access("explain", "vera@example.com", "read", "fin/close");
  expect(may.code).toBe(0);
  expect(may.stdout).toBe(`vera@example.com may read fin/close
  vera@example.com: teams readers; roles viewer; tags domain=finance
  fin/close: project fin; environment prod; folder pipelines; owner gl; tags domain=finance
permitted by built-in/default.cedar#view-by-domain (built-in/default.cedar:26)
`);
  const not = await access("explain", "olga@example.com", "trigger", "fin/close");
  expect(not.code).toBe(1);
  expect(not.stdout).toContain("nothing permits it; what came closest:");
  expect(not.stdout).toContain("    not so: context.mfa\n");
  expect((await access("explain", "olga@example.com", "trigger", "fin/close", "--mfa")).code).toBe(
    0,
  );
  const json = await access("explain", "local", "readServer", "--output", "json");
  expect(JSON.parse(json.stdout)).toMatchObject({ allowed: true, what: "the server" });
});

test("a project's own policies count, and what isn't there is told", async () => {
  project.commit({
    "policies/own.cedar":
      '@id("closed") forbid (principal, action == trunkline::Action::"read", resource);\n',
  });
  const closed = await access("explain", "vera@example.com", "read", "fin/close");
  expect(closed.stdout).toContain("forbidden by fin/policies/own.cedar#closed");
  expect(await access("explain", "vera@example.com", "raed", "fin/close")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean "read"?'),
  });
  expect((await access("explain", "vera@example.com", "read", "fin/clos")).stderr).toContain(
    'did you mean "close"?',
  );
  expect((await access("explain", "vera@example.com", "read")).code).toBe(2);
  expect((await access("who-can", "read", "nope/x")).stderr).toContain("no project 'nope'");
});

test("who-can lists everybody", async () => {
  const { stdout } = await access("who-can", "read", "fin", "--tag", "domain=finance");
  expect(stdout.split("\n").map((line) => line.split(/\s+/)[0])).toEqual([
    ...["WHO", "local", "olga@example.com", "vera@example.com", ""],
  ]);
});

test("test asks the cases, and fails where one is answered otherwise", async () => {
  expect((await access("test")).stderr).toContain("there are no cases");
  const cases = (expected: string) =>
    `cases:
  - {who: vera@example.com, does: read, to: {project: fin, tags: {domain: [finance]}}, expect: ${expected}}
  - {name: nobody triggers, who: vera@example.com, does: trigger, to: {project: fin}, expect: deny}
`;
  control.write({ "policies/cases/a.yaml": cases("allow") });
  expect(await access("test")).toMatchObject({ code: 0, stderr: "2 cases, 0 wrong\n" });
  control.write({ "policies/cases/a.yaml": cases("deny") });
  expect(await access("test")).toMatchObject({
    code: 1,
    stdout:
      "policies/cases/a.yaml:2: vera@example.com read: expected deny, is allow (view-by-domain)\n",
  });
  control.write({ "policies/cases/a.yaml": "cases: [{who: x, does: raed, expect: deny}]\n" });
  expect((await access("test")).stderr).toContain("unknown-value");
});

test("diff tells what a change of teams gives and takes; with --exit-code it ends with 10", async () => {
  control.commit({ "teams.yaml": teams("viewer") });
  const narrowed = await access("diff", "HEAD~1", "HEAD", "--exit-code");
  expect(narrowed.code).toBe(10);
  expect(narrowed.stdout).toContain("fin/close: olga@example.com may no longer trigger, backfill");
  expect(narrowed.stdout).toContain("project fin: olga@example.com may no longer sync");
  expect(narrowed.stdout).not.toContain("vera");
  control.write({ "teams.yaml": teams("viewer"), "projects/new.yaml": registration });
  const added = await access("diff", "HEAD", "--output", "json");
  expect(added.code).toBe(0);
  expect(JSON.parse(added.stdout.split("\n")[0] ?? "")).toMatchObject({
    what: "project new",
    who: ["vera@example.com"],
    widened: ["readProject"],
    narrowed: [],
  });
  control.write({ "teams.yaml": "teams: [" });
  expect((await access("diff", "HEAD")).code).toBe(1);
});

test("diff tells what a change of policies gives and takes, by who, which action and on what", async () => {
  const policy = (id: string, text: string) => `@id("${id}")\n${text};\n`;
  const logs = policy(
    "no-logs",
    'forbid (principal in trunkline::Team::"readers", action == trunkline::Action::"readLogs", resource is trunkline::Pipeline)',
  );
  const pauses = policy(
    "readers-pause",
    'permit (principal in trunkline::Team::"readers", action == trunkline::Action::"pause", resource is trunkline::Pipeline) when { resource.hasTag("domain") && resource.getTag("domain").contains("finance") }',
  );
  project.commit({ "pipelines/other.yaml": pipeline("hr").replace("close", "other") });
  control.commit({ "policies/own.cedar": logs });
  control.commit({ "policies/own.cedar": pauses });
  const { code, stdout } = await access("diff", "HEAD~2", "HEAD~1", "--exit-code");
  expect({ code, stdout }).toEqual({
    code: 10,
    stdout: "fin/close: vera@example.com may no longer readLogs\n",
  });
  const both = await access("diff", "HEAD~1", "HEAD", "--output", "json");
  expect(
    both.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      what: "fin/close",
      who: ["vera@example.com"],
      widened: ["readLogs", "pause"],
      narrowed: [],
    },
  ]);
  const back = await access("diff", "HEAD", "HEAD~1");
  expect(back.stdout).toBe("fin/close: vera@example.com may no longer readLogs, pause\n");
  control.commit({ "policies/own.cedar": pauses.replace("readers-pause", "renamed") });
  expect(await access("diff", "HEAD~1", "HEAD", "--exit-code")).toMatchObject({
    ...{ code: 0, stdout: "" },
    stderr: expect.stringContaining("no right is widened or narrowed"),
  });
});

test("diff tells who leaves a team and who comes", async () => {
  control.commit({ "teams.yaml": teams("operator").replace("vera@", "vic@") });
  const { stdout } = await access("diff", "HEAD~1", "HEAD");
  expect(stdout.split("\n")).toEqual([
    "the server: vera@example.com may no longer readServer",
    "the server: vic@example.com may readServer",
    "fin/close: vera@example.com may no longer read, readLogs",
    "fin/close: vic@example.com may read, readLogs",
    "",
  ]);
});

const registration =
  "name: new\ntags: {domain: [finance]}\nsource: {repository: /nowhere/at/all}\n";

test("a plan tells whose rights widen by tags, and by what the project forbids no more", async () => {
  const plan = (...words: string[]) =>
    trunklineHere(["plan", "--registration", `${control.path}/projects/fin.yaml`, ...words], {
      cwd: project.path,
    });
  project.commit({ "pipelines/close.yaml": pipeline("hr") });
  const { stdout } = await plan("--from", "HEAD~1", "--to", "HEAD");
  expect(stdout).toContain("close: vera@example.com may no longer read, readLogs");
  const back = await plan("--from", "HEAD", "--to", "HEAD~1", "--output", "json");
  expect(JSON.parse(back.stdout).rights.access).toEqual([
    {
      what: "close",
      who: ["vera@example.com"],
      widened: ["read", "readLogs"],
      narrowed: [],
    },
  ]);
  project.commit({
    "policies/own.cedar":
      '@id("closed") forbid (principal, action == trunkline::Action::"read", resource);\n',
  });
  const opened = await plan("--from", "HEAD", "--to", "HEAD~1");
  expect(opened.stdout).toContain("close: olga@example.com may read");
});

test("a policy that permits all is warned of with its place, and refused by none", async () => {
  control.commit({
    "policies/open.cedar": '\n@id("open")\npermit (principal, action, resource);\n',
    "policies/cases/a.yaml":
      "cases: [{who: vera@example.com, does: cancel, to: {project: fin}, expect: allow}]\n",
  });
  const place = "policies/open.cedar:2:1: warning[policy-permits-all]: ";
  const tested = await access("test");
  expect(tested).toMatchObject({ code: 0, stderr: expect.stringContaining(place) });
  const compared = await access("diff", "HEAD~1", "HEAD");
  expect(compared).toMatchObject({ code: 0, stderr: expect.stringContaining(place) });
  const checked = await trunklineHere(["validate"], { cwd: control.path });
  expect(checked.code).toBe(0);
  expect(checked.stdout + checked.stderr).toContain(place);
});
