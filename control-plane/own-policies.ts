// What a project forbids within itself: `policies/*.cedar` of its own repository. They hold once the revision that has
// them is deployed, so that a change is judged by those from before it.

import { loadCedar } from "#access/cedar-library.ts";
import { readOwnPolicies } from "#access/policy-set.ts";
import { policiesFolder } from "#core/access/teams-file.ts";
import { isPolicyFile } from "#core/control/control-files.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { ProjectTree } from "#git/project-tree.ts";
import type { GitSource } from "#git/source.ts";

export interface OwnPolicies {
  /** Texts by path; null: there are none; undefined: they have mistakes, and those from before hold on. */
  texts: Record<string, string> | null | undefined;
  diagnostics: Diagnostic[];
}

/** A project without the folder pays one look at its root. */
export async function ownPolicies(
  files: ProjectTree,
  reader: Pick<GitSource, "readObjects">,
  project: string,
): Promise<OwnPolicies> {
  const paths = (await files.files(policiesFolder)).filter(isPolicyFile).sort();
  if (paths.length === 0) return { texts: null, diagnostics: [] };
  const byOid = new Map<string, string[]>();
  for (const path of paths) {
    const oid = await files.blob(path);
    if (oid !== null) byOid.getOrInsertComputed(oid, () => []).push(path);
  }
  const texts: Record<string, string> = {};
  for await (const { oid, content } of reader.readObjects([...byOid.keys()]))
    for (const path of byOid.get(oid) ?? []) texts[path] = new TextDecoder().decode(content);
  return judgeOwn(project, texts);
}

export async function judgeOwn(
  project: string,
  texts: Record<string, string>,
): Promise<OwnPolicies> {
  const cedar = await loadCedar();
  const { diagnostics } = readOwnPolicies(cedar, project, Object.entries(texts));
  return { texts: diagnostics.length > 0 ? undefined : texts, diagnostics };
}
