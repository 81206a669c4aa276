// Where a pipeline comes from: a comment with file and line, and tags to find it by.

import type { Pass } from "./draft.ts";
import { slugOf } from "./names.ts";

export const origin: Pass = (draft, { estate }) => {
  const { key, statement } = draft.job;
  const { file, line } = statement.place;
  draft.comments.push(`From ${printed(file)}:${line}`);
  const [job, place] = [key, `${file}:${line}`].map((text) =>
    text.length <= longest ? printed(text) : undefined,
  );
  draft.spec.legacy = {
    system: estate.system,
    ...(estate.instance === null ? {} : { instance: estate.instance }),
    ...(job === undefined ? {} : { job }),
    ...(place === undefined || place === job ? {} : { file: place }),
  };
  const table = slugOf(file.split("/").at(-1) ?? "");
  draft.spec.tags = { origin: [estate.system], ...(table === null ? {} : { table: [table] }) };
};

/** Of a line in a spec. */
const longest = 200;

/** A name with a line break must not end the comment. */
const printed = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
