// The right to deploy: whoever made a change is asked about by the policies as they stand, with what the pipelines are
// tagged with before and after it. Attacks by merges are among them.

import { expect, test } from "vitest";
import { type CedarAccess, cedarAccess } from "#access/cedar.ts";
import { loadCedar } from "#access/cedar-library.ts";
import { readOwnPolicies, readPolicies } from "#access/policy-set.ts";
import { noTeams, type Teams } from "#core/access/teams.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { ChangeEvidence } from "#core/evidence.ts";
import { storedPipeline } from "#core/stored-spec.ts";
import type { Commit } from "#git/source.ts";
import type { ReconcileOptions } from "#reconcile";
import { allPipelines } from "#store/pipelines.sql.ts";
import { brokenSources } from "#store/sources.sql.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";

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
unless {
  (principal.hasTag("clearance") && principal.getTag("clearance").contains("pii")) ||
  context.approverTeams.contains(trunkline::Team::"privacy")
};
`;
const tagged = (name: string, run = "true") => spec(name, run, "tags: {data: [pii]}\n");
const mallory = { author: "Mallory <mallory@example.com>" };
const petra = { author: "Petra <Petra@example.com>" };

/** As a server does, which knows what is deployed of a project's own policies. */
const by =
  (text: string, people = teams): NonNullable<ReconcileOptions["deploying"]> =>
  async (project, own): Promise<CedarAccess> => {
    const read = readPolicies(cedar, text === "" ? [] : [["policies/own.cedar", text]], people);
    const texts = Object.entries((own ?? {}) as Record<string, string>);
    const forbids = readOwnPolicies(cedar, project, texts);
    expect([...read.diagnostics, ...forbids.diagnostics]).toEqual([]);
    return cedarAccess({ policies: [...read.policies, ...forbids.policies], teams: people });
  };

/** What is deployed, by name its command. */
async function standing(project: SyncedProject): Promise<Record<string, unknown>> {
  const { id } = await project.row();
  const rows = await allPipelines(project.database.pool, { project: id });
  return Object.fromEntries(
    rows.map(({ name, spec }) => {
      const [action] = storedPipeline(spec).tasks.map((task) => task.action);
      return [name, action && action.kind === "command" ? action.script : null];
    }),
  );
}

async function codes(project: SyncedProject): Promise<string[]> {
  const { id } = await project.row();
  const rows = await brokenSources(project.database.pool, { project: id });
  return rows.flatMap(({ diagnostics }) => (diagnostics as Diagnostic[]).map(({ code }) => code));
}

test("what somebody may not deploy stays as it is, the rest of the change goes; on record with who and by which policy", async () => {
  await using project = await SyncedProject.make({
    "pipelines/pay.yaml": tagged("pay"),
    "pipelines/b.yaml": spec("b"),
  });
  const { repository } = project;
  const deploying = by(pii);
  // The tip of the first deployment vouches for it: here nobody who may.
  expect(await project.sync({ deploying: by("") })).toMatchObject({ state: "Synced" });
  const commit = repository.commit(
    { "pipelines/pay.yaml": tagged("pay", "evil"), "pipelines/b.yaml": spec("b", "good") },
    mallory,
  );
  const outcome = await project.sync({ deploying });
  expect(outcome).toMatchObject({
    state: "Synced",
    commit,
    diagnostics: [
      {
        ...{ code: "deploy-denied", file: "pipelines/pay.yaml", severity: "error" },
        message: expect.stringMatching(
          /^mallory@example\.com, by the word of the commit, may not deploy it as it is deployed now \(commit \w{12}\): policies\/own\.cedar#pii-by-the-cleared forbids it$/,
        ),
        help: "policies/own.cedar:1 in the control repository; have it made or approved by somebody of privacy; what is deployed stays",
      },
    ],
  });
  expect(await standing(project)).toEqual({ b: "good", pay: "true" });
  const { rows } = await project.database.pool.query(
    "select detail from trunkline.audit where act = 'deny deploy'",
  );
  expect(rows).toEqual([
    {
      detail: {
        ...{ commit, denied: 1 },
        pipelines: [
          {
            ...{ pipeline: "pay", who: "mallory@example.com", proven: false },
            change: `commit ${commit.slice(0, 12)}`,
            policies: ["policies/own.cedar#pii-by-the-cleared"],
          },
        ],
      },
    },
  ]);

  // Looked at again nothing is applied anew, and nothing said twice.
  expect(await project.sync({ deploying, recheck: true })).toMatchObject({
    state: "Synced",
    plan: null,
  });
  // Another's change of something else doesn't carry it along, nor one of what it is made of.
  repository.commit({ "pipelines/b.yaml": spec("b", "better") }, petra);
  await project.sync({ deploying });
  repository.commit({ "pipelines/pay.yaml": `${tagged("pay", "evil")}# Petra was here.\n` }, petra);
  await project.sync({ deploying });
  expect(await standing(project)).toEqual({ b: "better", pay: "true" });
  expect(await codes(project)).toEqual(["deploy-denied"]);
  // Taken back it is over, whoever does that; then whoever may changes it.
  repository.commit({ "pipelines/pay.yaml": tagged("pay") }, mallory);
  await project.sync({ deploying });
  expect(await codes(project)).toEqual([]);
  repository.commit({ "pipelines/pay.yaml": tagged("pay", "sound") }, petra);
  expect(await project.sync({ deploying })).toMatchObject({ diagnostics: [] });
  expect(await standing(project)).toEqual({ b: "better", pay: "sound" });
});

