// Every golden case gives exactly its diagnostics; `vitest run -u` accepts new ones, and the diff is reviewed.

import { expect, test } from "vitest";
import { expectedPath, goldenSpecs, readGoldenSpec } from "#test/support/golden-spec.ts";

test.each(goldenSpecs())("%s", async (name) => {
  const { diagnostics } = readGoldenSpec(name);
  await expect(`${JSON.stringify(diagnostics, null, 2)}\n`).toMatchFileSnapshot(expectedPath(name));
});
