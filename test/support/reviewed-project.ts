// A project whose changes need approvals, and a forge that knows the changes that are told to it.

import { expect } from "vitest";
import type { ChangeEvidence, Review } from "#core/evidence.ts";
import type { Commit } from "#git/source.ts";
import type { Outcome } from "#reconcile";
import type { SyncSpec } from "#schemas/types.ts";
import { endSyncHold, placeSyncHold } from "#store/sync-holds.sql.ts";
import { SyncedProject, spec } from "./synced-project.ts";

/** By default: everybody of `data` for all but docs, `leads` for what is gold. */
const owners = `
*                @data
/docs/
tag:tier=gold    @leads
`;
const teams = { data: ["bob", "carol"], leads: ["grace", "bob"] };

/** A pipeline that is gold. */
export const gold = (name: string, run = "true") => spec(name, run, "tags: {tier: [gold]}\n");

export class ReviewedProject implements AsyncDisposable {
  readonly project: SyncedProject;
  readonly changes = new Map<string, ChangeEvidence>();
  #numbers = 0;

  constructor(project: SyncedProject) {
    this.project = project;
  }

  static async make(
    files: Record<string, string | null> = {},
    approvals: SyncSpec["approvals"] = {},
    sync: Omit<SyncSpec, "approvals"> = {},
  ): Promise<ReviewedProject> {
    const usual = { OWNERS: owners, "pipelines/a.yaml": spec("a"), "pipelines/g.yaml": gold("g") };
    const given = Object.entries({ ...usual, ...files }).filter(([, text]) => text !== null);
    const project = await SyncedProject.make(Object.fromEntries(given));
    await project.database.pool.query("update trunkline.project set rules = $1", [
      { sync: { ...sync, approvals: { teams, ...approvals } } },
    ]);
    expect(await project.sync()).toMatchObject({ state: "Synced" });
    return new ReviewedProject(project);
  }

  sync = () =>
    this.project.sync({
      recheck: true,
      changeOf: async ({ oid }: Commit) => this.changes.get(oid) ?? null,
    });

  /** What the forge says of a commit on main: approved at the head by these people. */
  reviewed(
    commit: string,
    head: string,
    approvedBy: string[],
    given: Partial<ChangeEvidence> = {},
  ) {
    const at = "2026-01-01T00:00:00Z";
    const reviews = approvedBy.map(
      (user): Review => ({ user, state: "approved", commit: head, at }),
    );
    const number = given.number ?? ++this.#numbers;
    this.changes.set(commit, {
      ...{ forge: "github", number, url: `https://example.com/${number}`, title: "Change" },
      ...{ author: "ada", coauthors: [], headCommit: head, mergeCommit: commit },
      ...{ mergedBy: "bob", mergedAt: at, lastPusher: "ada", reviews, readAt: at },
      ...given,
    });
  }

  /** A branch with the files, merged; the heads of the branch and of main. */
  merge(name: string, files: Record<string, string | null>): { head: string; merge: string } {
    const { repository } = this.project;
    repository.branch(name);
    const head = repository.commit(files);
    repository.branch("main");
    return { head, merge: repository.merge(name, `Merge ${name}`) };
  }

  /** As somebody with a name does, who looked at the held plan. */
  async confirm(held: Outcome, actor = "erin"): Promise<Outcome> {
    return this.project.sync({
      confirm: held.state === "Held" ? (held.plan?.hash ?? null) : null,
      actor,
    });
  }

  /** Until `release`. */
  async holdAt(commit: string): Promise<Outcome> {
    const { id } = await this.project.row();
    const hold = { commit, actor: "erin", reason: "month end", until: null };
    await placeSyncHold(this.project.database.pool, { project: id, ...hold });
    return this.sync();
  }

  async release(): Promise<Outcome> {
    const { id } = await this.project.row();
    await endSyncHold(this.project.database.pool, { project: id });
    return this.sync();
  }

  async evidence() {
    const { rows } = await this.project.database.pool.query(
      "select evidence from trunkline.revision order by id desc limit 1",
    );
    return rows[0].evidence.approvals;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project[Symbol.asyncDispose]();
  }
}
