// What is asked of people, and told, of an import's branches.

import { requestUrl } from "#core/promotion.ts";
import type { ChangeRequest } from "#git/forges/forge.ts";
import { headlineMarkdown } from "#migrators/report-markdown.ts";
import type { BranchAsked } from "./import-branch.ts";
import type { ImportBranch } from "./import-branches.ts";
import type { ImportTarget } from "./import-target.ts";
import type { Made } from "./import-write.ts";
import type { Output } from "./output.ts";

/** A branch, and what was done for its merge. */
export interface BranchChange extends ImportBranch {
  pushed: boolean;
  /** Where the merge is asked for, or is to be. */
  url: string | null;
  isAsked: boolean;
}

export function requestOf({ report }: Made, { branch, onto, part }: ImportBranch): ChangeRequest {
  const title = `Import from ${report.system}`;
  const body = `${headlineMarkdown(report)}\n\n\`report.md\` has the rest.`;
  if (part === null || part.waves.length === 0) return { branch, onto, title, body };
  const { waves, number, of } = part;
  const names = waves.map((name) => `\`${name}\``).join(", ");
  const order =
    number === 1
      ? "It has what all waves share, and is to be merged first."
      : `It is made upon \`${onto}\`, and is to be merged after it.`;
  return {
    ...{ branch, onto, title: `${title}: ${waves.join(", ")} (${number} of ${of})` },
    body: `${body}\n\nThis is ${number} of ${of} changes, with the pipelines of ${names}. ${order}`,
  };
}

/** Where people fill it in themselves. */
export const formOf = (request: ChangeRequest, { origin }: ImportTarget): string | null =>
  origin === null ? null : requestUrl(origin, request.onto, request.branch, request);

/** Of the first line of JSON. */
export function changeFields(
  changes: readonly BranchChange[],
  { branch, waves }: BranchAsked,
): Record<string, unknown> {
  if (!waves) {
    const { commit = null, pushed = false, url = null } = changes[0] ?? {};
    return { branch, commit, pushed, url };
  }
  return {
    changes: changes.map(({ branch, onto, part, commit, pushed, url }) => ({
      ...{ branch, onto, waves: part?.waves ?? [], commit, pushed, url },
    })),
  };
}

export function tellBranches(
  changes: readonly BranchChange[],
  of: { branch: string; openChange: boolean; target: ImportTarget; ledger: string | null },
  out: Output,
): void {
  const { branch, openChange, target, ledger } = of;
  const { onto, origin } = target;
  if (ledger !== null) out.note(`warning: ${ledger}`);
  if (changes.length === 0) {
    out.note(`${onto} has it all already: there is no branch ${branch}`);
    return;
  }
  for (const one of changes)
    out.note(
      `committed as ${one.commit.slice(0, 12)} on branch ${one.branch}${one.pushed ? ", which is pushed" : ""}`,
    );
  if (openChange && origin === null)
    out.note("warning: the repository has no remote `origin`, so nothing was pushed");
  for (const one of changes) tellNext(one, origin, out);
}

function tellNext(
  { branch, onto, pushed, url, isAsked }: BranchChange,
  origin: string | null,
  out: Output,
): void {
  if (isAsked) {
    out.note(`its merge is asked for: ${url}`);
    return;
  }
  if (!pushed && origin !== null) out.note(`next: git push origin ${branch}`);
  if (origin !== null)
    out.note(url === null ? `then ask for a merge into ${onto}` : `then ask for the merge: ${url}`);
}
