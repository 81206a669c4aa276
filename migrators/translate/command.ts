// What a job runs, as the text of `run`: the same characters for the same shell, from the same directory, with the same files
// as its input and output.

import type { TaskSpec } from "#schemas/types.ts";
import type { Command, Work } from "../legacy/work.ts";
import type { LegacyJob, Refusal } from "../legacy.ts";
import { holdsSecret } from "../secrets.ts";
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
import type { Variables } from "./shell-text.ts";
import { shellText, shellWord } from "./shell-text.ts";
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
  const { name, job, spec, accounts } = task;
  const refuse = (code: string, message: string): Refusal => ({
    ...{ code, message, from: work.text.from },
  });
  if (isOfWindows(work))
    return refuse("command-windows", "it runs on Windows, and workers run on Linux and macOS");
  const texts = new TaskTexts(draft, task, project);
  const variables: Variables = new Map();
  const written = work.form === "path" ? placed(work.text.value, project) : work.text.value;
  const pieces = texts.read(written, work.text.from, ["run"]);
  if (pieces === null) return null;
  const isPath = work.form === "path";
  const text = isPath ? shellWord(pieces, variables) : shellText(pieces, variables);
  if (text === null)
    return refuse(
      "autoedit-place",
      "a variable stands where a shell reads none, or in a here-document",
    );
  const interpreter = work.form === "script" ? interpreterOf(work.text.value) : null;
  if (interpreter !== null && work.detached)
    return refuse(
      "command-detached-script",
      "a script that is started and let go has its own interpreter",
    );
  if (interpreter !== null && variables.size > 0 && !/\b(?:ba|da|k|z|a)?sh\b/.test(interpreter))
    return refuse("autoedit-place", "a variable stands in a script that no shell reads");
  const parameters = work.form === "line" ? [] : texts.parameters();
  const file = (value: string) => shellWord([value], variables, { expands: true });
  const parts = {
    ...{ work, text, parameters: parameters.map((each) => shellWord(each, variables)), file },
  };
  const run = literal(runText(parts));
  const target = placeIn(draft, "tasks", name, "run");
  const directory = typeof work.directory === "object" ? work.directory : null;
  for (const part of [work.shell, work.profile, work.stdin, directory])
    if (part) accounts.addAll(part.from, "exact", "same", target);
  for (const part of [work.stdout, work.stderr])
    if (part) accounts.addAll(part.from, "equivalent", "output-kept", target);
  if (written !== work.text.value)
    accounts.addAll(work.text.from, "equivalent", "mapping-directory", target);
  if (work.form === "script" && work.text.from.some(({ value }) => value !== work.text.value))
    accounts.addAll(work.text.from, "equivalent", "script-lines", target);
  if (work.detached) accounts.addAll(work.text.from, "equivalent", "command-detached", target);
  for (const variable of readVariables(run)) {
    const value = agentVariable(variable, job, project);
    if (value === null)
      return refuse("command-agent-variable", `${variable} is AutoSys' own, and not known here`);
    if (value !== undefined) {
      spec.env = { ...spec.env, [variable]: value };
      accounts.addAll(work.text.from, "equivalent", "command-agent-variable", target);
    } else if (isOfHost(variable, spec, job))
      accounts.addAll(work.text.from, "equivalent", "command-host-variable", target);
  }
  texts.settle(variables, readVariables(run));
  if (project.estate.system !== "cron" && hasSecret(run, spec))
    return refuse("command-secret", "it seems to hold a password, which no spec may");
  spec.run = run;
  return null;
}

/** Tables of cron stay where they are until a person has moved them; who reads the report is told of what is in them. */
const hasSecret = (run: string, { env = {} }: TaskSpec): boolean =>
  holdsSecret(run) || Object.entries(env).some(([name, value]) => holdsSecret(`${name}=${value}`));

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
