// What rules have found, at the places of the spec that it is about.

import type { PipelineSpec } from "#schemas/types.ts";
import type { LocalTask } from "../local-task.ts";
import type { SpecFile } from "../parse.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Path, Place, Problem } from "../problem.ts";
import { writtenAt } from "../written.ts";
import { ruleProgram } from "./expression.ts";
import { judgeRules, type RuleFinding } from "./judge.ts";
import { brokenText } from "./refusal.ts";
import type { RulesInForce } from "./rule.ts";

export interface Judged {
  file: SpecFile;
  spec: PipelineSpec;
  /** As they are written, those of `finally` included. */
  tasks: readonly LocalTask[];
  pipeline: Pipeline;
}

/** Adds what breaks a rule, and which leave to break one ends soon. */
export function checkRules(judged: Judged, inForce: RulesInForce, problems: Problem[]): void {
  for (const found of judgeRules(judged.pipeline, inForce)) {
    const place = placeOf(found, judged);
    if (found.waiver === undefined) problems.push({ ...place, ...said(found) });
    else if (found.waiver.expires <= inForce.soon) problems.push({ ...place, ...ending(found) });
  }
}

function said(found: RuleFinding): Pick<Problem, "code" | "message" | "help"> {
  const { rule, fault } = found;
  const isError = rule.severity === "error";
  return {
    code: !isError ? "rule-advice" : fault === undefined ? "rule-broken" : "rule-unjudged",
    message: brokenText(found),
    help: `rule ${rule.name}, ${rule.place} in the control repository${isError ? "; a waiver there may allow it for a while" : ""}`,
  };
}

function ending(found: RuleFinding): Pick<Problem, "code" | "message" | "help"> {
  const { expires, approver, reason, file } = found.waiver ?? {};
  return {
    code: "waiver-ending",
    message: `the rule ${found.rule.name} is waived until ${expires} only: ${brokenText(found)}`,
    help: `${file} in the control repository, by ${approver}: ${reason}`,
  };
}

function placeOf({ rule, task, schedule }: RuleFinding, judged: Judged): Place {
  const { file, spec, tasks } = judged;
  const { at } = ruleProgram(rule);
  if (task !== undefined) return placeOfTask(task.group, at, tasks, file);
  if (schedule !== undefined) {
    const places = (spec.triggers ?? []).flatMap((trigger, index) =>
      trigger?.schedule === undefined ? [] : index,
    );
    return written(file, ["triggers", places[schedule] ?? 0], at);
  }
  return at.length > 0 && isThere(file, at.slice(0, 1)) ? written(file, [], at) : nameOf(file);
}

const nameOf = (file: SpecFile): Place => ({ file, path: ["name"], at: "value" });

/** Of a template's task the one that uses the template. */
function placeOfTask(group: string, at: Path, tasks: readonly LocalTask[], file: SpecFile): Place {
  const [declared = "", undo] = group.split(":");
  const own = tasks.find(({ name }) => name === declared);
  if (own) return written(own.file, undo ? [...own.path, "undo"] : own.path, at);
  const caller = tasks.find(({ name }) => declared.startsWith(`${name}.`));
  return caller ? written(caller.file, caller.path, []) : nameOf(file);
}

/** The field where the file has it, else what should have it. */
function written(file: SpecFile, subject: Path, at: Path): Place {
  for (let length = at.length; length > 0; length--) {
    const path = [...subject, ...at.slice(0, length)];
    if (isThere(file, path)) return { file, path, at: "value" };
  }
  return { file, path: subject, at: typeof subject.at(-1) === "string" ? "key" : "value" };
}

const isThere = (file: SpecFile, path: Path): boolean =>
  Object.hasOwn(writtenAt(file, path.slice(0, -1)), path.at(-1) ?? "");
