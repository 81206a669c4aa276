import { expect, test } from "vitest";
import { codeQuality } from "#core/formats/code-quality.ts";
import type { Finding } from "#core/formats/finding.ts";
import { sha256 } from "#test/support/deploy.ts";

test("each finding has what GitLab asks for; equal ones are told apart, and a moved one is the same", () => {
  const finding: Finding = {
    ...{ rule: "unknown-need", level: "error", message: "no task", help: "did you mean b?" },
    ...{ file: "pipelines/a.yaml", line: 3, column: 5, endLine: 3, endColumn: 9 },
  };
  const all = codeQuality([finding, { ...finding, line: 9 }], sha256) as { fingerprint: string }[];
  expect(all[0]).toEqual({
    ...{ description: "no task (did you mean b?)", check_name: "unknown-need" },
    ...{ fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), severity: "critical" },
    location: { path: "pipelines/a.yaml", lines: { begin: 3 } },
  });
  expect(all[1]?.fingerprint).not.toBe(all[0]?.fingerprint);
  const [moved] = codeQuality([{ ...finding, line: 12 }], sha256) as { fingerprint: string }[];
  expect(moved?.fingerprint).toBe(all[0]?.fingerprint);
});