test("attack: a change can't first take away the tag, the folder's name, or the pipeline itself", async () => {
  await using project = await SyncedProject.make({ "pipelines/pay.yaml": tagged("pay") });
  const { repository } = project;
  await project.sync();
  const deploying = by(pii);
  repository.commit({ "pipelines/pay.yaml": spec("pay") }, mallory);
  await project.sync({ deploying });
  repository.commit({ "pipelines/pay.yaml": spec("pay", "evil") }, mallory);
  await project.sync({ deploying });
  expect(await standing(project)).toEqual({ pay: "true" });
  // Under another name, in another file.
  repository.commit(
    {
      "pipelines/pay.yaml": null,
      "pipelines/other.yaml": spec("other", "evil", "renamedFrom: [pay]\n"),
    },
    mallory,
  );
  await project.sync({ deploying });
  expect(await standing(project)).toEqual({ pay: "true" });
  // Its removal is held, also while nothing else changes, and by whoever else's commits come.
  repository.commit({ "pipelines/other.yaml": null }, mallory);
  await project.sync({ deploying });
  repository.commit({ "pipelines/b.yaml": spec("b") }, petra);
  await project.sync({ deploying });
  expect(await standing(project)).toEqual({ b: "true", pay: "true" });
  expect(await codes(project)).toEqual(["deploy-denied"]);
  // A new one that gets the tag is as little theirs.
  repository.commit({ "pipelines/new.yaml": tagged("new") }, mallory);
  await project.sync({ deploying });
  expect(Object.keys(await standing(project))).toEqual(["b", "pay"]);
});

test("attack: an error in the file doesn't smuggle it past, for somebody else to mend", async () => {
  await using project = await SyncedProject.make({ "pipelines/pay.yaml": tagged("pay") });
  const { repository } = project;
  await project.sync();
  const deploying = by(pii);
  repository.commit({ "pipelines/pay.yaml": `${tagged("pay", "evil")}tags: x\n` }, mallory);
  await project.sync({ deploying });
  repository.commit({ "pipelines/pay.yaml": tagged("pay", "evil") }, petra);
  await project.sync({ deploying });
  expect(await standing(project)).toEqual({ pay: "true" });
  expect(await codes(project)).toEqual(["deploy-denied"]);
});

test("policies and teams that change are looked at again without a commit; those of the commit judged say nothing", async () => {
  await using project = await SyncedProject.make({ "pipelines/pay.yaml": tagged("pay") });
  const { repository } = project;
  await project.sync();
  repository.commit({ "pipelines/pay.yaml": tagged("pay", "new") }, mallory);
  await project.sync({ deploying: by(pii) });
  expect(await standing(project)).toEqual({ pay: "true" });
  const cleared = { "mallory@example.com": { roles: [], tags: { clearance: ["pii"] } } } as const;
  await project.sync({ deploying: by(pii, { ...teams, people: cleared }) });
  expect(await standing(project)).toEqual({ pay: "new" });
  expect(await codes(project)).toEqual([]);
});

test("attack: what a project forbids holds as it is deployed, and who may not change that can't take it away", async () => {
  const own = `${pii}
@id("policies-by-the-cleared")
forbid (principal, action == trunkline::Action::"deployProject", resource)
unless { principal.hasTag("clearance") && principal.getTag("clearance").contains("pii") };
`;
  await using project = await SyncedProject.make({
    ...{ "pipelines/pay.yaml": tagged("pay"), "pipelines/b.yaml": spec("b") },
    "policies/own.cedar": own,
  });
  const { repository } = project;
  const deploying = by("");
  await project.sync({ deploying });
  const evil = { "pipelines/pay.yaml": tagged("pay", "evil"), "pipelines/b.yaml": spec("b", "x") };
  const commit = repository.commit({ ...evil, "policies/own.cedar": null }, mallory);
  expect(await project.sync({ deploying })).toMatchObject({
    ...{ state: "Held", commit },
    reason: expect.stringContaining(
      `may not deploy what belongs to all of project shop (commit ${commit.slice(0, 12)}`,
    ),
  });
  expect(await standing(project)).toEqual({ b: "true", pay: "true" });
  repository.commit({ ...evil, "policies/own.cedar": own }, mallory);
  expect(await project.sync({ deploying })).toMatchObject({ state: "Held" });
});

