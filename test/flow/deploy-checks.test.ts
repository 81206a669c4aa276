// What a pull request shows of what would not be deployed, before it is merged: by its author and the reviews of exactly
// its newest commit, and by what was deployed of policies; then the merge, which does as the check said.

import { expect, test } from "vitest";
import { cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readOwnPolicies, readPolicies } from "#access/policy-set.ts";
import { noTeams, type Teams } from "#core/access/teams.ts";
import type { DesiredCheck } from "#core/forges/desired.ts";
import { githubForge } from "#git/forges/github/forge.ts";
import type { ReconcileOptions } from "#reconcile";
import { githubServer, type TestPull } from "#test/support/forges/github-server.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";
import { onForge } from "../../control-plane/on-forge.ts";

const cedar = await loadCedar();
const none = { members: [], robots: [], groups: [], roles: [], tags: {} };
const teams: Teams = {
  ...noTeams,
  teams: { privacy: { ...none, members: ["petra@example.com"], tags: { clearance: ["pii"] } } },
  people: { "petra@example.com": { roles: [], tags: {}, accounts: ["petra-gh"] } },
};
const pii = `@id("pii-by-the-cleared")
forbid (principal, action == trunkline::Action::"deploy", resource)
when { resource.hasTag("data") && resource.getTag("data").contains("pii") }
unless { context.approverTeams.contains(trunkline::Team::"privacy") };
`;
const tagged = (name: string, run = "true") => spec(name, run, "tags: {data: [pii]}\n");

async function openProject(text: string, files = { "pipelines/pay.yaml": tagged("pay") }) {
  const stack = new AsyncDisposableStack();
  const project = stack.use(await SyncedProject.make(files));
  const github = stack.use(await githubServer());
  let policies = text;
  const deploying: NonNullable<ReconcileOptions["deploying"]> = async (name, own) => {
    const read = readPolicies(cedar, [["policies/own.cedar", policies]], teams);
    const forbids = readOwnPolicies(cedar, name, Object.entries((own ?? {}) as object));
    return cedarAccess({ policies: [...read.policies, ...forbids.policies], teams });
  };
  const { repository } = project;
  await project.sync();
  const wishes: { kind: string }[] = [];
  const source = await project.open();
  stack.defer(() => source.close());
  const forge = githubForge({
    ...{ kind: "github", api: github.url, repository: github.repository },
    identity: { kind: "app", id: github.app.id, privateKey: github.app.privateKey },
    ...{ comment: true, checks: true, deployments: true },
  });
  const messages: string[] = [];
  const shown = onForge({
    ...{ pool: project.database.pool, source, forge, deploying },
    project: {
      id: (await project.row()).id,
      name: "shop",
      environment: "test",
      branch: "main",
      path: "",
    },
    outbox: { wish: async (_, wish) => void wishes.push(wish) },
    shows: { comment: true, checks: true, deployments: true },
    onMessage: (message) => messages.push(message),
  });
  const pull: TestPull = { number: 7, title: "x", author: "mallory", head: "" };
  const propose = (change: Record<string, string | null>) => {
    repository.branch("topic");
    pull.head = repository.commit(change, { author: "Petra <petra@example.com>" });
    repository.git("update-ref", "refs/pull/7/head", pull.head);
    repository.branch("main");
    if (github.pulls.length === 0) github.pulls.push(pull);
  };
  const checks = () => wishes.filter(({ kind }) => kind === "check") as DesiredCheck[];
  return {
    ...{ project, github, propose, pull, shown, checks, wishes, deploying, messages },
    change: (next: string) => {
      policies = next;
    },
    async [Symbol.asyncDispose]() {
      expect([github.violations, messages]).toEqual([[], []]);
      await stack.disposeAsync();
    },
  };
}

