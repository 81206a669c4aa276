import { describe, expect, test } from "vitest";
import { type Commit, GitError } from "#git/source.ts";
import { gold, ReviewedProject } from "#test/support/reviewed-project.ts";
import { spec } from "#test/support/synced-project.ts";

describe("approvals by OWNERS", () => {
  test("are of the merged change's newest commit, by owners who have no part in it", async () => {
    await using it = await ReviewedProject.make();
    const { head, merge } = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
    it.reviewed(merge, head, ["ada", "eve"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason:
        "change #1 is not approved: it needs 1 approval of data (OWNERS:2 *, for pipelines/a.yaml) and has none (ada is its author)",
    });
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    expect(await it.evidence()).toEqual({
      ...{ from: "forge", rulesAt: expect.stringMatching(/^[0-9a-f]{40}$/) },
      rules: expect.stringMatching(/^[0-9a-f]{64}$/),
      changes: [
        {
          commits: [merge],
          change: {
            ...{ forge: "github", number: 2, url: "https://example.com/2", author: "ada" },
            headCommit: head,
          },
          ...{ content: "same", approvers: ["carol"], passedOver: [] },
          requirements: [
            {
              ...{ rule: "OWNERS:2 *", owners: ["data"], count: 1 },
              ...{ because: ["pipelines/a.yaml"], approvedBy: ["carol"] },
            },
          ],
          plan: null,
        },
      ],
    });
  });

  test("go by the rules that are deployed, not by those that a change brings", async () => {
    await using it = await ReviewedProject.make();
    const { head, merge } = it.merge("one", { OWNERS: "/docs/\n" });
    it.reviewed(merge, head, []);
    expect(await it.sync()).toMatchObject({ state: "Held" });
  });

  test("are needed for tags that a pipeline had as well", async () => {
    await using it = await ReviewedProject.make();
    const { head, merge } = it.merge("one", { "pipelines/g.yaml": spec("g") });
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining(
        "1 approval of leads (OWNERS:4 tag:tier=gold, for pipeline g)",
      ),
    });
    it.reviewed(merge, head, ["carol", "grace"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
  });

  test("are needed for tags that a pipeline had under its name before", async () => {
    await using it = await ReviewedProject.make();
    const { head, merge } = it.merge("one", {
      "pipelines/g.yaml": null,
      "pipelines/g2.yaml": spec("g2", "true", "renamedFrom: g\n"),
    });
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining(
        "1 approval of leads (OWNERS:4 tag:tier=gold, for pipeline g2)",
      ),
    });
    it.reviewed(merge, head, ["bob"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
  });

  test("are needed of a pipeline's tags where only a template or script of it changes", async () => {
    await using it = await ReviewedProject.make({
      "templates/load.yaml": "tasks:\n  b:\n    run: 'true'\n",
      "pipelines/t.yaml":
        "name: t\ntags: {tier: [gold]}\ntasks:\n  a:\n    uses: ./templates/load.yaml\n",
    });
    const { head, merge } = it.merge("one", {
      "templates/load.yaml": "tasks:\n  b:\n    run: 'false'\n",
    });
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("for pipeline t"),
    });
  });

  test("are judged change by change, when several came in at once", async () => {
    await using it = await ReviewedProject.make();
    const first = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
    const second = it.merge("two", { "pipelines/g.yaml": gold("g", "false") });
    it.reviewed(first.merge, first.head, ["carol"]);
    it.reviewed(second.merge, second.head, ["bob"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    const third = it.merge("three", { "pipelines/a.yaml": spec("a", "echo") });
    const fourth = it.merge("four", { "pipelines/b.yaml": spec("b") });
    it.reviewed(third.merge, third.head, []);
    it.reviewed(fourth.merge, fourth.head, ["bob", "carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringMatching(/^change #3 is not approved/),
    });
  });

  test("don't cover what was pushed past the forge, nor what a merge adds to its sides", async () => {
    await using it = await ReviewedProject.make();
    const { repository } = it.project;
    const pushed = repository.commit({ "pipelines/b.yaml": spec("b") });
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining(
        `commit ${pushed.slice(0, 12)} is not approved: the forge knows of no pull or merge request`,
      ),
    });
    repository.forceTo("HEAD~1");
    const { head } = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
    repository.write({ "pipelines/evil.yaml": spec("evil") });
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--amend", "--no-edit");
    it.reviewed(repository.tip(), head, ["carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining(
        `pipelines/evil.yaml came in otherwise than at ${head.slice(0, 12)}, which was reviewed`,
      ),
    });
  });

  test("cover squashes and rebases of the change, compared by its files", async () => {
    await using it = await ReviewedProject.make();
    const { repository } = it.project;
    repository.branch("one");
    repository.commit({ "pipelines/a.yaml": spec("a", "one") });
    const head = repository.commit({ "pipelines/b.yaml": spec("b") });
    repository.branch("main");
    repository.git("merge", "--quiet", "--squash", "one");
    const squashed = repository.commit({}, { message: "Change (#1)" });
    it.reviewed(squashed, head, ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    expect((await it.evidence()).changes).toMatchObject([{ content: "same" }]);

    repository.branch("two");
    repository.commit({ "pipelines/a.yaml": spec("a", "two") });
    const rebasedHead = repository.commit({ "pipelines/a.yaml": spec("a", "three") });
    repository.branch("main");
    repository.commit({ "docs/a.md": "nobody needs to approve this" });
    const picked = repository.git("rev-list", "--reverse", "main..two").split("\n");
    for (const oid of picked) repository.git("cherry-pick", oid);
    for (const oid of repository.git("rev-list", "-2", "main").split("\n"))
      it.reviewed(oid, rebasedHead, ["carol"], { number: 9, mergeCommit: repository.tip() });
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    expect((await it.evidence()).changes).toMatchObject([
      { change: { number: 9 }, commits: repository.git("rev-list", "-2", "main").split("\n") },
    ]);
  });

  test("of commits that are not in the repository hold where the forge made the commit itself", async () => {
    await using it = await ReviewedProject.make();
    const squashed = it.project.repository.commit({ "pipelines/a.yaml": spec("a", "one") });
    it.reviewed(squashed, "0".repeat(40), ["carol"], { mergeCommit: "1".repeat(40) });
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("the forge has it merged as 111111111111"),
    });
    it.reviewed(squashed, "0".repeat(40), ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    expect((await it.evidence()).changes).toMatchObject([{ content: "forge" }]);
  });

  test("of two changes to one file are kept, as joined lines", async () => {
    const lines = (first: string, last: string) =>
      `${spec("a").replace("tasks", `description: ${first}\n\n\n\n\n\n\ntasks`)}# ${last}\n`;
    await using it = await ReviewedProject.make({ "pipelines/a.yaml": lines("x", "y") });
    const { repository } = it.project;
    repository.branch("one");
    const head = repository.commit({ "pipelines/a.yaml": lines("x", "z") });
    repository.branch("main");
    const other = repository.commit({ "pipelines/a.yaml": lines("w", "y") });
    const merge = repository.merge("one", "Merge one");
    it.reviewed(other, other, ["carol"]);
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    expect((await it.evidence()).changes).toMatchObject([
      { content: "joined" },
      { content: "same" },
    ]);
  });

  test("nobody needs to give are not asked for", async () => {
    await using it = await ReviewedProject.make();
    it.project.repository.commit({ "docs/a.md": "text" });
    expect(await it.project.sync()).toMatchObject({ state: "Synced" });
  });

  test("that came later let the revision through", async () => {
    await using it = await ReviewedProject.make();
    const { head, merge } = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
    it.reviewed(merge, head, []);
    expect(await it.sync()).toMatchObject({ state: "Held" });
    it.reviewed(merge, head, ["bob"]);
    const changeOf = async () => it.changes.get(merge) ?? null;
    expect(await it.project.sync({ changeOf })).toMatchObject({ state: "Held", plan: null });
    await it.project.database.pool.query(
      "update trunkline.project set look_again_at = look_again_at - interval '5 minutes'",
    );
    expect(await it.project.sync({ changeOf })).toMatchObject({ state: "Synced" });
  });

  test("that nobody can ask for make the revision wait, and what is deployed goes on", async () => {
    await using it = await ReviewedProject.make();
    const { head, merge } = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
    const changeOf = async (_: Commit, isNeeded = false) => {
      if (isNeeded) throw new GitError("unreachable", "the forge can't be asked");
      return null;
    };
    expect(await it.project.sync({ changeOf })).toEqual({
      ...{ state: "Unknown", reason: "the forge can't be asked" },
    });
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
  });

  test("of rules that come in broken are held before they are deployed", async () => {
    await using it = await ReviewedProject.make();
    const { head, merge } = it.merge("one", { OWNERS: "* nobody\n" });
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining('OWNERS:1 of the new commit can\'t be read: "nobody"'),
    });
  });

  test("of rules that can't be read let nothing through by themselves", async () => {
    await using it = await ReviewedProject.make({ OWNERS: "* nobody\n" });
    it.project.repository.commit({ OWNERS: "* @data\n" });
    const held = await it.sync();
    expect(held).toMatchObject({
      state: "Held",
      reason: expect.stringContaining('OWNERS:1 of the deployed commit can\'t be read: "nobody"'),
    });
    const confirm = held.state === "Held" ? (held.plan?.hash ?? "") : "";
    expect(await it.project.sync({ confirm })).toMatchObject({ state: "Synced" });
  });
});

