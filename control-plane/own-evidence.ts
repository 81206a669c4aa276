// What a project's folder has in `migration/` for the gate of its waves. It holds once the revision that has it is deployed.

import type { Diagnostic } from "#core/diagnostic.ts";
import { hasEvidence, type MigrationEvidence } from "#core/parity/evidence.ts";
import { importSummary, reportFile } from "#core/parity/import-summary.ts";
import {
  explanationsFolder,
  isExplanation,
  readExplanations,
} from "#core/parity/read-explanations.ts";
import { backtestFile, simulationFile } from "#core/parity/record-files.ts";
import { readRecords } from "#core/parity/records.ts";
import type { ProjectTree } from "#git/project-tree.ts";
import type { GitSource } from "#git/source.ts";

export interface OwnEvidence {
  /** Null: there is none. */
  evidence: MigrationEvidence | null;
  diagnostics: Diagnostic[];
}

/** A project without the folder pays one look at its root. @param today YYYY-MM-DD in UTC. */
export async function ownEvidence(
  files: Pick<ProjectTree, "files" | "blob">,
  reader: Pick<GitSource, "readObjects">,
  today: string,
): Promise<OwnEvidence> {
  const paths = [
    ...(await files.files(explanationsFolder)).filter(isExplanation),
    ...[simulationFile, backtestFile, reportFile],
  ];
  const contents = await contentsOf(paths, files, reader);
  const { explanations, diagnostics } = readExplanations(contents, { pipelines: null, today });
  const { diagnostics: unread, ...records } = readRecords(contents);
  const written = contents.get(reportFile);
  const report = written === undefined ? null : importSummary(written);
  const evidence: MigrationEvidence = { explanations, ...records, report };
  return {
    evidence: hasEvidence(evidence) ? evidence : null,
    diagnostics: [...diagnostics, ...unread],
  };
}

async function contentsOf(
  paths: readonly string[],
  files: Pick<ProjectTree, "blob">,
  reader: Pick<GitSource, "readObjects">,
): Promise<Map<string, Uint8Array>> {
  const byOid = new Map<string, string[]>();
  for (const path of paths) {
    const oid = await files.blob(path);
    if (oid !== null) byOid.getOrInsertComputed(oid, () => []).push(path);
  }
  const contents = new Map<string, Uint8Array>();
  if (byOid.size === 0) return contents;
  for await (const { oid, content } of reader.readObjects([...byOid.keys()]))
    for (const path of byOid.get(oid) ?? []) contents.set(path, content.slice());
  return contents;
}