test("the check fails with the policy and who is missing, and passes once they have approved exactly that", async () => {
  await using open = await openProject(pii);
  const { shown, checks, pull, wishes } = open;
  open.propose({ "pipelines/pay.yaml": tagged("pay", "new"), "pipelines/b.yaml": spec("b") });
  await shown.lookAtChanges();
  // The commit says Petra, the forge says who asked for it.
  expect(checks().at(-1)).toMatchObject({
    conclusion: "failure",
    title: "1 pipeline would not be deployed. 1 to add, 1 to change, 0 to remove.",
    text: expect.stringMatching(
      /#### Who may deploy it\n\n- asked for mallory; approved by nobody\n- ⚠️ pay: mallory may not deploy it as it is deployed now .*pii-by-the-cleared.* forbids it\. needs an approver of team privacy/,
    ),
    annotations: expect.arrayContaining([
      expect.objectContaining({
        path: "pipelines/pay.yaml",
        level: "failure",
        title: "deploy-denied",
      }),
    ]),
  });
  // Nothing has happened: nothing is asked of the forge but which changes are open, and nothing said.
  const asked = open.github.calls.length;
  await shown.lookAtChanges();
  expect([checks().length, open.github.calls.length - asked]).toEqual([1, 1]);
  // One's own approval is none, nor is one of an older commit.
  pull.reviews = [
    { user: "mallory", state: "APPROVED", commit: pull.head },
    { user: "petra-gh", state: "APPROVED", commit: "0".repeat(40) },
  ];
  await shown.lookAtChanges();
  expect(checks()).toHaveLength(1);
  pull.reviews.push({ user: "petra-gh", state: "APPROVED", commit: pull.head });
  await shown.lookAtChanges();
  expect(checks()).toHaveLength(2);
  expect(checks().at(-1)).toMatchObject({
    conclusion: "success",
    title: "1 to add, 1 to change, 0 to remove.",
    text: expect.stringMatching(/approved by petra@\W?example\.com/),
  });
  expect(wishes.filter(({ kind }) => kind === "comment")).toHaveLength(2);
  // A push that comes after the approval takes it away.
  open.propose({ "pipelines/pay.yaml": tagged("pay", "newer") });
  await shown.lookAtChanges();
  expect(checks().at(-1)).toMatchObject({ conclusion: "failure" });
});

test("policies that change have it judged anew; where none could keep anything the forge is asked for no reviews", async () => {
  await using open = await openProject("");
  open.propose({ "pipelines/pay.yaml": tagged("pay", "new") });
  await open.shown.lookAtChanges();
  expect(open.checks()).toMatchObject([{ conclusion: "success" }]);
  expect(open.checks()[0]?.text).not.toContain("Who may deploy it");
  open.change(pii);
  await open.shown.lookAtChanges();
  expect(open.checks().at(-1)).toMatchObject({ conclusion: "failure" });
});

test("attack: a change that takes the policy or the tag away is judged by what is deployed", async () => {
  const own = `${pii}
@id("policies-by-the-cleared")
forbid (principal, action == trunkline::Action::"deployProject", resource)
unless { context.approverTeams.contains(trunkline::Team::"privacy") };
`;
  await using open = await openProject("", {
    ...{ "pipelines/pay.yaml": tagged("pay") },
    "policies/own.cedar": own,
  } as never);
  open.propose({ "policies/own.cedar": null });
  await open.shown.lookAtChanges();
  expect(open.checks().at(-1)).toMatchObject({
    ...{ conclusion: "failure", title: "None of it would be deployed. No pipelines change." },
    text: expect.stringContaining("policies-by-the-cleared"),
  });
  open.propose({ "policies/own.cedar": own, "pipelines/pay.yaml": spec("pay", "evil") });
  await open.shown.lookAtChanges();
  expect(open.checks().at(-1)).toMatchObject({
    title: "1 pipeline would not be deployed. 0 to add, 1 to change, 0 to remove.",
  });
});

test("what came in before and is kept keeps a change upon it as well, whoever approves that", async () => {
  await using open = await openProject(pii);
  const { project, pull } = open;
  project.repository.commit(
    { "pipelines/pay.yaml": tagged("pay", "evil") },
    { author: "Mallory <mallory@example.com>" },
  );
  await project.sync({ deploying: open.deploying });
  open.propose({ "pipelines/pay.yaml": tagged("pay", "evil too") });
  pull.reviews = [{ user: "petra-gh", state: "APPROVED", commit: pull.head }];
  await open.shown.lookAtChanges();
  expect(open.checks().at(-1)).toMatchObject({
    conclusion: "failure",
    text: expect.stringMatching(/pay: what came in before is kept already.*mallory@\W?example/),
  });
});
