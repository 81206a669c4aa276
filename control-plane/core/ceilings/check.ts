// Specs against their project's ceilings: each use that is outside, at the place where it is written.

import type { TaskDefaults, TaskSpec } from "#schemas/types.ts";
import { kindOfSpec } from "../actions/kinds.ts";
import type { ConnectionSource } from "../connection.ts";
import { actionOf, isTemplatePath, type LocalTask, placeIn } from "../local-task.ts";
import type { SpecFile } from "../parse.ts";
import type { Pools } from "../pools/read.ts";
import type { Place, Problem } from "../problem.ts";
import { localShadow } from "../shadow/check.ts";
import type { Template } from "../template.ts";
import { isAllowed, outsideHelp, outsideText, type ProjectCeilings, type Use } from "./ceilings.ts";

/** Defaults of tasks, as one file has them. */
export interface DefaultsOfFile {
  file: SpecFile;
  defaults: TaskDefaults | undefined;
}

export interface CeilingInput {
  ceilings: ProjectCeilings;
  /** Of the pipeline. */
  tasks: readonly LocalTask[];
  template(path: string): Pick<Template, "tasks"> | undefined;
  /** What its triggers use. */
  triggerUses: readonly { use: Use; place: Place }[];
  /** The nearest first. */
  defaults: readonly DefaultsOfFile[];
  connections: Pick<ConnectionSource, "connection">;
  pools: () => Pools;
}

type Report = (use: Use, place: Place) => void;

/** Defaults that no task takes are no fault; what a template's task uses is one at the template's file. */
export function checkCeilings(input: CeilingInput, problems: Problem[]): void {
  const { ceilings } = input;
  const report: Report = (use, place) => {
    if (isAllowed(ceilings.allow, use)) return;
    const help = outsideHelp(ceilings, use);
    problems.push({ ...place, code: "ceiling-exceeded", message: outsideText(use), help });
  };
  for (const { use, place } of input.triggerUses) report(use, place);
  for (const task of withTemplates(input)) {
    checkWhere(task, input, report);
    checkSecretsAndHosts(task, input, report);
    if (ceilings.allow.pools !== null) checkPools(task, input, report);
    const shadow = localShadow(task);
    if (shadow !== null) checkSecretsAndHosts(shadow, input, report);
  }
}

/** What tasks and triggers name of secrets and hosts, with the place of each. */
export function usesWritten(
  input: Pick<CeilingInput, "tasks" | "template" | "connections" | "triggerUses">,
): { use: Use; place: Place }[] {
  const written: { use: Use; place: Place }[] = [...input.triggerUses];
  for (const task of withTemplates(input))
    for (const one of [task, localShadow(task) ?? []].flat())
      checkSecretsAndHosts(one, input, (use, place) => written.push({ use, place }));
  return written;
}

/** The tasks that do something themselves. */
function withTemplates({ tasks, template }: Pick<CeilingInput, "tasks" | "template">): LocalTask[] {
  const seen = new Set<string>();
  const found: LocalTask[] = [];
  const open = [...tasks];
  for (const task of open) {
    const action = actionOf(task.spec);
    if (!action || !("uses" in action) || !isTemplatePath(action.uses)) found.push(task);
    else if (!seen.has(action.uses)) {
      seen.add(action.uses);
      open.push(...(template(action.uses.slice(2))?.tasks ?? []));
    }
  }
  return found;
}

/** The nearest that says it: the task, or else a file's defaults. */
function nearest<Key extends "runsOn" | "runAs">(
  task: LocalTask,
  { defaults }: CeilingInput,
  key: Key,
): { value: TaskSpec[Key] | undefined; place: (...rest: number[]) => Place } | null {
  if (task.spec[key] !== undefined)
    return { value: task.spec[key], place: (...rest) => placeIn(task, key, ...rest) };
  const from = defaults.find((one) => one.defaults?.[key] !== undefined);
  if (from === undefined) return null;
  const path = ["defaults", key];
  return {
    value: from.defaults?.[key] as TaskSpec[Key],
    place: (...rest) => ({ file: from.file, path: [...path, ...rest], at: "value" }),
  };
}

function checkWhere(task: LocalTask, input: CeilingInput, report: Report): void {
  // It needs no worker.
  if (task.spec.uses === "pipeline") return;
  const labels = nearest(task, input, "runsOn");
  for (const [index, value] of (labels?.value ?? []).entries())
    if (typeof value === "string") report({ kind: "runsOn", value }, labels?.place(index) as Place);
  const isCommand = task.spec.uses === undefined || task.spec.uses === "command";
  const user = isCommand ? nearest(task, input, "runAs") : null;
  if (typeof user?.value === "string") report({ kind: "runAs", value: user.value }, user.place());
}

function checkSecretsAndHosts(
  task: LocalTask,
  input: Pick<CeilingInput, "connections">,
  report: Report,
): void {
  for (const [index, value] of (task.spec.secrets ?? []).entries())
    if (typeof value === "string")
      report({ kind: "secrets", value }, placeIn(task, "secrets", index));
  for (const [variable, value] of Object.entries(task.spec.secretFiles ?? {}))
    if (typeof value === "string")
      report({ kind: "secrets", value }, placeIn(task, "secretFiles", variable));
  for (const { use, path } of kindOfSpec(task.spec).uses(task.spec.with ?? {}, input.connections))
    report(use, placeIn(task, "with", ...path));
}

/** Pools of the project alone concern nobody else. */
function checkPools(task: LocalTask, input: CeilingInput, report: Report): void {
  for (const key of ["pools", "locks"] as const) {
    const taken = new Map<string, Place | null>();
    for (const [name, use] of Object.entries(task.spec[key] ?? {}))
      taken.set(name, isNothing(use) ? null : { ...placeIn(task, key, name), at: "key" });
    for (const { file, defaults } of input.defaults)
      for (const [name, use] of Object.entries(defaults?.[key] ?? {}))
        if (!taken.has(name))
          taken.set(
            name,
            isNothing(use) ? null : { file, path: ["defaults", key, name], at: "key" },
          );
    if (taken.size === 0) continue;
    const { declared } = input.pools();
    for (const [value, place] of taken)
      if (place !== null && declared.get(value)?.scope === "global")
        report({ kind: "pools", value }, place);
  }
}

/** It undoes what defaults take. */
function isNothing(use: unknown): boolean {
  if (use === 0 || use === "none" || use === undefined) return true;
  const { units, mode } = (use ?? {}) as { units?: number; mode?: string };
  return units === 0 || mode === "none";
}
