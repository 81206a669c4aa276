// What a reader of a table should know of lines that are imported.

import type { LegacyJob } from "#migrators/legacy.ts";
import { holdsSecret } from "#migrators/secrets.ts";
import type { Finding, LegacyAttribute } from "#migrators/statement.ts";
import { type CronCode, findingOf } from "./finding.ts";
import type { CronEntry, CronLine } from "./parse.ts";
import type { TableRules } from "./read.ts";

/** @param owner Whose the table is; null: it isn't known. */
export function remarksOf(
  lines: readonly CronLine[],
  jobs: readonly LegacyJob[],
  { dialect, format }: TableRules,
  owner: string | null,
): Finding[] {
  const findings: Finding[] = [];
  const remark = (code: CronCode, at: LegacyAttribute | CronLine["statement"], message: string) =>
    findings.push(findingOf(code, at.place, message));
  const entries = lines.filter((line) => line.kind === "entry");
  const [first] = entries;
  if (format === "user" && owner === null && first)
    remark("cron-owner-unknown", first.statement, "its commands run as the worker's own user");
  const mail = lines.find((line) => line.kind === "assignment" && line.attribute.name === "MAILTO");
  if (mail?.kind === "assignment" && mail.attribute.value !== "")
    remark(
      "cron-mail",
      mail.attribute,
      "what its jobs print is kept with their runs, and told to whom the mapping names",
    );
  for (const line of lines) {
    if (line.kind === "assignment" && line.attribute.name === "CRON_TZ" && dialect === "debian")
      remark("cron-timezone-variable", line.attribute, "Debian's cron doesn't look at CRON_TZ");
    if (line.statement.text.endsWith("\r"))
      remark("cron-carriage-return", line.statement, "the line ends with a carriage return");
  }
  for (const entry of entries) remarkEntry(entry, remark);
  for (const { statement, inert } of jobs)
    if (inert.some(({ code }) => code === "cron-never-fires"))
      remark(
        "cron-never-fires",
        statement,
        "it never runs: no date or time matches all of its fields",
      );
  return findings;
}

type Remark = (code: CronCode, at: LegacyAttribute, message: string) => void;

function remarkEntry({ junk, random, command, stdin, fields }: CronEntry, remark: Remark): void {
  for (const { field, ignored } of junk)
    remark("cron-junk", field, `Debian's cron ignores "${ignored}" in "${field.value}"`);
  for (const field of random)
    remark("cron-random", field, `crond chooses what "${field.value}" is at each start`);
  const [first] = fields;
  if (command === null) {
    if (first) remark("cron-no-command", first, "the line has no command");
    return;
  }
  if (/\/run\/systemd\/system|\/anacron\b|0anacron/.test(command.value))
    remark("cron-guarded", command, "it looks whether systemd or anacron does the same work");
  if (stdin) remark("cron-stdin", stdin, "what follows the % is the command's input");
  if (holdsSecret(command.value))
    remark("cron-secret", command, "the command seems to hold a password");
}