test("the forge says who asked for a change and who approved exactly that; one's own approval is none", async () => {
  await using project = await SyncedProject.make({ "pipelines/pay.yaml": tagged("pay") });
  const { repository } = project;
  await project.sync();
  const proven = `@id("proven") forbid (principal, action == trunkline::Action::"deploy", resource) unless { context.proven };`;
  const changes = new Map<string, ChangeEvidence>();
  const sync = () =>
    project.sync({
      ...{ deploying: by(`${pii}${proven}`), recheck: true },
      changeOf: async ({ oid }: Commit) => changes.get(oid) ?? null,
    });
  const said = (commit: string, author: string, approvers: string[]) => {
    const at = "2026-01-01T00:00:00Z";
    changes.set(commit, {
      ...{ forge: "github", number: 7, url: "https://example.com/7", title: "x", author },
      ...{ coauthors: [], headCommit: commit, mergeCommit: commit, mergedBy: null, mergedAt: at },
      ...{ lastPusher: author, readAt: at },
      reviews: approvers.map((user) => ({ user, state: "approved", commit, at })),
    });
  };
  // The commit says Petra, the forge says who it was.
  const commit = repository.commit({ "pipelines/pay.yaml": tagged("pay", "one") }, petra);
  said(commit, "mallory", []);
  expect(await sync()).toMatchObject({
    diagnostics: [{ message: expect.stringMatching(/^mallory may not deploy it.*\(change #7\)/) }],
  });
  said(commit, "mallory", ["mallory"]);
  await sync();
  expect(await standing(project)).toEqual({ pay: "true" });
  said(commit, "mallory", ["petra-gh"]);
  await sync();
  expect(await standing(project)).toEqual({ pay: "one" });
  const own = repository.commit({ "pipelines/pay.yaml": tagged("pay", "two") }, mallory);
  said(own, "petra-gh", []);
  await sync();
  expect(await standing(project)).toEqual({ pay: "two" });
  // Pushed past the forge, nobody proves who it was.
  repository.commit({ "pipelines/pay.yaml": tagged("pay", "three") }, petra);
  expect(await sync()).toMatchObject({
    diagnostics: [{ message: expect.stringContaining("policies/own.cedar#proven forbids it") }],
  });
});

test("what can't be decided is denied; the first deployment goes by its tip", async () => {
  await using project = await SyncedProject.make({ "pipelines/pay.yaml": spec("pay") });
  // An overflow is what no check against the schema can see.
  const overflow = `@id("overflows")
forbid (principal, action == trunkline::Action::"deploy", resource)
when { context.now.toTime().toMilliseconds() + 9223372036854775807 > 0 };`;
  expect(await project.sync({ deploying: by(overflow) })).toMatchObject({
    diagnostics: [
      {
        code: "deploy-denied",
        message: expect.stringContaining("it can't be decided"),
        help: expect.stringContaining("ask whoever keeps the control repository"),
      },
    ],
  });
  expect(await standing(project)).toEqual({});
  project.repository.commit({ "pipelines/pay.yaml": tagged("pay") }, mallory);
  await project.sync({ deploying: by(pii) });
  expect(await standing(project)).toEqual({});
  project.repository.commit({ "pipelines/pay.yaml": tagged("pay") }, petra);
  await project.sync({ deploying: by(pii) });
  expect(await standing(project)).toEqual({ pay: "true" });
});

test("strict takes nothing of a revision of which something is denied; a bundle waits for all of itself", async () => {
  const bundled = (name: string, run: string, tags = "") =>
    spec(name, run, `bundle: books\n${tags}`);
  const files = (run: string) => ({
    "pipelines/a.yaml": bundled("a", run),
    "pipelines/b.yaml": bundled("b", run, "tags: {data: [pii]}\n"),
    "pipelines/c.yaml": spec("c", run),
  });
  await using project = await SyncedProject.make(files("true"));
  await project.sync();
  project.repository.commit(files("new"), mallory);
  await project.sync({ deploying: by(pii) });
  expect(await standing(project)).toEqual({ a: "true", b: "true", c: "new" });
  await project.database.pool.query("update trunkline.project set rules = $1", [
    { sync: { strict: true } },
  ]);
  project.repository.commit(files("newer"), mallory);
  expect(await project.sync({ deploying: by(pii) })).toMatchObject({
    state: "Held",
    reason: expect.stringMatching(/strict.*may not deploy it/),
  });
  expect(await standing(project)).toEqual({ a: "true", b: "true", c: "new" });
});
