// The report of a business date: what was found of each job of a folder, every difference with the lines of both sides, and what
// the gate still asks for. Of the same rows it has the same bytes, so that it can be kept in Git.

import { terminalText } from "../terminal-text.ts";
import type { GateVerdict } from "./gate.ts";
import type { Verdict } from "./verdict.ts";
import { verdicts } from "./verdict.ts";

export interface ReportedDifference {
  verdict: Verdict;
  /** In words: what differs by how much. */
  said: string;
  /** What explains it: the file, who and until when; null: nothing. */
  explanation: string | null;
  /** What would have started here, as a line; null: nothing. */
  ours: string | null;
  /** What the other scheduler's log said of it, as written. */
  lines: readonly string[];
}

export interface ReportedJob {
  /** `PIPELINE` or `PIPELINE/TASK`. */
  name: string;
  wave: string;
  /** As the other scheduler names it. */
  job: string;
  counts: Readonly<Partial<Record<Verdict, number>>>;
  gate: Pick<GateVerdict, "holds" | "missing" | "days" | "comparable" | "matched">;
  differences: readonly ReportedDifference[];
}

export interface ParityReport {
  project: string;
  /** Folder of the other scheduler; the pipeline of what was in none. */
  folder: string;
  /** Business date. */
  date: string;
  /** The first date that the gates look at. */
  from: string;
  jobs: readonly ReportedJob[];
}

export interface ReportFile {
  name: string;
  text: string;
}

/** Of one date: two files for each folder, and last their hashes. @param sha256 Hex digits of the hash of a text. */
export function reportFiles(
  reports: readonly ParityReport[],
  sha256: (text: string) => string,
): ReportFile[] {
  const files = reports
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1))
    .flatMap((report) => {
      const name = encodeURIComponent(report.folder);
      return [
        { name: `${name}.json`, text: `${JSON.stringify(report, null, 2)}\n` },
        { name: `${name}.md`, text: markdown(report) },
      ];
    });
  const sums = files.map(({ name, text }) => `${sha256(text)}  ${name}\n`).join("");
  return [...files, { name: sumsName, text: sums }];
}

/** As `sha256sum -c` reads it. */
export const sumsName = "SHA256SUMS";
/** Of `SHA256SUMS`, where somebody has signed the report; as `ssh-keygen -Y sign` names it. */
export const signatureName = `${sumsName}.sig`;
/** What such a signature is for: one that was made for anything else is none. */
export const signatureNamespace = "trunkline-parity";

/** What of a date's files is not as its sums say, a sentence each. @param text Of a file; null: it isn't there. */
export function wrongFiles(
  sums: string,
  text: (name: string) => string | null,
  sha256: (text: string) => string,
): string[] {
  const wrong: string[] = [];
  for (const line of sums.split("\n").filter((one) => one !== "")) {
    const [, hash, name] = /^([0-9a-f]{64}) {2}([^/\\]+)$/.exec(line) ?? [];
    if (name === undefined) wrong.push(`${sumsName} has a line that is none: ${line}`);
    else {
      const found = text(name);
      if (found === null) wrong.push(`${name} is missing`);
      else if (sha256(found) !== hash) wrong.push(`${name} is not what was reported`);
    }
  }
  return wrong;
}

function markdown({ project, folder, date, from, jobs }: ParityReport): string {
  const all = verdicts.map(
    (verdict) =>
      [verdict, jobs.reduce((sum, { counts }) => sum + (counts[verdict] ?? 0), 0)] as const,
  );
  const runs = all.reduce((sum, [, count]) => sum + count, 0);
  const held = jobs.filter(({ gate }) => gate.holds).length;
  const lines = [
    ...[`# Parity of ${cell(folder)} on ${date}`, ""],
    `Project ${project}. ${jobs.length} jobs, ${runs} runs: ${all.map(([verdict, count]) => `${count} ${verdict}`).join(", ")}.`,
    ...["", `The gate holds for ${held} of ${jobs.length} jobs, by the dates from ${from} on.`, ""],
    `| job | there | wave | ${verdicts.join(" | ")} | compared, alike | gate |`,
    `| --- | --- | --- |${" ---: |".repeat(verdicts.length + 1)} --- |`,
    ...jobs.map(({ name, job, wave, counts, gate }) =>
      [
        ...["", name, cell(job), wave, ...verdicts.map((verdict) => `${counts[verdict] ?? 0}`)],
        `${gate.comparable}, ${gate.matched}`,
        gate.holds ? "holds" : cell(gate.missing.join("; ")),
        "",
      ]
        .join(" | ")
        .trim(),
    ),
  ];
  for (const { name, differences } of jobs)
    for (const { said, explanation, ours, lines: theirs } of differences)
      lines.push(
        ...["", `## ${name}: ${cell(said)}`, ""],
        ...(explanation === null ? [] : [`Explained by ${cell(explanation)}.`, ""]),
        `    here   ${ours ?? "nothing"}`,
        ...(theirs.length > 0 ? theirs : ["nothing"]).map((line) => `    there  ${plain(line)}`),
      );
  return `${lines.join("\n")}\n`;
}

const plain = (text: string): string => terminalText(text).replaceAll(/[\r\n]+/g, " ");

const cell = (text: string): string => plain(text).replaceAll("|", "\\|");