describe("approvals that are bound to the plan", () => {
  const calendar = (day: string) =>
    `weekdays: [mon, tue, wed, thu, fri]\nexcept: [{date: "${day}"}]\n`;
  const monthly = (at: string) =>
    spec(
      "m",
      "true",
      `timezone: Europe/Berlin\ntriggers: [{schedule: {daily: "${at}"}, calendar: c}]\n`,
    );
  const files = {
    "calendars/c.yaml": calendar("12-25"),
    "pipelines/m.yaml": monthly("06:00"),
  };

  test("hold what another merge made of it since, and say what differs", async () => {
    await using it = await ReviewedProject.make(files, { bindToPlan: true });
    const { repository } = it.project;
    repository.branch("later");
    const head = repository.commit({ "pipelines/m.yaml": monthly("07:00") });
    repository.branch("main");
    const moved = it.merge("calendar", { "calendars/c.yaml": calendar("12-24") });
    it.reviewed(moved.merge, moved.head, ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    expect((await it.evidence()).changes).toMatchObject([
      { plan: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);

    const merge = repository.merge("later", "Merge later");
    it.reviewed(merge, head, ["carol"]);
    const held = await it.sync();
    expect(held).toMatchObject({
      state: "Held",
      reason: expect.stringMatching(
        new RegExp(
          `^change #2 is not approved: its approvals are of another plan: against ${head.slice(0, 12)}, which was reviewed, m differs in \\S*calendar.except.0.date$`,
        ),
      ),
    });
    const confirm = held.state === "Held" ? (held.plan?.hash ?? "") : "";
    const released = await it.project.sync({
      ...{ confirm, actor: "grace" },
      changeOf: async ({ oid }) => it.changes.get(oid) ?? null,
    });
    expect(released).toMatchObject({ state: "Synced" });
  });

  test("cover what is as it was reviewed, whatever else came in", async () => {
    await using it = await ReviewedProject.make(files, { bindToPlan: true });
    const { repository } = it.project;
    repository.branch("later");
    const head = repository.commit({ "pipelines/m.yaml": null });
    repository.branch("main");
    const other = it.merge("other", { "pipelines/a.yaml": spec("a", "false") });
    it.reviewed(other.merge, other.head, ["carol"]);
    const merge = repository.merge("later", "Merge later");
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
  });

  test("hold scripts of which lines were joined", async () => {
    const script = (first: string, last: string) => `echo ${first}\n\n\n\n\n\n\necho ${last}\n`;
    await using it = await ReviewedProject.make(
      { "run.sh": script("a", "b"), "pipelines/s.yaml": spec("s", "sh ./run.sh") },
      { bindToPlan: true },
    );
    const { repository } = it.project;
    repository.branch("later");
    const head = repository.commit({ "run.sh": script("a", "c") });
    repository.branch("main");
    const other = it.merge("other", { "run.sh": script("d", "b") });
    it.reviewed(other.merge, other.head, ["carol"]);
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    const merge = repository.merge("later", "Merge later");
    it.reviewed(merge, head, ["carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("the lines of run.sh are joined with another change's"),
    });
  });

  test("need the reviewed commit", async () => {
    await using it = await ReviewedProject.make(files, { bindToPlan: true });
    const squashed = it.project.repository.commit({ "pipelines/a.yaml": spec("a", "one") });
    it.reviewed(squashed, "0".repeat(40), ["carol"]);
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("is not in the repository"),
    });
  });
});

describe("without a forge", () => {
  test("lines of commits count only where the registration says so", async () => {
    await using it = await ReviewedProject.make();
    const message = "Change\n\nReviewed-by: Carol <carol@example.com>";
    it.project.repository.commit({ "pipelines/a.yaml": spec("a", "false") }, { message });
    expect(await it.project.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("no forge is asked for this project"),
    });
  });

  test("they are of each commit, and not by its authors", async () => {
    const declared = { from: "trailers" as const, teams: { data: ["carol@example.com"] } };
    await using it = await ReviewedProject.make({}, declared);
    const { repository } = it.project;
    const by = (...lines: string[]) => `Change\n\n${lines.join("\n")}`;
    const carol = "Reviewed-by: Carol <carol@example.com>";
    repository.commit({ "pipelines/a.yaml": spec("a", "one") }, { message: by(carol) });
    expect(await it.sync()).toMatchObject({ state: "Synced" });
    expect((await it.evidence()).changes).toMatchObject([
      { content: "declared", change: null, approvers: ["Carol <carol@example.com>"] },
    ]);
    repository.commit({ "pipelines/a.yaml": spec("a", "two") });
    repository.commit({ "pipelines/b.yaml": spec("b") }, { message: by(carol) });
    expect(await it.sync()).toMatchObject({ state: "Held" });
    repository.forceTo("HEAD~2");
    const own = by("Co-authored-by: C. <carol@example.com>", carol);
    repository.commit({ "pipelines/a.yaml": spec("a", "two") }, { message: own });
    expect(await it.sync()).toMatchObject({
      state: "Held",
      reason: expect.stringContaining("is an author of it"),
    });
    repository.forceTo("HEAD~1");
    repository.branch("carols");
    repository.commit(
      { "pipelines/a.yaml": spec("a", "two") },
      { author: "Carol <carol@example.com>" },
    );
    repository.branch("main");
    repository.merge("carols", by(carol));
    expect(await it.sync()).toMatchObject({ state: "Held" });
  });
});

test("the registration's number of approvals needs no OWNERS", async () => {
  await using it = await ReviewedProject.make({ OWNERS: "# none\n" }, { atLeast: 2 });
  const { head, merge } = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
  it.reviewed(merge, head, ["bob", "zoe", "yan"]);
  expect(await it.sync()).toMatchObject({
    state: "Held",
    reason: expect.stringMatching(/2 approvals of data or leads .*registration.* has 1: bob$/),
  });
  it.reviewed(merge, head, ["bob", "grace"]);
  expect(await it.sync()).toMatchObject({ state: "Synced" });
});

test("without teams a stranger's approval doesn't count for that number", async () => {
  await using it = await ReviewedProject.make({ OWNERS: null }, { atLeast: 1, teams: {} });
  const { head, merge } = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
  it.reviewed(merge, head, ["stranger"]);
  expect(await it.sync()).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("1 approval of people who may write to the repository"),
  });
  const at = "2026-01-01T00:00:00Z";
  it.reviewed(merge, head, [], {
    reviews: [{ user: "zoe", mayWrite: true, state: "approved", commit: head, at }],
  });
  expect(await it.sync()).toMatchObject({ state: "Synced" });
});
