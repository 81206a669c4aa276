// Who can't release a revision without approvals, told from real commits and the forge's word.

import { expect, test } from "vitest";
import { ReviewedProject } from "#test/support/reviewed-project.ts";
import { spec } from "#test/support/synced-project.ts";

test("authors and co-authors of all commits that come in, and who asked for the change, can't release it", async () => {
  await using it = await ReviewedProject.make();
  const { repository } = it.project;
  repository.branch("one");
  repository.commit(
    { "pipelines/a.yaml": spec("a", "false") },
    {
      author: "Linus T <lt@example.com>",
      message: "One\n\nCo-authored-by: Rob P <rob@example.com>",
    },
  );
  const head = repository.commit({ "pipelines/b.yaml": spec("b") });
  repository.branch("main");
  const merge = repository.merge("one", "Merge one");
  it.reviewed(merge, head, [], { author: "octo", coauthors: ["ken"], lastPusher: "dora" });
  const held = await it.sync();
  const hash = held.state === "Held" ? (held.plan?.hash ?? null) : null;
  const changeOf = async () => it.changes.get(merge) ?? null;
  const by = (actor: string) => it.project.sync({ confirm: hash, actor, changeOf });
  for (const actor of ["lt", "lt@example.com", "linus t", "Rob P", "ada", "octo", "ken", "dora"])
    expect(await by(actor)).toMatchObject({
      state: "Held",
      reason: expect.stringContaining(`${actor} has a hand in it`),
    });
  expect(await by("local-token")).toMatchObject({
    state: "Held",
    reason: expect.stringContaining("nobody is named who releases it"),
  });
  expect(await by("erin")).toMatchObject({ state: "Synced" });
});
