// A project: which files are what, how broken files keep to themselves, and reading only a part of it.

import { expect, test } from "vitest";
import {
  createSourceReader,
  defaultProject,
  findDuplicates,
  inputsOf,
  listSources,
  readEstate,
  readProject,
  readSource,
} from "#core/estate.ts";

const task = "tasks: {load: {run: ./load.sh}}\n";
const files: Record<string, string> = {
  "trunkline.yaml": "name: shop\nowner: shop\n",
  "README.md": "# Shop\n",
  "pipelines/_defaults.yaml": "tags: {domain: [shop]}\n",
  "pipelines/orders.yaml": `name: orders\n${task}`,
  "pipelines/ledger/pipeline.yaml": "name: ledger\n",
  "pipelines/ledger/config.yaml": "anything: [goes]\n",
  "pipelines/ledger/tasks/close.yaml": "run: ./close.sh\nneeds: [open]\n",
  "pipelines/ledger/tasks/open.yaml": "run: ./open.sh\n",
  "pipelines/eu/_defaults.yaml": "timezone: Europe/Berlin\n",
  "pipelines/eu/refunds.yaml": "name: refunds\nowner: eu\ntasks: {t: {uses: ./templates/t.yaml}}\n",
  "templates/t.yaml": "tasks: {a: {run: a}}\n",
};
const estateOf = (changes: Record<string, string> = {}) =>
  readEstate(Object.entries({ ...files, ...changes }).map(([path, text]) => ({ path, text })));

test("files find their places", () => {
  const { sources, diagnostics, project } = estateOf();
  expect(diagnostics).toEqual([]);
  expect(project).toMatchObject({ name: "shop", timezone: "UTC", pipelines: "pipelines" });
  expect(sources.map(({ path, name, inputs }) => ({ path, name, inputs }))).toEqual([
    {
      path: "pipelines/eu/refunds.yaml",
      name: "refunds",
      inputs: [
        "pipelines/eu/refunds.yaml",
        "pipelines/eu/_defaults.yaml",
        "pipelines/_defaults.yaml",
        "templates/t.yaml",
      ],
    },
    {
      path: "pipelines/ledger/pipeline.yaml",
      name: "ledger",
      inputs: [
        "pipelines/ledger/pipeline.yaml",
        "pipelines/_defaults.yaml",
        "trunkline.yaml",
        "pipelines/ledger/tasks/close.yaml",
        "pipelines/ledger/tasks/open.yaml",
      ],
    },
    {
      path: "pipelines/orders.yaml",
      name: "orders",
      inputs: ["pipelines/orders.yaml", "pipelines/_defaults.yaml", "trunkline.yaml"],
    },
  ]);
  expect(sources[0]?.pipeline).toMatchObject({
    owner: "eu",
    timezone: "Europe/Berlin",
    tags: { domain: ["shop"] },
  });
  expect(sources[1]?.pipeline?.tasks.map(({ name }) => name)).toEqual(["open", "close"]);
});

test("new day comes from the nearest file that says it, which is then an input", () => {
  const newDay = (changes: Record<string, string>) =>
    estateOf(changes).sources.map(({ pipeline, inputs }) => [
      ...[pipeline?.name, pipeline?.newDay, inputs.includes("trunkline.yaml")],
    ]);
  const project = { "trunkline.yaml": 'newDay: "07:00"\n' };
  expect(newDay(project)).toEqual([
    ["refunds", "07:00", true],
    ["ledger", "07:00", true],
    ["orders", "07:00", true],
  ]);
  const nearer = {
    "pipelines/eu/_defaults.yaml": 'newDay: "05:00"\n',
    "pipelines/orders.yaml": `name: orders\nnewDay: "00:00"\n${task}`,
  };
  expect(newDay({ ...project, ...nearer })).toEqual([
    ["refunds", "05:00", false],
    ["ledger", "07:00", true],
    ["orders", "00:00", false],
  ]);
});

