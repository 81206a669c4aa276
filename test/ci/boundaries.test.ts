// Dependencies point one way: every import that would point back, by alias or by path, is planted and must be found.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** From the bottom up, as the design has it; a folder may import from its own row and from those before it. */
const ROWS = [
  ["core"],
  ["store"],
  ["executors", "secrets"],
  ["engine", "git", "access", "alerts", "observe"],
  ["api", "web", "cli"],
] as const;
const LAYERS = ROWS.flat();
const rowOf = (layer: string) =>
  ROWS.findIndex((row) => (row as readonly string[]).includes(layer));

/** The same target as an importer one or two folders below its layer may spell it. */
const spellings = (layer: string) => [
  { from: "planted.ts", import: `#${layer}/tick.ts` },
  { from: "planted.ts", import: `#${layer}/deeper/tick.ts` },
  { from: "planted.ts", import: `../${layer}/tick.ts` },
  { from: "planted.ts", import: `../../control-plane/${layer}/tick.ts` },
  { from: "deeper/planted.ts", import: `../../${layer}/tick.ts` },
  { from: "deeper/planted.ts", import: `../../${layer}/deeper/tick.ts` },
];

/** The files beside the folders, which join them. */
const joints = (name: string) => [
  { from: "planted.ts", import: `#${name}` },
  { from: "planted.ts", import: `../${name}.ts` },
  { from: "planted.ts", import: `../../control-plane/${name}.ts` },
  { from: "deeper/planted.ts", import: `../../${name}.ts` },
];

interface Planted {
  /** The importing file; several imports share one. */
  file: string;
  import: string;
}

const planted = (folder: string, list: readonly { from: string; import: string }[]): Planted[] =>
  list.map((each) => ({ file: `${folder}/${each.from}`, import: each.import }));

const inLayer = (layer: string, targets: readonly string[]) =>
  planted(`control-plane/${layer}`, targets.flatMap(spellings));

/** What the linter refuses of the imports, planted in an empty checkout with this one's settings. */
async function refused(imports: readonly Planted[]): Promise<Planted[]> {
  await using checkout = temporaryDirectory();
  for (const name of ["biome.json", ".ci/pure-core.grit"])
    cpSync(join(root, name), join(checkout.path, name));
  const texts = Map.groupBy(imports, ({ file }) => file);
  for (const [file, list] of texts) {
    mkdirSync(dirname(join(checkout.path, file)), { recursive: true });
    writeFileSync(
      join(checkout.path, file),
      list.map((each) => `import ${JSON.stringify(each.import)};\n`).join(""),
    );
  }
  const words = ["--vcs-enabled=false", "--only=style/noRestrictedImports", "--reporter=json"];
  const { diagnostics } = lint(checkout.path, [...words, "--max-diagnostics=none"]);
  return diagnostics.map(({ location }) => ({
    file: location.path,
    import: texts.get(location.path)?.[location.start.line - 1]?.import as string,
  }));
}

interface Findings {
  diagnostics: { location: { path: string; start: { line: number } } }[];
}

function lint(cwd: string, words: string[]): Findings {
  try {
    execFileSync(process.execPath, [biome, "lint", ...words], { cwd, stdio: "pipe" });
    return { diagnostics: [] };
  } catch (error) {
    // It fails when it finds something, which is the point.
    return JSON.parse(String((error as { stdout: Buffer }).stdout)) as Findings;
  }
}

const sorted = (list: readonly Planted[]) =>
  list.map((each) => `${each.file}: ${each.import}`).toSorted();

describe.each(LAYERS.map((layer) => ({ layer })))("$layer", ({ layer }) => {
  const above = LAYERS.filter((other) => rowOf(other) > rowOf(layer));
  const allowed = LAYERS.filter((other) => other !== layer && rowOf(other) < rowOf(layer));

  test("imports nothing that is above it, however it is spelt", async () => {
    const back = inLayer(layer, above);
    expect(sorted(await refused(back))).toEqual(sorted(back));
  });

  test("imports what is below it", async () => {
    expect(await refused(inLayer(layer, allowed))).toEqual([]);
  });
});

test("the files that join the layers are imported by commands only, the spine by the API too", async () => {
  const spine = joints("reconcile");
  const processes = [...joints("server"), ...joints("worker")];
  const back = LAYERS.filter((layer) => layer !== "cli").flatMap((layer) =>
    planted(
      `control-plane/${layer}`,
      rowOf(layer) < rowOf("api") ? [...spine, ...processes] : processes,
    ),
  );
  expect(sorted(await refused(back))).toEqual(sorted(back));
  const fine = [
    ...planted("control-plane/cli", [...spine, ...processes]),
    ...planted("control-plane/api", spine),
    // A folder's own file of that name.
    ...planted("control-plane/engine", [{ from: "planted.ts", import: "./worker.ts" }]),
    ...planted("control-plane/store", [{ from: "embedded/planted.ts", import: "./server.ts" }]),
  ];
  expect(await refused(fine)).toEqual([]);
});

test("the API doesn't import the commands that ask it", async () => {
  const back = inLayer("api", ["cli"]);
  expect(sorted(await refused(back))).toEqual(sorted(back));
});

test("migrators import the core and the schemas, and parallel/ the store", async () => {
  const outside = (folder: string, layers: readonly string[]) =>
    planted(
      folder,
      layers.flatMap((layer) => [
        { from: "planted.ts", import: `#${layer}/tick.ts` },
        { from: "planted.ts", import: `../control-plane/${layer}/tick.ts` },
      ]),
    );
  const core = ["core"];
  const rest = LAYERS.filter((layer) => layer !== "core");
  const back = [
    ...outside("migrators", rest),
    ...outside("migrators/sources/cron", rest),
    ...outside("migrators/translate", rest),
    ...outside(
      "migrators/parallel",
      rest.filter((layer) => layer !== "store"),
    ),
  ];
  expect(sorted(await refused(back))).toEqual(sorted(back));
  const fine = [
    ...["migrators", "migrators/sources/cron", "migrators/translate"].flatMap((folder) =>
      outside(folder, core),
    ),
    ...outside("migrators/parallel", ["core", "store"]),
    ...planted("migrators", [{ from: "planted.ts", import: "#schemas/types.ts" }]),
  ];
  expect(await refused(fine)).toEqual([]);
});

test("the core imports no program's outside", async () => {
  const back = planted(
    "control-plane/core",
    ["node:fs", "pg", "fastify", "isomorphic-git"].map((name) => ({
      from: "planted.ts",
      import: name,
    })),
  );
  expect(sorted(await refused(back))).toEqual(sorted(back));
});
