// Every ```yaml block of README.md and docs/ is a valid spec: what people copy must work.
// A block may begin with a comment that names its file: `# trunkline.yaml`, `# templates/load.yaml`, …; else it is a pipeline.
// The blocks of a page with such names are read as one project; a block `yaml ignore` is none of ours.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readControlFiles } from "#core/control/control-files.ts";
import { type EstateFile, readEstate } from "#core/estate.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { readMapping } from "#migrators/mapping.ts";
import { readParams } from "#migrators/params.ts";

const root = new URL("../../", import.meta.url);
const pages = readdirSync(new URL("docs/", root), { recursive: true })
  .map((path) => `docs/${path}`)
  .filter((path) => path.endsWith(".md"));
if (existsSync(new URL("README.md", root))) pages.push("README.md");

function blocksOf(page: string): EstateFile[] {
  const text = readFileSync(new URL(page, root), "utf8");
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = ""], index) => {
    const path = /^# ([\w./-]+\.yaml)\n/.exec(block)?.[1];
    return { path: path ?? `pipelines/block-${index + 1}.yaml`, text: block };
  });
}

test.each(pages)("%s", (page) => {
  const blocks = blocksOf(page);
  const { diagnostics: own, sources } = readEstate(blocks);
  const control = blocks.map((file) => ({ ...file, bytes: "text" in file ? file.text : "" }));
  const params = control.filter(({ path }) => path === "params.yaml");
  const mappings = control.filter(({ path }) => path === "mapping.yaml");
  const diagnostics = [
    ...own,
    ...readControlFiles(control).diagnostics,
    ...params.flatMap(({ path, bytes }) => readParams(path, bytes).diagnostics),
    ...mappings.flatMap(({ path, bytes }) => readMapping(path, bytes).diagnostics),
  ];
  const texts = new Map(blocks.map((file) => [file.path, "text" in file ? file.text : ""]));
  // A page needs not show the pipelines that its examples await, and one is about tasks that fail.
  const meant = ["unknown-awaited", "unsupported-task"];
  const wrong = diagnostics.filter(({ code }) => !meant.includes(code));
  const report = wrong.map((found) =>
    renderDiagnostic(found, { color: false, text: texts.get(found.file) }),
  );
  expect(report.join("\n")).toBe("");
  for (const { pipeline, path } of sources) expect(pipeline, path).not.toBeNull();
});

test("the manual has blocks of every kind", () => {
  const paths = blocksOf("docs/spec.md").map(({ path }) => path);
  for (const start of [
    "trunkline.yaml",
    "templates/",
    "pipelines/_defaults.yaml",
    "pipelines/ledger/tasks/",
  ])
    expect(
      paths.some((path) => path.startsWith(start)),
      start,
    ).toBe(true);
});
