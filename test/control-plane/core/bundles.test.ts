import { expect, test } from "vitest";
import { brokenBundles, checkBundles, heldByBundles } from "#core/bundles.ts";
import type { Change } from "#core/plan.ts";

const change = (pipeline: string, fields: Partial<Change>): Change => ({
  ...{ pipeline, file: `${pipeline}.yaml`, action: "changed", fields: [], scripts: [] },
  ...{
    before: { hash: "1", file: `${pipeline}.yaml` },
    after: { hash: "2", file: `${pipeline}.yaml` },
  },
  ...fields,
});

test("a member in error, read now or on record, holds every change of its bundle, and of no other", () => {
  const broken = brokenBundles(
    [
      { path: "x.yaml", broken: true, bundle: "close" },
      { path: "y.yaml", broken: false, bundle: "other" },
      { path: "z.yaml", broken: true },
    ],
    [{ path: "w.yaml", bundle: "third" }],
  );
  expect([...broken]).toEqual([
    ["close", "x.yaml"],
    ["third", "w.yaml"],
  ]);
  const changes = [
    change("a", { bundle: "close" }),
    change("b", { bundle: "other" }),
    change("c", {}),
    change("d", { bundle: "close", action: "added", before: null }),
    change("e", { bundle: "close", action: "removed", after: null }),
    change("f", {
      ...{ bundle: "close", action: "renamed", renamedFrom: "old", file: "f.yaml" },
      before: { hash: "1", file: "old.yaml" },
    }),
  ];
  const held = heldByBundles({ changes }, broken);
  expect([...held].map(([name, { file, successor }]) => [name, file, successor])).toEqual([
    ["a", "a.yaml", undefined],
    ["d", "d.yaml", undefined],
    ["e", "e.yaml", undefined],
    ["old", "old.yaml", "f.yaml"],
  ]);
});

test("whoever validates is told which good files would wait", () => {
  const error = { severity: "error" } as never;
  const found = checkBundles(
    [
      { path: "x.yaml", bundle: "close", diagnostics: [error] },
      { path: "y.yaml", bundle: "close", diagnostics: [] },
      { path: "z.yaml", bundle: "other", diagnostics: [] },
    ],
    () => "tasks: {}\nname: y\n",
  );
  expect(found).toMatchObject([
    {
      ...{ code: "bundle-held", severity: "warning", file: "y.yaml", line: 2 },
      message: 'it waits for x.yaml, which is in error and of the same bundle "close"',
    },
  ]);
});
