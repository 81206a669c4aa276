// What a pull request shows of people's rights before it is merged: what it widens and narrows, by the teams and policies
// that hold, as `trunkline plan --registration` tells it.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readOwnPolicies } from "#access/policy-set.ts";
import { noTeams, type Team, type Teams } from "#core/access/teams.ts";
import type { DesiredCheck, DesiredComment } from "#core/forges/desired.ts";
import { githubForge } from "#git/forges/github/forge.ts";
import { githubServer, type TestPull } from "#test/support/forges/github-server.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";
import { onForge } from "../../control-plane/on-forge.ts";

const cedar = await loadCedar();
const viewer: Pick<Team, "robots" | "groups" | "roles"> = {
  ...{ robots: [], groups: [], roles: ["viewer"] },
};
const people: Teams = {
  ...noTeams,
  teams: {
    finance: {
      ...{ ...viewer, members: ["vera@example.com"], robots: ["ci"] },
      tags: { domain: ["finance"] },
    },
    hr: { ...viewer, members: ["hanna@example.com"], tags: { domain: ["hr"] } },
  },
};
const tagged = (name: string, domain: string, run = "true") =>
  spec(name, run, `tags: {domain: [${domain}]}\n`);

async function openProject(files: Record<string, string>) {
  const stack = new AsyncDisposableStack();
  const project = stack.use(await SyncedProject.make(files));
  const github = stack.use(await githubServer());
  let teams: Teams | null = people;
  await project.sync();
  const wishes: { kind: string }[] = [];
  const source = await project.open();
  stack.defer(() => source.close());
  const messages: string[] = [];
  const shown = onForge({
    ...{ pool: project.database.pool, source },
    forge: githubForge({
      ...{ kind: "github", api: github.url, repository: github.repository },
      identity: { kind: "app", id: github.app.id, privateKey: github.app.privateKey },
      ...{ comment: true, checks: true, deployments: true },
    }),
    deploying: async (name, own) => {
      if (teams === null) return null;
      const forbids = readOwnPolicies(cedar, name, Object.entries((own ?? {}) as object));
      return cedarAccess({ policies: forbids.policies, teams });
    },
    project: {
      ...{ id: (await project.row()).id, name: "shop", environment: "test" },
      ...{ branch: "main", path: "" },
    },
    outbox: { wish: async (_, wish) => void wishes.push(wish) },
    shows: { comment: true, checks: true, deployments: true },
    onMessage: (message) => messages.push(message),
  });
  const { repository } = project;
  const pull: TestPull = { number: 7, title: "x", author: "mallory", head: "" };
  const of = <T extends { kind: string }>(kind: T["kind"]) =>
    wishes.filter((one) => one.kind === kind) as T[];
  return {
    project,
    shown,
    checks: () => of<DesiredCheck>("check"),
    comments: () => of<DesiredComment>("comment"),
    propose(change: Record<string, string | null>) {
      repository.branch("topic");
      pull.head = repository.commit(change);
      repository.git("update-ref", "refs/pull/7/head", pull.head);
      repository.branch("main");
      if (github.pulls.length === 0) github.pulls.push(pull);
    },
    setTeams: (next: Teams | null) => {
      teams = next;
    },
    async [Symbol.asyncDispose]() {
      expect([github.violations, messages]).toEqual([[], []]);
      await stack.disposeAsync();
    },
  };
}

/** Lines of one section of a check's text. */
const section = (text: string | null | undefined, title: string): string[] =>
  (text?.split(`#### ${title}\n\n`)[1]?.split("\n\n")[0] ?? "")
    .split("\n")
    .filter((line) => line !== "")
    // Behind an @ there is a mark by which forges take it for no mention.
    .map((line) => line.replaceAll(/[\\\u2060]/g, ""));

