// What JSON Schema can't say of triggers that messages set off: their sources, and the expressions over a message.

import type { PipelineSpec, TriggerSpec } from "#schemas/types.ts";
import type { Use } from "../ceilings/ceilings.ts";
import type { ConnectionSource } from "../connection.ts";
import type { ExpressionIssue } from "../expression-template.ts";
import { hasExpression } from "../expression-template.ts";
import type { SpecFile } from "../parse.ts";
import type { ParamType } from "../pipeline.ts";
import type { Path, Place, Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { literalFits } from "../validate-params.ts";
import { checkMessageExpression, checkMessageText } from "./expression.ts";
import type { SourceKind } from "./kind.ts";
import { kindOfTrigger, sourceKind } from "./kinds.ts";
import type { MessageSource } from "./message-trigger.ts";

export interface MessageCheck {
  file: SpecFile;
  /** Of the pipeline. */
  params: Readonly<Record<string, ParamType>>;
  connections: ConnectionSource;
}

/** Problems of the triggers of a pipeline that messages set off. */
export function checkMessageTriggers(
  triggers: PipelineSpec["triggers"],
  { file, params, connections }: MessageCheck,
  problems: Problem[],
): void {
  const webhooks = new Set<string>();
  for (const [index, trigger] of (triggers ?? []).entries()) {
    const name = trigger && kindOfTrigger(trigger);
    if (trigger === undefined || name === undefined) continue;
    const path = ["triggers", index];
    const kind: SourceKind<MessageSource> = sourceKind({ kind: name });
    const at = (...rest: (string | number)[]): Place => placeOf(file, [...path, name, ...rest]);
    kind.check(
      trigger[name] as unknown as Record<string, unknown>,
      ...([at, connections, problems, trigger] as const),
    );
    checkTexts(trigger, path, file, problems);
    checkMapping(trigger, params, [...path, "params"], file, problems);
    const own = trigger.webhook?.name;
    if (own !== undefined && webhooks.has(own))
      problems.push({
        ...{ ...at("name"), code: "invalid-trigger" },
        message: `another trigger has the webhook "${own}"`,
      });
    if (own !== undefined) webhooks.add(own);
  }
}

const placeOf = (file: SpecFile, path: Path): Place => ({ file, path, at: "value" });

function checkTexts(trigger: TriggerSpec, path: Path, file: SpecFile, problems: Problem[]): void {
  const report = (issues: readonly ExpressionIssue[], ...rest: string[]) => {
    for (const { message, help, offset, length } of issues)
      problems.push({
        ...{ ...placeOf(file, [...path, ...rest]), code: "invalid-expression", message, help },
        part: { offset, length },
      });
  };
  const { if: condition, key, date } = trigger;
  if (condition?.trimStart().startsWith("${{")) {
    const help = "it is an expression already: leave out `${{` and `}}`";
    const message = "`if` takes no `${{ }}`";
    report([{ message, help, offset: 0, length: condition.length }], "if");
  } else if (condition !== undefined) report(checkMessageExpression(condition), "if");
  if (key !== undefined) report(checkMessageText(key), "key");
  if (date !== undefined) report(checkMessageText(date), "date");
  for (const [name, value] of Object.entries(trigger.params ?? {}))
    if (typeof value === "string") report(checkMessageText(value), "params", name);
  if (key !== undefined && !hasExpression(key))
    problems.push({
      ...{ ...placeOf(file, [...path, "key"]), code: "invalid-trigger" },
      message: "every message has this key, so that only the first makes a run",
      help: "name what tells them apart: `${{ message.body.id }}`",
    });
}

function checkMapping(
  { params: given = {} }: TriggerSpec,
  declared: MessageCheck["params"],
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  for (const [name, value] of Object.entries(given)) {
    const place = { ...placeOf(file, [...path, name]), code: "invalid-trigger" as const };
    const type = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (type === undefined)
      problems.push({
        ...{ ...place, at: "key", message: `the pipeline has no parameter "${name}"` },
        help: didYouMean(name, Object.keys(declared)),
      });
    else if (value !== undefined && !(typeof value === "string" && hasExpression(value)))
      if (!literalFits(value, type))
        problems.push({ ...place, message: `${JSON.stringify(value)} is not of type ${type}` });
  }
}

/** What the triggers of a pipeline use of what ceilings limit, with the place of each. */
export const usesOfTriggers = (
  triggers: PipelineSpec["triggers"],
  file: SpecFile,
  connections: Pick<ConnectionSource, "connection">,
): { use: Use; place: Place }[] =>
  (triggers ?? []).flatMap((trigger, index) => {
    const name = trigger && kindOfTrigger(trigger);
    if (trigger === undefined || name === undefined) return [];
    const at = (...rest: Path) => placeOf(file, ["triggers", index, ...rest]);
    const kind: SourceKind<MessageSource> = sourceKind({ kind: name });
    const written = trigger[name] as unknown as Record<string, unknown>;
    const labels = (trigger.runsOn ?? []).map((value, label) => ({
      use: { kind: "runsOn", value } as const,
      place: at("runsOn", label),
    }));
    const uses = Array.from(kind.uses(written, connections), ({ use, path }) => ({
      ...{ use, place: at(name, ...path) },
    }));
    return [...labels, ...uses];
  });

/** Parameters that each trigger gives, so that they need no default. */
export function paramsGiven(triggers: PipelineSpec["triggers"]): ReadonlySet<string> {
  const given = (triggers ?? []).map(
    (trigger) =>
      new Set(trigger && kindOfTrigger(trigger) ? Object.keys(trigger.params ?? {}) : []),
  );
  return given.reduce((all, names) => all.intersection(names), given[0] ?? new Set());
}
