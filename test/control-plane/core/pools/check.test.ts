// What names no pool is an error at its place; which messages there are is shown by test/golden/spec/*-pool.

import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";

const codes = (files: Record<string, string>) =>
  readEstate(Object.entries(files).map(([path, text]) => ({ path, text }))).diagnostics.map(
    ({ code, file }) => `${code} ${file}`,
  );

test("`pools.yaml` is an input of whoever names a pool, also while it does not exist, and of nobody else", () => {
  const { sources } = readEstate([
    { path: "pipelines/a.yaml", text: "name: a\ntasks: {t: {run: x, pools: {p: 1}}}\n" },
    { path: "pipelines/b.yaml", text: "name: b\ntasks: {t: {run: x}}\n" },
    { path: "pipelines/c.yaml", text: "name: c\ntasks: {t: {uses: ./templates/t.yaml}}\n" },
    { path: "pipelines/d/d.yaml", text: "name: d\ntasks: {t: {run: x}}\n" },
    { path: "pipelines/d/_defaults.yaml", text: "defaults: {locks: {l: shared}}\n" },
    { path: "templates/t.yaml", text: "tasks: {t: {run: x, locks: {l: shared}}}\n" },
  ]);
  const users = sources.filter(({ inputs }) => inputs.includes("pools.yaml"));
  expect(users.map(({ name }) => name)).toEqual(["a", "c", "d"]);
});

test("a broken pools.yaml breaks who names a pool, once, and nobody else", () => {
  const files = {
    "pools.yaml": "p: {units: none}\n",
    "pipelines/a.yaml": "name: a\ntasks: {t: {run: x, pools: {p: 1}}}\n",
    "pipelines/b.yaml": "name: b\ntasks: {t: {run: x}}\n",
  };
  expect(codes(files)).toEqual(["wrong-type pools.yaml"]);
  const { sources } = readEstate(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(sources.map(({ pipeline }) => pipeline?.name ?? null)).toEqual([null, "b"]);
});
