// What a control repository asks for against what is registered. Nothing is lost by a mistake in it: what is broken
// stays as it was registered, and what is gone waits until people confirm that.

import { canonicalJson } from "../canonical.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { locate } from "../locate.ts";
import type { StoredRules } from "../registration.ts";
import type { RuleSet } from "../rules/rule.ts";
import type { ControlFiles } from "./control-files.ts";
import type { RegisteredProject } from "./registration-file.ts";

/** A project as its row has it. */
export interface RecordedProject extends Omit<RegisteredProject, "rules"> {
  id: number;
  rules: unknown;
  /** Null: registered by the options of a command. */
  control: number | null;
  file: string | null;
  state: "registered" | "broken" | "unregistered" | "removed";
  reason: string | null;
}

export interface RegistrationPlan {
  /** New, or otherwise than they are recorded. */
  put: (RegisteredProject & { file: string })[];
  /** Of these the registration stays; only what is said of it changes. */
  set: { id: number; name: string; state: "broken" | "unregistered"; reason: string }[];
  /** Of these only the organisation's rules change, also where the registration is broken or gone. */
  ruled: { id: number; name: string; rules: object }[];
  /** Names of rules and files of waivers that are new, otherwise or gone; empty: the set is as it was. */
  changedRules: string[];
  /** Of files that name what is another's. */
  diagnostics: Diagnostic[];
}

export interface RegistrationPlanInput {
  control: number;
  /** The control repository's commit, for what is said. */
  commit: string;
  read: ControlFiles;
  /** What can't be read at all, such as links. */
  unreadable: readonly Diagnostic[];
  recorded: readonly RecordedProject[];
}

export function planRegistrations(input: RegistrationPlanInput): RegistrationPlan {
  const { control, read } = input;
  const plan: RegistrationPlan = {
    ...{ put: [], set: [], ruled: [], changedRules: [], diagnostics: [] },
  };
  const recorded = new Map(input.recorded.map((one) => [one.name, one]));
  const before = lastGood(input);
  const isUnread = input.unreadable.some(
    ({ file, severity }) => severity === "error" && /^(?:rules|waivers)(?:\/|$)/.test(file),
  );
  // A link in the place of a rule must not take it away.
  const found = isUnread ? null : read.checks;
  // Without any set that was ever good nobody knows what a project would have to keep to.
  const checks = found ?? before;
  if (found !== null) plan.changedRules = differences(before ?? noRules, found);
  for (const registered of read.projects.values()) {
    const project = { ...registered, rules: withChecks(registered.rules, checks) };
    const found = recorded.get(project.name);
    if (checks === null) continue;
    if (found && isOfAnother(found, control)) plan.diagnostics.push(clash(input, project));
    else if (found === undefined || differs(found, project, control)) plan.put.push(project);
  }
  const put = new Set(plan.put.map(({ name }) => name));
  for (const { id, name, rules, control: owner } of checks === null ? [] : input.recorded) {
    if (owner !== control || put.has(name)) continue;
    const wanted = withChecks(rules as StoredRules, checks);
    if (canonicalJson(wanted) !== canonicalJson(rules))
      plan.ruled.push({ id, name, rules: wanted });
  }
  for (const found of input.recorded) {
    if (found.control !== control || read.projects.has(found.name)) continue;
    const reason = brokenReason(input, found);
    const state = reason === null ? "unregistered" : "broken";
    const said = reason ?? `${found.file} is gone from the control repository at ${input.commit}`;
    // Until it is back, whoever decides about it reads at which commit it went.
    if (state === "unregistered" && found.state === "unregistered") continue;
    if (found.state === state && found.reason === said) continue;
    // A file that was gone and comes back broken registers nothing.
    if (state === "broken" && found.state === "unregistered") continue;
    plan.set.push({ id: found.id, name: found.name, state, reason: said });
  }
  return plan;
}

const noRules: RuleSet = { rules: [], waivers: [] };

/** What the projects of the control repository keep to by now; null where there is none. */
function lastGood({ control, recorded }: RegistrationPlanInput): RuleSet | null {
  const own = recorded.find((one) => one.control === control);
  return own ? ((own.rules as StoredRules).checks ?? noRules) : null;
}

/** A project without rules is kept as it was before there were any. */
function withChecks({ checks: _, ...rest }: StoredRules, checks: RuleSet | null): StoredRules {
  const isEmpty = checks === null || checks.rules.length + checks.waivers.length === 0;
  return isEmpty ? rest : { ...rest, checks };
}

function differences(before: RuleSet, after: RuleSet): string[] {
  const partsOf = ({ rules, waivers }: RuleSet) =>
    new Map([
      ...rules.map((one) => [one.name, canonicalJson(one)] as const),
      ...waivers.map((one) => [one.file, canonicalJson(one)] as const),
    ]);
  const [old, now] = [partsOf(before), partsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .sort();
}

const isOfAnother = ({ control, state }: RecordedProject, own: number): boolean =>
  control !== null && control !== own && (state === "registered" || state === "broken");

function differs(
  found: RecordedProject,
  {
    name,
    environment,
    repository,
    branch,
    path,
    rules,
    file,
  }: RegisteredProject & { file: string },
  control: number,
): boolean {
  // Rules of the organisation are no change of a registration.
  const own = withChecks(rules, null);
  const wanted = { name, environment, repository, branch, path, rules: own, file, control };
  const is = { ...wanted };
  for (const key of Object.keys(wanted) as (keyof typeof wanted)[]) is[key] = found[key] as never;
  is.rules = withChecks(found.rules as StoredRules, null);
  return found.state !== "registered" || canonicalJson(is) !== canonicalJson(wanted);
}

/** Why it can't be read whether it is still registered; null when it isn't. */
function brokenReason(
  { read, unreadable }: RegistrationPlanInput,
  { name, file }: RecordedProject,
): string | null {
  const broken = new Set(
    read.files.filter((one) => one.name === name || one.path === file).map(({ path }) => path),
  );
  // A good file that had this project's name before and has another now registers another.
  for (const { path, project } of read.files)
    if (project && project.name !== name) broken.delete(path);
  const found = [...read.diagnostics, ...unreadable].find(
    (one) => one.severity === "error" && (broken.has(one.file) || one.file === file),
  );
  return found ? `${found.file}:${found.line}:${found.column}: ${found.message}` : null;
}

function clash({ read }: RegistrationPlanInput, { name, file }: { name: string; file: string }) {
  const parsed = read.files.find(({ path }) => path === file)?.file;
  if (!parsed) throw new Error(`${file} was not read`);
  return locate({
    ...{ file: parsed, path: ["name"], at: "value", code: "duplicate-project" },
    message: `"${name}" is registered by another control repository`,
    help: "take it out there first, or give this one another name",
  });
}
