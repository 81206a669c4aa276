// Where a pipeline comes from: a comment with file and line, and tags to find it by.

import type { Pass } from "./draft.ts";
import { slugOf } from "./names.ts";

export const origin: Pass = (draft, { estate }) => {
  const { file, line } = draft.job.statement.place;
  draft.comments.push(`From ${printed(file)}:${line} (${estate.system})`);
  const table = slugOf(file.split("/").at(-1) ?? "");
  draft.spec.tags = { origin: [estate.system], ...(table === null ? {} : { table: [table] }) };
};

/** A name with a line break must not end the comment. */
const printed = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