test("inputs by path name everything that may decide a source", () => {
  const paths = listSources(Object.keys(files));
  expect(inputsOf("pipelines/ledger/pipeline.yaml", paths)).toEqual([
    "pipelines/ledger/pipeline.yaml",
    "pipelines/ledger/tasks/close.yaml",
    "pipelines/ledger/tasks/open.yaml",
    "pipelines/_defaults.yaml",
    "trunkline.yaml",
  ]);
  expect(paths.inputs).not.toContain("pipelines/ledger/config.yaml");
  expect(listSources(["flows/a.yaml", "pipelines/b.yaml"], "flows/").sources).toEqual([
    "flows/a.yaml",
  ]);
});

test("one source by itself gives what the whole project gives", () => {
  const { sources, project } = estateOf();
  const paths = listSources(Object.keys(files));
  for (const source of sources)
    expect(
      readSource(source.path, (path) => files[path], project, inputsOf(source.path, paths)),
    ).toEqual(source);
});

test("a broken file stops itself alone, and a broken layer what is below it", () => {
  const one = estateOf({ "pipelines/orders.yaml": "name: orders\ntasks: {load: {rum: x}}\n" });
  expect(one.sources.filter(({ pipeline }) => pipeline === null).map(({ name }) => name)).toEqual([
    "orders",
  ]);
  const below = estateOf({ "pipelines/eu/_defaults.yaml": "timezone: Europe/Berln\n" });
  expect(below.sources.filter(({ pipeline }) => pipeline === null).map(({ name }) => name)).toEqual(
    ["refunds"],
  );
  expect(below.diagnostics).toHaveLength(1);
  const all = estateOf({ "trunkline.yaml": "nmae: shop\n" });
  expect(all.sources.every(({ pipeline }) => pipeline === null)).toBe(true);
  expect(all.diagnostics).toHaveLength(1);
});

test("a missing template is an input, so that its arrival is noticed", () => {
  const { sources } = estateOf({
    "pipelines/orders.yaml": "name: orders\ntasks: {t: {uses: ./templates/later.yaml}}\n",
  });
  expect(sources.find(({ name }) => name === "orders")).toMatchObject({
    pipeline: null,
    inputs: expect.arrayContaining(["templates/later.yaml"]),
  });
});

test("duplicates are found among names alone, each with the other's place", () => {
  const texts: Record<string, string> = {
    "a.yaml": "name: x\n",
    "b.yaml": "\nname: x\n",
    "c.yaml": "name: y\n",
  };
  const sources = [
    { path: "a.yaml", name: "x" },
    { path: "b.yaml", name: "x" },
    { path: "c.yaml", name: "y" },
    { path: "d.yaml", name: null },
  ];
  expect(findDuplicates(sources, (path) => texts[path])).toMatchObject([
    { file: "a.yaml", line: 1, column: 7, related: { file: "b.yaml", line: 2 } },
    { file: "b.yaml", line: 2, column: 7, related: { file: "a.yaml", line: 1 } },
  ]);
});

test("no project file and an empty one are fine", () => {
  expect(readProject(undefined)).toBe(defaultProject);
  expect(readProject("")).toMatchObject({ diagnostics: [], pipelines: "pipelines" });
  expect(readProject("# nothing yet\n")).toMatchObject({ diagnostics: [] });
});

test("templates that multiply are stopped", () => {
  const texts: Record<string, string> = {
    "pipelines/a.yaml": "name: a\ntasks: {t: {uses: ./templates/0.yaml}}\n",
  };
  for (let level = 0; level < 30; level++)
    texts[`templates/${level}.yaml`] =
      `tasks:\n${Array.from({ length: 10 }, (_, index) => `  t${index}: {uses: ./templates/${level + 1}.yaml}\n`).join("")}`;
  texts["templates/30.yaml"] = "tasks: {t: {run: t}}\n";
  const reader = createSourceReader({ content: (path) => texts[path] }, defaultProject);
  expect(reader.read("pipelines/a.yaml", []).pipeline).toBeNull();
});
