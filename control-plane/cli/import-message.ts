// The message of an import's commit.

import path from "node:path";
import { headlineMarkdown } from "#migrators/report-markdown.ts";
import { hashOfFile } from "./import-record.ts";
import type { Made } from "./import-write.ts";

export interface MessageAsked {
  /** From the repository's root; "" for that. */
  folder: string;
  /** What the import was made of, as it was typed from `cwd` on. */
  files: readonly string[];
  cwd: string;
  /** What there is to say of the ledger. */
  ledger: string | null;
  /** Which of how many changes it is, where each wave has one. */
  part?: { waves: readonly string[]; number: number; of: number };
}

/** With trailers that say what it was made of. */
export async function messageOf(
  { report, conflicts }: Made,
  { folder, files, cwd, ledger, part }: MessageAsked,
): Promise<string> {
  const { jobs, attributes } = report;
  const hashes = [];
  for (const file of files)
    hashes.push(`Import-file: sha256:${await hashOfFile(path.resolve(cwd, file))} ${line(file)}`);
  const counted = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name}=${count}`)
      .join(" ");
  const place = folder || "the repository";
  const of = part === undefined || part.waves.length === 0 ? "" : `: ${part.waves.join(", ")}`;
  return [
    `Import ${jobs.input} jobs from ${report.system} into ${place}${of}`,
    "",
    plain(headlineMarkdown(report)),
    ...(part === undefined ? [] : [`This is ${part.number} of ${part.of} changes.`]),
    ...(conflicts.length === 0 ? [] : [`${conflicts.length} conflicts are to be settled.`]),
    ...(ledger === null ? [] : [`${ledger[0]?.toUpperCase()}${ledger.slice(1)}.`]),
    "",
    `Import-source: ${report.system}${report.instance === null ? "" : ` ${line(report.instance)}`}`,
    ...hashes,
    `Import-jobs: ${counted(jobs)}`,
    `Import-attributes: ${counted(attributes)}`,
    ...(part === undefined ? [] : [`Import-waves: ${part.waves.join(" ") || "none"}`]),
    "",
  ].join("\n");
}

/** A trailer is one line. */
const line = (text: string): string => text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");

const plain = (markdown: string): string => markdown.replaceAll("**", "");
