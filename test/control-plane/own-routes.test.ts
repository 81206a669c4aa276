// A project's own routes come with its revisions: through the product's own spine, as rows that alerts go by.

import { expect, test } from "vitest";
import { readSettings } from "#alerts/live-settings.ts";
import { SyncedProject, spec } from "#test/support/synced-project.ts";

const routes = (name: string) => `routes: [{name: ${name}, to: [etl-mail]}]\n`;

test("routes.yaml is deployed, changed, kept through a mistake, and gone with its file", async () => {
  const pipelines = { "pipelines/load.yaml": spec("load") };
  await using project = await SyncedProject.make({ ...pipelines, "routes.yaml": routes("mine") });
  const now = async () => {
    const outcome = await project.sync();
    const live = await readSettings(project.database.pool);
    const names = live?.placed.map((one) => `${one.project}/${one.route.name}`) ?? [];
    return {
      names,
      codes: "diagnostics" in outcome ? outcome.diagnostics.map(({ code }) => code) : [],
    };
  };
  expect(await now()).toEqual({ names: ["shop/mine"], codes: [] });
  project.repository.commit({ "routes.yaml": routes("ours") });
  expect(await now()).toEqual({ names: ["shop/ours"], codes: [] });
  project.repository.commit({ "routes.yaml": "routes: [{name: theirs, too: [etl-mail]}]\n" });
  expect(await now()).toEqual({
    names: ["shop/ours"],
    codes: expect.arrayContaining(["unknown-property"]),
  });
  project.repository.commit({ "routes.yaml": null });
  expect(await now()).toEqual({ names: [], codes: [] });
});
