// A large first sync reads its specs on a thread: with the result that it would have here.

import { expect, test } from "vitest";
import { listSources } from "#core/estate.ts";
import { joinColumns } from "#core/spec-columns.ts";
import { EstateView } from "#git/estate-view.ts";
import { ProjectTree } from "#git/project-tree.ts";
import type { GitObject } from "#git/source.ts";
import { parserHere, parserOnThread, type SpecParser } from "#git/spec-parser.ts";
import { SpecThread } from "#git/spec-thread.ts";
import { GitObjects } from "#test/support/git-objects.ts";

/** More than the thread is asked for at once. */
const plain = Object.fromEntries(
  Array.from({ length: 300 }, (_, n) => [
    `p${n}.yaml`,
    `name: p${n}\ntasks: {a: {run: ./a.sh}, b: {needs: [a], run: "echo ${n}"}}\n`,
  ]),
);
const files = {
  "trunkline.yaml": "timezone: Europe/Berlin\n",
  templates: {
    "load.yaml": "params: {table: {}}\ntasks: {load: {run: 'load ${{ params.table }}'}}\n",
  },
  pipelines: {
    "_defaults.yaml": "owner: ops\n",
    "broken.yaml": "name: broken\ntasks: {a: {rnu: x}}\n",
    "uses.yaml": "name: uses\ntasks: {t: {uses: ./templates/load.yaml, with: {table: orders}}}\n",
    folder: { "pipeline.yaml": "name: folder\n", tasks: { "one.yaml": 'run: "true"\n' } },
    hidden: { "pipeline.yaml@": "../elsewhere" },
    linked: { "pipeline.yaml": "name: linked\ntasks: {a: {run: x}}\n", "tasks@": "../elsewhere" },
    ...plain,
  },
};

async function viewed() {
  const objects = new GitObjects();
  const root = objects.tree(files);
  const reader = {
    async *readObjects(oids: readonly string[]): AsyncIterable<GitObject> {
      for (const oid of oids) yield { ...(objects.objects.get(oid) as GitObject), oid };
    },
  };
  const tree = new ProjectTree(reader, root);
  const view = new EstateView(reader, tree, null);
  const all = (await tree.list("")).files;
  const paths = listSources(all);
  for (const path of all) {
    const oid = (await tree.blob(path)) as string;
    view.know(path, oid, (objects.objects.get(oid) as GitObject).content);
  }
  return { view, paths };
}

async function readAll(parser: SpecParser, specs: readonly string[]) {
  const read = [];
  for (const path of specs) read.push(...(await parser.add(path)));
  for await (const rest of parser.end()) read.push(rest);
  return {
    sources: read.flatMap(({ sources }) => sources),
    planned: read.flatMap(({ planned }) => planned),
    columns: joinColumns(read.map(({ columns }) => columns)),
  };
}

test("specs read on the thread are those read here: pipelines, diagnostics, what is stored", async () => {
  const { view, paths } = await viewed();
  await using thread = new SpecThread();
  const specs = new Set(paths.sources);
  const there = await readAll(parserOnThread(thread, view, paths, specs), paths.sources);
  // Their contents are let go of; an error between files has them read again.
  expect(view.content("pipelines/p7.yaml")).toBeUndefined();
  expect(await view.recall()).toBe(true);
  expect(Buffer.from(view.content("pipelines/p7.yaml") ?? []).toString()).toContain("name: p7");
  expect(await view.recall()).toBe(false);
  const here = await readAll(parserHere(view, paths), paths.sources);
  expect(there.sources).toHaveLength(304);
  expect(there.sources).toEqual(here.sources);
  // What Git has as a link is refused behind the thread: stored, and never deployed.
  const deployable = there.planned.filter(({ name }) => name !== "linked");
  expect(deployable).toEqual(here.planned.map(({ text: _, ...facts }) => facts));
  expect(new Set(here.columns.hashes).difference(new Set(there.columns.hashes)).size).toBe(0);
});

test("a spec that Git has as a link is refused beside those of the thread", async () => {
  const { view, paths: given } = await viewed();
  const hidden = "pipelines/hidden/pipeline.yaml";
  const paths = { ...given, sources: ["pipelines/p1.yaml", hidden, "pipelines/p2.yaml"] };
  await using thread = new SpecThread();
  const parser = parserOnThread(thread, view, paths, new Set(paths.sources));
  const { sources } = await readAll(parser, paths.sources);
  expect(sources.map(({ path, pipeline }) => [path, pipeline?.name])).toEqual([
    ["pipelines/p1.yaml", "p1"],
    ["pipelines/p2.yaml", "p2"],
    [hidden, undefined],
  ]);
  expect(sources.at(-1)?.diagnostics).toMatchObject([{ file: hidden, severity: "error" }]);
});

test("a thread that dies fails whoever waits and whoever comes", async () => {
  await using thread = new SpecThread();
  const spec = { path: "pipelines/a.yaml", inputs: [], bytes: 8 };
  const ask = () => thread.read([spec], thread.room(8));
  await expect(ask()).rejects.toThrow("came before");
  await expect(ask()).rejects.toThrow("came before");
});
