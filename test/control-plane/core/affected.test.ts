import { expect, test } from "vitest";
import { reachOf } from "#core/affected.ts";
import type { FileChange } from "#core/tree-diff.ts";

const change = (path: string, action: FileChange["action"] = "changed"): FileChange => ({
  path,
  action,
  before: null,
  after: null,
  mode: "100644",
});

test("only files that come or go change what others are", () => {
  expect(
    reachOf([change("pipelines/a/_defaults.yaml"), change("pipelines/a/pipeline.yaml")]),
  ).toEqual({ everything: false, folders: [] });
  const changes = [
    change("pipelines/a/_defaults.yaml", "added"),
    change("pipelines/a/pipeline.yaml", "removed"),
    change("pipelines/b/c/pipeline.yaml", "added"),
    change("pipelines/b/x.yaml", "added"),
  ];
  expect(reachOf(changes)).toEqual({
    everything: false,
    folders: ["pipelines/a/", "pipelines/b/c/"],
  });
});

test("the project's file reaches everything, one of its name elsewhere nothing", () => {
  expect(reachOf([change("trunkline.yaml")]).everything).toBe(true);
  expect(reachOf([change("docs/trunkline.yaml")]).everything).toBe(false);
});
