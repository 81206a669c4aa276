import { expect, test } from "vitest";
import { touchedBy } from "#core/owners/touched.ts";

const at = (file: string) => ({ file, hash: "" });
const changes = [
  { pipeline: "a", before: at("pipelines/a.yaml"), after: at("pipelines/b.yaml"), scripts: [] },
  { pipeline: "c", before: null, after: at("pipelines/c.yaml"), scripts: ["run.sh"] },
  { pipeline: "d", before: at("pipelines/d.yaml"), after: null, scripts: [] },
];
const sources = [{ path: "pipelines/c.yaml", inputs: ["templates/load.yaml"] }];

test.each([
  [["pipelines/a.yaml"], ["a"]],
  [["pipelines/b.yaml"], ["a"]],
  [["templates/load.yaml"], ["c"]],
  [
    ["run.sh", "pipelines/d.yaml"],
    ["c", "d"],
  ],
  [["docs/a.md"], []],
])("%j is behind %j", (paths, names) => {
  expect(touchedBy(changes, sources, paths)).toEqual(names);
});
