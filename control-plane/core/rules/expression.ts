// Expressions of rules: the language of `expression-language.ts` with the names of `shape.ts`. There are no loops and no
// regular expressions in it, a text has 4,096 characters and 500 parts at most: what one costs is bounded by that.

import { environment, issueOf, standIn } from "../expression-language.ts";
import { noLoop } from "../expression-loop.ts";
import {
  type Located,
  type Parsed,
  parseExpression,
  withStandIns,
} from "../expression-references.ts";
import type { ExpressionIssue } from "../expression-template.ts";
import { memoByKey } from "../memo.ts";
import type { Pipeline, Task, Trigger } from "../pipeline.ts";
import type { Path } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import type { Subject } from "./rule.ts";
import {
  type FieldType,
  type FieldValue,
  pipelineFields,
  scheduleFields,
  taskFields,
} from "./shape.ts";

/** What an expression is asked about. */
export interface Asked {
  project: string;
  environment: string;
  pipeline: Pipeline;
  /** Of a rule for each task. */
  task?: Task;
  /** Of a rule for each schedule. */
  schedule?: Trigger;
}

interface Name {
  type: FieldType;
  of: (asked: Asked) => FieldValue;
  /** The field of the subject that it names; null for what is written elsewhere. */
  field: { subject: Subject; path: Path } | null;
}

export interface RuleProgram {
  issues: ExpressionIssue[];
  /** @throws Error for what has no answer, such as a division by zero. */
  ask: (asked: Asked) => boolean;
  /** The first name that the expression has of its subject, and so what is wrong when it isn't as it should be. */
  at: Path;
}

/** Some hundred rules. */
const mostCharacters = 400_000;

export const ruleProgram: (rule: { each: Subject; expression: string }) => RuleProgram = memoByKey(
  ({ each, expression }) => `${each}\n${expression}`,
  compile,
  mostCharacters,
);

function compile({ each, expression }: { each: Subject; expression: string }): RuleProgram {
  const parsed = parseExpression(expression);
  const names: Name[] = [];
  const issues = [...parsed.issues];
  for (const located of issues.length > 0 ? [] : parsed.references) {
    const name = nameOf(located, each);
    if ("message" in name) issues.push({ ...name, ...spanOf(located) });
    else names.push(name);
  }
  const run = issues.length > 0 ? null : checked(parsed, names, issues);
  const own = names.find(({ field }) => field?.subject === each);
  return {
    issues,
    at: own?.field?.path ?? [],
    ask(asked) {
      if (run === null) throw new Error(issues[0]?.message ?? "the expression is not valid");
      const context: Record<string, unknown> = {};
      for (const [index, { type, of }] of names.entries())
        context[standIn(type, index)] = toCel(of(asked));
      return run(context) === true;
    },
  };
}

/** Adds what is wrong with the types; null then. */
function checked(parsed: Parsed, names: readonly Name[], issues: ExpressionIssue[]) {
  const { text } = parsed;
  try {
    const run = environment.parse(
      withStandIns(
        parsed,
        names.map(({ type }) => type),
      ),
    );
    const { valid, type, error } = run.check();
    if (!valid) issues.push(issueOf(error, text));
    else if (type !== "bool")
      issues.push({
        message: `a rule needs a bool, and this is of type ${type}`,
        help: "compare it with something: ==, !=, <, >",
        ...{ offset: 0, length: text.length },
      });
    if (issues.length > 0) return null;
    return (context: Record<string, unknown>): unknown => {
      try {
        return run(context);
      } catch (error) {
        throw new Error(issueOf(error, text).message, { cause: error });
      }
    };
  } catch (error) {
    issues.push(issueOf(error, text));
    return null;
  }
}

const spanOf = ({ offset, length }: Located) => ({ offset, length });

type Unknown = { message: string; help?: string };

function nameOf({ reference }: Located, each: Subject): Name | Unknown {
  if (reference.kind === "status")
    return { message: `${reference.name}() speaks of a run, and a rule judges the spec` };
  if (reference.kind === "loop") return noLoop(reference.name);
  const [root = "", field, ...rest] = reference.path;
  if (reference.kind === "has")
    return {
      message: "has() is left out: in a rule every name has a value",
      help: 'compare it with what is empty: pipeline.owner != "", task.timeout > 0',
    };
  if (root === "project" || root === "environment")
    return field === undefined
      ? { type: "string", of: (asked) => asked[root], field: null }
      : { message: `${root} is a text and has no field "${field}"` };
  if (root === "pipeline" && field === "tags") return tagNamed(rest);
  const known: Record<string, { type: FieldType; path?: Path }> | null =
    root === "pipeline"
      ? pipelineFields
      : root === "task" && each === "task"
        ? taskFields
        : root === "schedule" && each === "schedule"
          ? scheduleFields
          : null;
  if (known === null) return unknownRoot(root, each);
  const found = field !== undefined && Object.hasOwn(known, field) ? known[field] : undefined;
  if (found === undefined) return unknownField(root, field, Object.keys(known));
  if (rest.length > 0)
    return { message: `${root}.${field} is of type ${found.type} and has no field "${rest[0]}"` };
  return {
    type: found.type,
    of: (asked) => valueNamed(root as Subject, field as string, asked),
    field: { subject: root as Subject, path: found.path ?? [] },
  };
}

function tagNamed([tag, ...rest]: string[]): Name | Unknown {
  if (tag === undefined || rest.length > 0)
    return { message: "name one tag", help: "pipeline.tags.data, pipeline.tags['cost-center']" };
  return {
    type: "list<string>",
    of: ({ pipeline: { tags } }) => (Object.hasOwn(tags, tag) ? (tags[tag] ?? []) : []),
    field: { subject: "pipeline", path: ["tags", tag] },
  };
}

function valueNamed(root: Subject, field: string, { pipeline, task, schedule }: Asked): FieldValue {
  const value =
    root === "pipeline"
      ? pipelineFields[field]?.of(pipeline)
      : root === "task"
        ? task && taskFields[field]?.of(task)
        : schedule && scheduleFields[field]?.of(schedule);
  if (value === undefined) throw new Error(`${root}.${field} has no value here`);
  return value;
}

function unknownRoot(root: string, each: Subject): Unknown {
  if (root === "task" || root === "schedule")
    return { message: `${root} is not known here`, help: `write \`each: ${root}\`` };
  const roots = ["pipeline", "project", "environment", ...(each === "pipeline" ? [] : [each])];
  const help = didYouMean(root, roots) ?? `known: ${roots.join(", ")}`;
  return { message: `unknown variable "${root}"`, help };
}

function unknownField(root: string, field: string | undefined, known: string[]): Unknown {
  if (field === undefined)
    return { message: `${root} is not a value`, help: `name one of: ${known.join(", ")}` };
  const names = root === "pipeline" ? [...known, "tags"] : known;
  const help = didYouMean(field, names) ?? `known: ${names.join(", ")}`;
  return { message: `unknown name "${root}.${field}"`, help };
}

const toCel = (value: FieldValue): unknown => (typeof value === "number" ? BigInt(value) : value);
