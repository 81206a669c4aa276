// `rules/*.yaml` of a control repository: one set, good or not.

import type { RuleScope as RuleScopeSpec, RuleSpec, RulesSpec } from "#schemas/types.ts";
import { validateRules } from "#schemas/validators.js";
import type { Diagnostic } from "../diagnostic.ts";
import { locateAll } from "../locate.ts";
import { parseContent, type SpecFile } from "../parse.ts";
import type { Place, Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { ruleProgram } from "./expression.ts";
import type { Rule, RuleScope } from "./rule.ts";

/** Of files directly in the folder. */
export const isRules = (path: string): boolean => /^rules\/[^/]+\.yaml$/.test(path);

/** All pipelines are judged by all rules that are for them. */
const mostRules = 200;

export interface ReadRules {
  rules: Rule[];
  diagnostics: Diagnostic[];
}

export function readRules(
  contents: Iterable<{ path: string; bytes: string | Uint8Array }>,
): ReadRules {
  const rules: Rule[] = [];
  const files: SpecFile[] = [];
  const problems: Problem[] = [];
  const places = new Map<string, Place>();
  for (const { path, bytes } of contents) {
    if (!isRules(path)) continue;
    const file = parseContent(path, bytes);
    files.push(file);
    const spec = validateFile<RulesSpec>(file, validateRules, problems);
    for (const [name, rule] of Object.entries(spec?.rules ?? {})) {
      if (rule === undefined) continue;
      const place = { file, path: ["rules", name], at: "key" as const };
      const same = places.get(name);
      if (same)
        problems.push({
          ...{ ...place, code: "invalid-check" },
          message: `the rule "${name}" is there twice`,
          related: { ...same, message: "the other one" },
        });
      else places.set(name, place);
      const read = readRule(name, rule, place, problems);
      if (read !== null) rules.push(read);
      if (rules.length === mostRules + 1)
        problems.push({
          ...{ ...place, code: "invalid-check" },
          message: `there are more than ${mostRules} rules`,
        });
    }
  }
  // By name, so that renaming a file changes nothing that is judged.
  rules.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { rules, diagnostics: locateAll(files, problems) };
}

function readRule(
  name: string,
  { message, severity = "error", each = "pipeline", when, require, forbid }: RuleSpec,
  place: Place,
  problems: Problem[],
): Rule | null {
  const given = [require, forbid].filter((one) => typeof one === "string");
  if (given.length !== 1) {
    problems.push({
      ...{ ...place, code: "invalid-check" },
      message: given.length === 0 ? "the rule asks nothing" : "the rule has `require` and `forbid`",
      help: "give it one of them",
    });
    return null;
  }
  const asks = require === undefined ? "forbid" : "require";
  const [expression = ""] = given;
  for (const { message: wrong, help, offset, length } of ruleProgram({ each, expression }).issues)
    problems.push({
      ...{ file: place.file, path: [...place.path, asks], at: "value", part: { offset, length } },
      ...{ code: "invalid-expression", message: wrong, help },
    });
  const { line, column } = place.file.document().spanOf(place.path, "key");
  return {
    ...{ name, message, severity, each, asks, expression },
    when: scopeOf(when),
    place: `${place.file.path}:${line}:${column}`,
  };
}

const scopeOf = ({ environments, projects, pipelines, tags }: RuleScopeSpec = {}): RuleScope => ({
  environments: environments ?? null,
  projects: projects ?? null,
  pipelines: pipelines ?? null,
  tags: tags ?? {},
});
