import { expect, test } from "vitest";
import { diagnosticEntry } from "#core/diagnostic-codes.ts";
import { findLfsPointer, screenTree } from "#core/tree.ts";
import { treeDiagnostics } from "#core/tree-diagnostics.ts";

test("every finding of a tree has a code of the manual; a warning unless a pipeline depends on it", () => {
  const entries = [
    { mode: "120000", name: "link.yaml", oid: "" },
    { mode: "160000", name: "module", oid: "" },
    { mode: "100644", name: "Case.yaml", oid: "" },
    { mode: "100644", name: "case.yaml", oid: "" },
    { mode: "100644", name: "..", oid: "" },
  ];
  const { findings } = screenTree("pipelines", entries);
  const pointer = findLfsPointer("data.csv", "version https://git-lfs.github.com/spec/v1\n");
  const found = treeDiagnostics([...findings, ...(pointer ? [pointer] : [])]);
  expect(found.map(({ file, code, severity }) => `${severity} ${file} ${code}`)).toEqual([
    "warning pipelines/link.yaml git-entry-refused",
    "warning pipelines/module git-entry-refused",
    "warning pipelines/case.yaml git-entry-refused",
    "warning pipelines/.. git-entry-refused",
    "warning data.csv git-lfs-pointer",
  ]);
  for (const { code } of found) expect(diagnosticEntry(code).title).not.toBe("");
  expect(treeDiagnostics(findings, "error").every(({ severity }) => severity === "error")).toBe(
    true,
  );
});
