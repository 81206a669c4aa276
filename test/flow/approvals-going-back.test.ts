// Going back to before a project had rules doesn't take them away: by a forced push, by a hold, by a merge the wrong way round.

import { expect, test } from "vitest";
import { gold, ReviewedProject } from "#test/support/reviewed-project.ts";
import { spec } from "#test/support/synced-project.ts";

const rules = "* @data\ntag:tier=gold @leads\n";

/** Deployed: a commit without OWNERS, then one with it. */
async function withEarlier(sync: Parameters<typeof ReviewedProject.make>[2] = {}) {
  const it = await ReviewedProject.make({ OWNERS: null }, {}, sync);
  const earlier = it.project.repository.tip();
  it.project.repository.commit({ OWNERS: rules });
  expect(await it.sync()).toMatchObject({ state: "Synced" });
  return { it, earlier, repository: it.project.repository };
}

test("a forced push to before OWNERS is held, and what is pushed after it is judged by OWNERS", async () => {
  const { it, earlier, repository } = await withEarlier({ onRewrite: "follow" });
  await using _ = it;
  const deployed = repository.tip();
  repository.forceTo(earlier);
  const back = await it.sync();
  expect(back).toMatchObject({
    state: "Held",
    reason: `commit ${earlier.slice(0, 12)} is not approved: ${deployed.slice(0, 12)}, which was deployed, is not behind it, so nobody reviewed what differs; it needs 1 approval of data (OWNERS:1 *, for OWNERS) and has none`,
  });
  const evil = repository.commit({ "pipelines/evil.yaml": spec("evil") });
  // Also where somebody has the forge say that it was reviewed: nobody reviewed what it takes away.
  it.reviewed(evil, evil, ["bob"]);
  expect(await it.sync()).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("for OWNERS and 1 more"),
  });
  repository.forceTo(earlier);
  const again = await it.sync();
  expect(await it.confirm(again)).toMatchObject({ state: "Synced" });
});

test("so it is with a number of approvals that the registration asks for", async () => {
  await using it = await ReviewedProject.make(
    { OWNERS: null },
    { atLeast: 1 },
    { onRewrite: "follow" },
  );
  const { repository } = it.project;
  const earlier = repository.tip();
  const second = repository.commit({ "pipelines/a.yaml": spec("a", "false") });
  it.reviewed(second, second, ["bob"]);
  expect(await it.sync()).toMatchObject({ state: "Synced" });
  repository.forceTo(earlier);
  expect(await it.sync()).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("the project's registration, for pipelines/a.yaml"),
  });
});

test("a rewritten branch with the same files is followed", async () => {
  const { it, repository } = await withEarlier({ onRewrite: "follow" });
  await using _ = it;
  repository.git("commit", "--quiet", "--amend", "-m", "The same in other words");
  expect(await it.sync()).toMatchObject({ state: "Synced", commit: repository.tip() });
});

test("a merge with what is deployed as its other parent doesn't go back unseen", async () => {
  const { it, earlier, repository } = await withEarlier();
  await using _ = it;
  const deployed = repository.tip();
  repository.forceTo(earlier);
  repository.git("merge", "--quiet", "--strategy=ours", "-m", "Merge", deployed);
  expect(await it.sync()).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("(OWNERS:1 *, for OWNERS)"),
  });
});

test("a request that had main merged into it and was fast-forwarded counts as reviewed", async () => {
  const { it, earlier, repository } = await withEarlier();
  await using _ = it;
  const deployed = repository.tip();
  repository.forceTo(earlier);
  repository.commit({ "pipelines/a.yaml": spec("a", "false") });
  repository.git("merge", "--quiet", "--no-ff", "-m", "Merge main", deployed);
  const head = repository.tip();
  it.reviewed(head, head, ["bob"]);
  expect(await it.sync()).toMatchObject({ state: "Synced" });
  expect((await it.evidence()).changes).toMatchObject([
    { content: "same", requirements: [{ because: ["pipelines/a.yaml"] }] },
  ]);
});

test("a hold goes back to what was deployed, and what comes after is judged as if it hadn't", async () => {
  const { it, earlier, repository } = await withEarlier();
  await using _ = it;
  const deployed = repository.tip();
  expect(await it.holdAt(earlier)).toMatchObject({ state: "Synced", commit: earlier });
  const evil = repository.commit({ "pipelines/evil.yaml": spec("evil") });
  expect(await it.release()).toMatchObject({
    state: "Held",
    reason: expect.stringContaining(`commit ${evil.slice(0, 12)} is not approved: the forge knows`),
  });
  // What was deployed before the hold needs nothing anew, though nobody had approved that.
  repository.forceTo(deployed);
  expect(await it.sync()).toMatchObject({ state: "Synced", commit: deployed });
});

test("after a hold the tags count that a pipeline had before it, of the pipelines that a change touches", async () => {
  await using it = await ReviewedProject.make({ "pipelines/g.yaml": spec("g") });
  const { repository } = it.project;
  const earlier = repository.tip();
  const tagged = repository.commit({ "pipelines/g.yaml": gold("g") });
  it.reviewed(tagged, tagged, ["bob"]);
  expect(await it.sync()).toMatchObject({ state: "Synced" });
  expect(await it.holdAt(earlier)).toMatchObject({ state: "Synced" });
  const other = repository.commit({ "pipelines/a.yaml": spec("a", "false") });
  it.reviewed(other, other, ["carol"]);
  expect(await it.release()).toMatchObject({ state: "Synced" });
  expect(await it.holdAt(earlier)).toMatchObject({ state: "Synced" });
  const untagged = repository.commit({ "pipelines/g.yaml": spec("g", "false") });
  it.reviewed(untagged, untagged, ["carol"]);
  expect(await it.release()).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("1 approval of leads"),
  });
});

test("a hold at a commit that was never deployed needs its approvals", async () => {
  const { it, repository } = await withEarlier();
  await using _ = it;
  const between = repository.commit({ "pipelines/between.yaml": spec("between") });
  const { head, merge } = it.merge("one", { "pipelines/a.yaml": spec("a", "false") });
  it.reviewed(merge, head, ["bob"]);
  expect(await it.confirm(await it.sync())).toMatchObject({ state: "Synced", commit: merge });
  const held = await it.holdAt(between);
  expect(held).toMatchObject({
    state: "Held",
    reason: expect.stringContaining(`commit ${between.slice(0, 12)} is not approved`),
  });
  expect(await it.confirm(held)).toMatchObject({ state: "Synced", commit: between });
  // Released by name, and still what comes after goes on from where the project was.
  expect(await it.release()).toMatchObject({ state: "Synced", commit: merge });
});
