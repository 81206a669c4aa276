// `shadow` of a task: that it says one thing, that it can be, and that what it declares of outputs can be measured.

import type { DigestSpec, ShadowSpec } from "#schemas/types.ts";
import { kindOfSpec } from "../actions/kinds.ts";
import type { ConnectionSource } from "../connection.ts";
import { isTemplatePath, type LocalTask, placeIn } from "../local-task.ts";
import type { Problem } from "../problem.ts";
import { isHarmless, shadowTask } from "./declared.ts";

type Report = (path: readonly (string | number)[], message: string, help?: string) => void;

/**
 * The task as it runs in shadow, with the places of its `shadow`; null where that is nothing of its own.
 * What it names there is checked and limited as that of any other task.
 */
export function localShadow(task: LocalTask): LocalTask | null {
  const { run, env, connection, secrets } = task.spec.shadow ?? {};
  if (run === undefined && env === undefined && connection === undefined && secrets === undefined)
    return null;
  const spec = shadowTask(task.spec, undefined);
  if (typeof spec === "string") return null;
  const { script: _, ...rest } = task;
  return { ...rest, spec, path: [...task.path, "shadow"] };
}

/** Problems of one task's `shadow`, but for its expressions. */
export function checkShadow(
  task: LocalTask,
  connections: ConnectionSource,
  problems: Problem[],
): void {
  const { shadow, uses = "command" } = task.spec;
  if (shadow === undefined) return;
  const report: Report = (path, message, help) => {
    const place = placeIn(task, "shadow", ...path);
    problems.push({ ...place, at: "key", code: "invalid-shadow", message, help });
  };
  if (isTemplatePath(uses)) {
    report([], "what a template's tasks do in shadow, they say themselves", "write it there");
    return;
  }
  checkWords(shadow, uses, report);
  const its = shadowTask(task.spec, undefined);
  for (const [index, output] of (shadow.outputs ?? []).entries())
    checkOutput(output, ["outputs", index], shadow, report);
  if (typeof its === "string") {
    if (shadow.outputs !== undefined && its === "declares no `shadow`")
      report(
        ["outputs"],
        "the task doesn't run in shadow, so it has none",
        "add `run`, `env` or `connection`, or `sideEffects: none` where that is so",
      );
    return;
  }
  const ofWorker = its.uses === undefined || its.uses === "command";
  for (const [index, { file, glob }] of (shadow.outputs ?? []).entries())
    if (!ofWorker && (file !== undefined || glob !== undefined))
      report(
        ["outputs", index],
        `\`uses: ${its.uses}\` leaves no file on the worker`,
        "only `stdout` of it can be measured",
      );
  const local = localShadow(task);
  if (local === null || shadow.connection === undefined) return;
  // What is wrong with the rest of `with` is said where it stands.
  const own: Problem[] = [];
  kindOfSpec(task.spec).check(task, connections, own);
  const known = new Set(own.map(({ message }) => message));
  const found: Problem[] = [];
  kindOfSpec(its).check(local, connections, found);
  for (const { message, help } of found)
    if (!known.has(message)) report(["connection"], message, help);
}

function checkWords(shadow: ShadowSpec, uses: string, report: Report): void {
  const { skip, sideEffects, run, connection, env, secrets } = shadow;
  const others = Object.keys(shadow).filter((key) => key !== "skip");
  if (skip && others.length > 0)
    report(["skip"], `what is skipped has no \`${others[0]}\``, "keep one of them");
  if (run !== undefined && connection !== undefined && uses !== "ssh")
    report(["connection"], "a command has no connection", "keep `run` or `connection`");
  else if (connection !== undefined && !hasConnection(uses))
    report(["connection"], `\`uses: ${uses}\` has no connection`, "write `run` instead");
  const hasEnv = uses === "command" || uses === "ssh" || run !== undefined;
  if (env !== undefined && !hasEnv)
    report(["env"], `\`env\` is for commands; \`uses: ${uses}\` has none`, "write `run` as well");
  if (secrets !== undefined && isHarmless(shadow, undefined))
    report(["secrets"], "a task without side effects has its own secrets", "leave `secrets` out");
  if (sideEffects === "none" && (uses === "transfer" || uses === "pipeline") && run === undefined)
    report(
      ["sideEffects"],
      uses === "transfer"
        ? "a transfer writes files, and so has side effects"
        : "a run of another pipeline has that one's side effects",
      uses === "transfer" ? "name another `connection`" : "leave it out: it is passed over",
    );
}

const hasConnection = (uses: string): boolean =>
  !["command", "http", "file", "unsupported", "pipeline"].includes(uses);

function checkOutput(
  { name, file, glob, stdout, digest, normalize }: DigestSpec,
  path: readonly (string | number)[],
  { outputs = [] }: ShadowSpec,
  report: Report,
): void {
  const said = [file, glob, stdout].filter((one) => one !== undefined).length;
  if (said !== 1)
    report(path, "exactly one of `file`, `glob` and `stdout` says what it is", "keep one of them");
  if (outputs.findIndex((one) => one?.name === name) !== path.at(-1))
    report([...path, "name"], `there is already an output "${name}"`, "give it a name of its own");
  if (digest === "files" && glob === undefined && said === 1)
    report([...path, "digest"], "`files` counts what a `glob` means", "write `glob`, or `sha256`");
  if (digest === "files" && normalize !== undefined)
    report([...path, "normalize"], "of `files` only names are compared", "leave `normalize` out");
  for (const [index, rule] of (normalize ?? []).entries()) {
    const text = typeof rule === "object" && rule !== null && "replace" in rule ? rule.replace : "";
    if (!isPattern(text))
      report([...path, "normalize", index, "replace"], `"${text}" is no regular expression`);
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "g") instanceof RegExp;
  } catch {
    return false;
  }
}