test("a pull request says whose rights over what it widens and narrows: people and robots, by tags", async () => {
  await using open = await openProject({
    "pipelines/pay.yaml": tagged("pay", "finance"),
    "pipelines/same.yaml": tagged("same", "finance"),
  });
  open.propose({
    "pipelines/pay.yaml": tagged("pay", "hr"),
    "pipelines/same.yaml": tagged("same", "finance", "new"),
    "pipelines/new.yaml": tagged("new", "hr"),
  });
  await open.shown.lookAtChanges();
  const [check] = open.checks();
  expect(check?.conclusion).toBe("success");
  expect(section(check?.text, "Rights that widen")).toEqual([
    "- ⚠️ pay: hanna@example.com may read, readLogs",
  ]);
  expect(section(check?.text, "Rights that narrow")).toEqual([
    "- pay: robot:ci may no longer read, readLogs",
    "- pay: vera@example.com may no longer read, readLogs",
  ]);
  expect(open.comments()[0]?.body).toContain("#### Rights that narrow");
  // Where nobody has written down teams, nothing is known of rights.
  open.setTeams(null);
  await open.shown.lookAtChanges();
  expect(open.checks().at(-1)?.text).not.toContain("Rights that");
});

test("policies of the project alone: no pipeline changes, and the comment tells it; mistakes in them fail the check", async () => {
  const own = (domain: string) => `@id("closed")
forbid (principal, action == trunkline::Action::"readLogs", resource)
when { resource.hasTag("domain") && resource.getTag("domain").contains("${domain}") };
`;
  await using open = await openProject({
    "pipelines/pay.yaml": tagged("pay", "finance"),
    "pipelines/hire.yaml": tagged("hire", "hr"),
    "policies/own.cedar": own("finance"),
  });
  open.propose({ "policies/own.cedar": own("hr") });
  await open.shown.lookAtChanges();
  const [check] = open.checks();
  expect(check?.title).toBe("No pipelines change.");
  expect(section(check?.text, "Rights that widen")).toEqual([
    "- ⚠️ pay: robot:ci may readLogs",
    "- ⚠️ pay: vera@example.com may readLogs",
  ]);
  expect(section(check?.text, "Rights that narrow")).toEqual([
    "- hire: hanna@example.com may no longer readLogs",
  ]);
  expect(open.comments()).toHaveLength(1);
  expect(open.comments()[0]?.body).toContain("Rights that widen");

  open.propose({ "policies/own.cedar": 'forbid (principal, action == "x", resource);\n' });
  await open.shown.lookAtChanges();
  expect(open.checks().at(-1)).toMatchObject({
    conclusion: "failure",
    annotations: expect.arrayContaining([expect.objectContaining({ path: "policies/own.cedar" })]),
  });
});

test("other teams have it said anew; the same again has not", async () => {
  await using open = await openProject({ "pipelines/pay.yaml": tagged("pay", "finance") });
  open.propose({ "pipelines/pay.yaml": tagged("pay", "hr") });
  await open.shown.lookAtChanges();
  await open.shown.lookAtChanges();
  expect(open.checks()).toHaveLength(1);
  const hr = { ...viewer, members: ["henry@example.com"], tags: { domain: ["hr"] } };
  open.setTeams({ ...people, teams: { ...people.teams, hr } });
  await open.shown.lookAtChanges();
  expect(section(open.checks().at(-1)?.text, "Rights that widen")).toEqual([
    "- ⚠️ pay: henry@example.com may read, readLogs",
  ]);
  open.setTeams({ ...people, people: { "ann@example.com": { roles: [], tags: {} } } });
  await open.shown.lookAtChanges();
  const said = open.checks().length;
  open.setTeams({ ...people, people: { "bob@example.com": { roles: [], tags: {} } } });
  await open.shown.lookAtChanges();
  expect(open.checks()).toHaveLength(said);
});

test("what there is too much of is counted, in words that say so", async () => {
  const { onlyAccess } = await import("#core/plan/foresight.ts");
  const { viewOf } = await import("#core/plan/view.ts");
  const changes = Array.from({ length: 30 }, (_, n) => ({
    ...{ what: `p${n}`, who: ["vera@example.com"], widened: ["read" as const], narrowed: [] },
  }));
  const plan = { changes: [], pools: [], readableBy: null, broken: [], hash: "" } as never;
  const lines = (access: object) =>
    viewOf(plan, onlyAccess(access)).sections.flatMap((one) => one.lines.map(({ text }) => text));
  const told = lines({ access: changes, unasked: 9_750 });
  expect(told).toHaveLength(25 + 2);
  expect(told.slice(-2)).toEqual([
    "and 5 more: see --output json",
    expect.stringMatching(/^and 9750 more pipelines over which rights may change, too many/),
  ]);
  expect(lines({ access: [], unasked: 1 })).toEqual([
    expect.stringMatching(/^and 1 more pipeline over which/),
  ]);
});
