// Folders of scripts that a line runs by run-parts, where their files are given: a task for each, one after the other, in
// place of the line.

import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { Statement } from "#migrators/statement.ts";
import { blankJob } from "./blank-job.ts";
import type { CronDialect } from "./dialect.ts";
import { findingOf } from "./finding.ts";
import type { CronInput } from "./input.ts";

/** Debian's takes names of these alone; the script of Red Hat's all but what editors and packages leave behind. */
const debianName = /^[A-Za-z0-9_-]+$/;
const ignoredByOthers = /^\.|[~,]$|\.(?:rpmsave|rpmorig|rpmnew|swp|cfsaved)$|,v$/;

const isRun = (name: string, dialect: CronDialect): boolean =>
  dialect === "debian" ? debianName.test(name) : !ignoredByOthers.test(name);

/** A line that does nothing else: from the root or the home directory, perhaps at a lower priority. */
const onlyRunParts = /^(cd \/ && )?(nice )?(?:\/\S+\/)?run-parts (?:--report )?(\/\S+?)\/?$/;

interface Script {
  input: CronInput;
  folder: string;
  name: string;
  statement: Statement;
}

/** Takes the place of lines that run the folders of these files; files that no line runs are no jobs. */
export function addScripts(
  inputs: readonly CronInput[],
  dialect: CronDialect | null,
  estate: LegacyEstate,
): void {
  const scripts = inputs.map((input) => scriptOf(input, estate));
  const used = new Set<Script>();
  estate.jobs = estate.jobs.flatMap((job) => {
    const [, root, nice = "", folder] = onlyRunParts.exec(commandOf(job)) ?? [];
    if (folder === undefined) return [job];
    const all = scripts.filter((script) => `/${script.folder}`.endsWith(folder));
    if (all.length === 0) return [job];
    for (const script of all) used.add(script);
    const run = all
      .filter(({ name, input }) => isRun(name, dialect ?? "cronie") && input.isExecutable !== false)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const script of all) if (!run.includes(script)) ignore(script, estate);
    return run.length === 0 ? [job] : expanded(job, run, `${nice}${folder}`, root !== undefined);
  });
  for (const script of scripts) if (!used.has(script)) leaveOut(script, estate);
}

/** Of a job that could be a folder: nothing else is the matter with it. */
function commandOf({ work, refusals }: LegacyJob): string {
  if (work.kind !== "command" || work.stdin !== null || refusals.length > 0) return "";
  return work.text.value.length > 1_000 ? "" : work.text.value;
}

function scriptOf(input: CronInput, { files }: LegacyEstate): Script {
  const { file, text, encoding } = input;
  const parts = file.split("/");
  const name = parts.at(-1) ?? "";
  const place = { file, line: 1, column: 1 };
  const statement = { kind: "script", name, text, place, attributes: [], children: [] };
  const statements = text === "" ? [] : [statement];
  files.push({ file, encoding, statements, asides: [], findings: [], refused: false });
  return { input, folder: parts.slice(0, -1).join("/"), name, statement };
}

/** The line as a group, and a job for each script; what the line says of its command is theirs. */
function expanded(
  job: LegacyJob,
  scripts: readonly Script[],
  folder: string,
  isAtRoot: boolean,
): LegacyJob[] {
  if (job.work.kind !== "command") return [job];
  const { text, shell, directory } = job.work;
  const { environment, notifications, assumed = [] } = job;
  const name = folder.split("/").at(-1) ?? "";
  const settled = [...text.from, ...(shell?.from ?? [])].map((attribute) => ({
    ...({ attribute, outcome: "equivalent", code: "run-parts" } as const),
  }));
  const group: LegacyJob = {
    ...{ ...job, key: job.name === name ? job.key : `${job.key} ${name}`, name },
    ...{ work: { kind: "group", gates: true }, environment: [], notifications: [], assumed: [] },
    settled: [...(job.settled ?? []), ...settled],
  };
  let before: string | null = null;
  const members = scripts.map(({ name: script, statement }) => {
    const member = blankJob(statement, `${group.key}/${script}`);
    member.name = script;
    Object.assign(member, { parent: group.key, environment, notifications, assumed });
    member.work = {
      ...{ kind: "command", form: "line", shell: null, profile: null, detached: false },
      text: { value: `${folder}/${script}`, from: [] },
      directory: isAtRoot ? { value: "/", from: [] } : directory,
      ...{ stdin: null, stdout: null, stderr: null },
    };
    // The next one also after a failure.
    if (before !== null)
      member.condition = {
        ...{ kind: "status", job: { name: before, instance: null }, status: "done", from: [] },
        lookBack: { kind: "none" },
      };
    before = member.key;
    return member;
  });
  return [group, ...members];
}

function ignore({ statement, name }: Script, estate: LegacyEstate): void {
  estate.inert.push({ of: statement, code: "cron-ignored-name" });
  estate.findings.push(
    findingOf("cron-ignored-name", statement.place, `run-parts doesn't run a file like ${name}`),
  );
}

function leaveOut({ statement, folder }: Script, estate: LegacyEstate): void {
  estate.inert.push({ of: statement, code: "run-parts-unused" });
  const message = `no line among the files runs ${folder} and nothing else`;
  estate.findings.push(findingOf("run-parts-unused", statement.place, message));
}
