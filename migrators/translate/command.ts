// What a job runs, as the text of `run`: the same characters for the same shell, from the same directory, with the same files
// as its input and output.

import type { TaskSpec } from "#schemas/types.ts";
import type { Command, Work } from "../legacy/work.ts";
import type { LegacyJob, Refusal } from "../legacy.ts";
import { holdsSecret, isSecretVariable } from "../secrets.ts";
import { Credentials } from "./credentials.ts";
import {
  type Pass,
  type PipelineDraft,
  type ProjectDraft,
  placeIn,
  type TaskDraft,
} from "./draft.ts";
import { literal } from "./pieces.ts";
import { refuseJob } from "./refuse.ts";
import { interpreterOf, runText } from "./run-text.ts";
import { shellText, shellWord, type Variables } from "./shell-text.ts";
import { agentVariable, isOfHost, readVariables } from "./shell-variables.ts";
import { TaskTexts } from "./task-texts.ts";

export const command: Pass = (draft, project) => {
  for (const task of draft.tasks) {
    const { work } = task.job;
    // What runs nothing is waited for like anything else; so is a group that nothing is in.
    if (work.kind === "dummy" || work.kind === "group") task.spec.run = ":";
    if (work.kind === "dummy") new TaskTexts(draft, task, project).settle(new Map());
    const fault =
      work.kind === "command"
        ? addCommand(work, draft, task, project)
        : work.kind === "unsupported"
          ? faultOfType(work, task.job)
          : null;
    if (fault) refuseJob(task.job, fault, project.estate);
  }
};

/** Unless its source has said so. */
const faultOfType = (
  { type, from }: Extract<Work, { kind: "unsupported" }>,
  { refusals }: LegacyJob,
): Refusal | null =>
  refusals.length > 0
    ? null
    : { code: "type-unsupported", message: `nothing here runs ${type}`, from };

function addCommand(
  work: Command,
  draft: PipelineDraft,
  task: TaskDraft,
  project: ProjectDraft,
): Refusal | null {
  const { spec, accounts } = task;
  const { from } = work.text;
  const texts = new TaskTexts(draft, task, project);
  const variables: Variables = new Map();
  const credentials = new Credentials(task.job.key, project);
  const run = runOf(work, texts, variables, { project, credentials });
  if (run === null) return null;
  if (typeof run === "object") return { ...run, from };
  const target = placeIn(draft, "tasks", task.name, "run");
  accountParts(work, task, target);
  const read = readVariables(run);
  const fault = addHostVariables(read, task, project, target);
  if (fault) return { ...fault, from };
  texts.settle(variables, read);
  const exported = credentials.ofEnvironment(spec);
  if (!credentials.areAll || hasSecret(run, spec)) return { ...holdsPassword, from };
  if (credentials.used.length > 0) {
    spec.secrets = [...new Set([...(spec.secrets ?? []), ...credentials.used])];
    accounts.addAll(from, "equivalent", "command-credential", target);
  }
  spec.run = `${exported}${run}`;
  return null;
}

interface Fault {
  code: string;
  message: string;
}
const holdsPassword: Fault = {
  code: "command-secret",
  message: "it seems to hold a password, which no spec may",
};
const fault = (code: string, message: string): Fault => ({ code, message });

/** Null: the job is refused already. @param variables To which those are added that the text needs. */
function runOf(
  work: Command,
  texts: TaskTexts,
  variables: Variables,
  around: Around,
): string | Fault | null {
  const { project, credentials } = around;
  if (isOfWindows(work))
    return fault("command-windows", "it runs on Windows, and workers run on Linux and macOS");
  const interpreter = work.form === "script" ? interpreterOf(work.text.value) : null;
  if (interpreter !== null && work.detached)
    return fault("command-detached-script", "a script that is let go has its own interpreter");
  const isPath = work.form === "path";
  const written = isPath ? placed(work.text.value, project) : work.text.value;
  const read = texts.read(written, work.text.from, ["run"]);
  if (read === null) return null;
  const isShell = interpreter === null || /\b(?:ba|da|k|z|a)?sh\b/.test(interpreter);
  const pieces = isPath || !isShell ? read : credentials.ofText(read);
  if (pieces === null) return holdsPassword;
  const isKnown = pieces.every((piece) => typeof piece === "string");
  if (!isShell && !isKnown)
    return fault("autoedit-place", "a variable stands in a script that no shell reads");
  const text = isPath ? shellWord(pieces, variables) : shellText(pieces, variables);
  if (text === null) return fault("autoedit-place", "a variable stands where a shell reads none");
  const parameters = work.form === "line" ? [] : texts.parameters();
  if (parameters === null) return null;
  const file = (value: string) => shellWord([value], variables, { expands: true });
  const parts = {
    ...{ work, text, parameters: parameters.map((each) => shellWord(each, variables)), file },
  };
  if (written !== work.text.value) texts.assume(work.text.from, "mapping-directory");
  return literal(runText(parts));
}

interface Around {
  project: ProjectDraft;
  credentials: Credentials;
}

function accountParts(work: Command, { accounts }: TaskDraft, target: string): void {
  const { form, text, detached } = work;
  const directory = typeof work.directory === "object" ? work.directory : null;
  for (const part of [work.shell, work.profile, work.stdin, directory])
    if (part) accounts.addAll(part.from, "exact", "same", target);
  for (const part of [work.stdout, work.stderr])
    if (part) accounts.addAll(part.from, "equivalent", "output-kept", target);
  if (form === "script" && text.from.some(({ value }) => value !== text.value))
    accounts.addAll(text.from, "equivalent", "script-lines", target);
  if (detached) accounts.addAll(text.from, "equivalent", "command-detached", target);
}

/** Variables that an agent or the host would have set. @param read those that the command reads */
function addHostVariables(
  read: readonly string[],
  { job, spec, accounts }: TaskDraft,
  project: ProjectDraft,
  target: string,
): Fault | null {
  const from = job.work.kind === "command" ? job.work.text.from : [];
  for (const variable of read) {
    const value = agentVariable(variable, job, project);
    if (value === null)
      return fault("command-agent-variable", `${variable} is AutoSys' own, and not known here`);
    if (value !== undefined) {
      spec.env = { ...spec.env, [variable]: value };
      accounts.addAll(from, "equivalent", "command-agent-variable", target);
    } else if (isOfHost(variable, spec, job))
      accounts.addAll(from, "equivalent", "command-host-variable", target);
  }
  return null;
}

const hasSecret = (run: string, { env = {} }: TaskSpec): boolean =>
  holdsSecret(run) || Object.entries(env).some(([name, value]) => isSecretVariable(name, value));

/** Where the mapping says that the folder of a script is. */
function placed(path: string, { mapping }: ProjectDraft): string {
  const at = path.lastIndexOf("/");
  return at <= 0 ? path : `${mapping.directory(path.slice(0, at))}${path.slice(at)}`;
}

/** What is started is a path or a program that only Windows has. */
function isOfWindows({ text, form, shell }: Command): boolean {
  if (shell !== null || form === "script") return /^\s*(?:@echo off|rem )/i.test(text.value);
  const [, first = ""] = /^\s*"?((?:[A-Za-z]:|\\\\)?[^\s"]*)/.exec(text.value) ?? [];
  return (
    /^[A-Za-z]:[\\/]|^\\\\/.test(first) ||
    /^(?:cmd|powershell|pwsh|cscript|wscript)(?:\.exe)?$/i.test(first) ||
    /\.(?:bat|cmd|exe|ps1|vbs)$/i.test(first)
  );
}
