// ON blocks: what the end of a job causes, and what it counts as.

import type { Comparison } from "#migrators/legacy/condition.ts";
import type { EndTest, LegacyEffect, LegacyRule } from "#migrators/legacy/result.ts";
import { attributesOf, odate, posts } from "./conditions.ts";
import { given, type Part } from "./definition.ts";
import { mailOf, shoutOf } from "./notifications.ts";
import type { Problem } from "./select-days.ts";
import type { Site } from "./site.ts";

const comparisons: Readonly<Record<string, Comparison>> = {
  ...{ EQ: "=", NE: "!=", LT: "<", LE: "<=", GT: ">", GE: ">=" },
  ...{ "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=" },
};

/** What a CODE tests. Codes that aren't documented, and those of z/OS, are kept as their text. */
function endTest(code: string, statement: string): EndTest {
  const text = code.trim();
  const isAnyStatement = statement === "" || statement === "*";
  if (isAnyStatement && text === "OK") return { kind: "success" };
  if (isAnyStatement && text === "NOTOK") return { kind: "failure" };
  if (isAnyStatement && text === "*") return { kind: "always" };
  const counted =
    /^(COMPSTAT|RUNCOUNT|FAILCOUNT)\s{0,9}(EQ|NE|LT|LE|GT|GE|!=|<=|>=|[=<>])\s{0,9}(-?\d{1,9})$/.exec(
      text,
    );
  if (counted) {
    const [, what, operator, digits] = counted;
    const compare = comparisons[operator as string] as Comparison;
    if (what === "COMPSTAT") return { kind: "exitCode", compare, code: Number(digits) };
    return { kind: what === "RUNCOUNT" ? "runs" : "failures", compare, count: Number(digits) };
  }
  const isZos = /^([SU]\*{0,4}\d{0,4}|C\d{4}|EXERR|JNRUN|JNSUB|JFAIL)$/.test(text);
  if (isAnyStatement && text.includes("*") && !isZos) return { kind: "output", pattern: text };
  return { kind: "other", text: isAnyStatement ? text : `${statement}: ${text}` };
}

export function ruleOf(on: Part, site: Site, problems: Problem[]): LegacyRule {
  const code = given(on.fields, "CODE") ?? "";
  const when = endTest(code, given(on.fields, "STMT") ?? "*");
  const effects = on.parts.flatMap((action) => effectOf(action, site, problems));
  // Whom it only tells is not told then, which changes nothing of what runs.
  if (when.kind === "other" && effects.some(({ kind }) => kind !== "notify"))
    problems.push({
      code: "control-m-on-code",
      message: `ON CODE "${when.text}" is none that we can test`,
      from: attributesOf(on),
    });
  return { when, effects, from: attributesOf(on) };
}

function effectOf(action: Part, site: Site, problems: Problem[]): LegacyEffect[] {
  const { fields, kind } = action;
  const from = attributesOf(action);
  const unable = (message: string): LegacyEffect[] => {
    problems.push({ code: "control-m-action", message, from });
    return [{ kind: "other", action: kind, from }];
  };
  switch (kind) {
    case "DOACTION":
      switch ((given(fields, "ACTION") ?? "").toUpperCase()) {
        case "OK":
          return [{ kind: "result", result: "success", from }];
        case "NOTOK":
          return [{ kind: "result", result: "failure", from }];
        case "RERUN":
          return [{ kind: "rerun", from }];
        case "SPCYC":
          return [{ kind: "stopCyclic", from }];
        default:
          return unable(`DOACTION ${given(fields, "ACTION") ?? "without an ACTION"}`);
      }
    case "DOCOND": {
      const effect = posts(action, site, problems);
      return effect ? [effect] : [];
    }
    case "DOFORCEJOB": {
      const [folder, job] = [given(fields, "FOLDER_NAME"), given(fields, "NAME")];
      const date = odate(fields, site);
      if ("problem" in date) problems.push(date.problem);
      if ("problem" in date || (folder === null && job === null))
        return unable("DOFORCEJOB without a target or a date");
      const target = folder === null ? job : job === null ? folder : `${folder}/${job}`;
      return [{ kind: "start", job: target as string, date, from }];
    }
    case "DOMAIL":
      return [{ kind: "notify", notification: mailOf(action), from }];
    case "DOSHOUT":
      return [{ kind: "notify", notification: shoutOf(action, "always"), from }];
    case "DOVARIABLE": {
      const variable = given(fields, "NAME");
      if (variable === null) return unable("DOVARIABLE without a name");
      const scope = variable.startsWith("%%\\") ? "global" : "job";
      return [{ kind: "set", variable, value: fields.get("VALUE")?.value ?? "", scope, from }];
    }
    default:
      return unable(`${kind} has no counterpart`);
  }
}
