// What is wrong with the keys that a registration trusts: whoever it leaves out could deploy nothing.

import type { Registration } from "#schemas/types.ts";
import type { SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { parseAllowedSigners } from "../signatures/allowed-signers.ts";
import { pgpProblems } from "../signatures/trust.ts";

/** Adds a problem for each line that can't be read. */
export function checkSigners(
  file: SpecFile,
  { sync }: Partial<Registration>,
  problems: Problem[],
): void {
  const { allowedSigners, pgpKeys } = sync?.signatures ?? {};
  const report = (key: string, found: readonly { line: number; message: string }[]) =>
    problems.push(
      ...found.map(({ line, message }) => ({
        ...({ file, path: ["sync", "signatures", key], at: "value" } as const),
        code: "invalid-signers" as const,
        message: `line ${line} can't be read: ${message}`,
        help: "write it as docs/provenance.md says; a key that can't be read signs for nobody",
      })),
    );
  if (typeof allowedSigners === "string")
    report("allowedSigners", parseAllowedSigners(allowedSigners).problems);
  if (typeof pgpKeys === "string") report("pgpKeys", pgpProblems(pgpKeys));
}
