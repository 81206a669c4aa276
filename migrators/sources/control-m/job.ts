// One folder or job in the words of the model, and what keeps it from being understood.

import { didYouMean } from "#core/suggest.ts";
import type { LegacyResult } from "#migrators/legacy/result.ts";
import type { LegacyJob, ResourceUse, Sourced } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { attributesOf, posts, waitsFor } from "./conditions.ts";
import { intervalMinutes } from "./cyclic.ts";
import { type Definition, given, type Part, partsOf, sourcesOf } from "./definition.ts";
import { inertOf } from "./inert.ts";
import { shout } from "./notifications.ts";
import { ruleOf } from "./on.ts";
import { scheduleOf } from "./schedule.ts";
import type { Problem } from "./select-days.ts";
import type { Site } from "./site.ts";
import { uncertain } from "./uncertain.ts";
import { workOf } from "./work.ts";

export function jobOf(definition: Definition, site: Site): { job: LegacyJob; problems: Problem[] } {
  const { fields, kind, key, name, statement, parent } = definition;
  const problems: Problem[] = [];
  const sourced = (field: string): Sourced<string> | null =>
    given(fields, field) === null ? null : (fields.get(field) as Sourced<string>);
  const host = sourced("NODEID");
  const isGroup = kind !== "JOB";
  const onEach = given(fields, "MULTY_AGENT") === "Y";
  if (onEach && (host === null || isGroup))
    problems.push(
      problemOf(
        definition,
        "control-m-all-agents",
        "MULTY_AGENT",
        "it runs on every agent of a group that it doesn't name",
      ),
    );
  for (const name of ["OVERRIDE_PATH", "OVERLIB"])
    if (given(fields, name) !== null) {
      const said = "a script of the override path would run instead";
      problems.push(problemOf(definition, "control-m-override", name, said));
    }
  for (const name of ofMainframes)
    if (given(fields, name) !== null && !isUsual(name, given(fields, name) ?? ""))
      problems.push(problemOf(definition, "control-m-zos", name, `${name} is of z/OS`));
  const old = ["VERSION_OPCODE", "IS_CURRENT_VERSION"].find(
    (name) => given(fields, name) === (name === "VERSION_OPCODE" ? "D" : "N"),
  );
  if (old !== undefined)
    problems.push(problemOf(definition, "control-m-not-live", old, "the version is not in force"));
  const critical = /^[1Y]$/i.test(given(fields, "CRITICAL") ?? "")
    ? sourcesOf(fields, ["CRITICAL"])
    : [];
  const adjust = adjustOf(definition);
  if (adjust === undefined)
    problems.push(
      problemOf(
        definition,
        "control-m-adjust",
        "ADJUST_COND",
        `ADJUST_COND is ${given(fields, "ADJUST_COND")}`,
      ),
    );
  const notices = partsOf(definition, "SHOUT").flatMap((part) => shout(part, problems) ?? []);
  const schedule = scheduleOf(definition, site, problems);
  const confirm = given(fields, "CONFIRM");
  for (const { fields: own, statement: at } of partsOf(definition, "VARIABLE"))
    if (given(own, "NAME") === null)
      problems.push({
        code: "control-m-nameless",
        message: "a variable has no name",
        from: at.attributes,
      });
  const job: LegacyJob = {
    ...{ key, name, statement, also: [], parent: parent?.key ?? null, work: workOf(definition) },
    hosts: host && {
      value: { names: [host.value], mode: onEach ? "all" : "named" },
      from: [...host.from, ...(onEach ? sourcesOf(fields, ["MULTY_AGENT"]) : [])],
    },
    user: sourced("RUN_AS"),
    environment: partsOf(definition, "VARIABLE").flatMap(
      ({ fields: own, statement: { attributes } }) => {
        const variable = given(own, "NAME");
        if (variable === null) return [];
        return [
          { name: variable, value: { value: own.get("VALUE")?.value ?? "", from: attributes } },
        ];
      },
    ),
    schedule,
    condition: waitsFor(partsOf(definition, "INCOND"), site, problems),
    resources: resources(definition, problems),
    result: result(definition, site, problems),
    notifications: notices.flatMap(({ notification }) => notification ?? []),
    deadlines: notices.flatMap(({ deadline }) => deadline ?? []),
    ...(adjust && { adjust }),
    confirm:
      confirm === null
        ? null
        : { value: /^[1Y]$/i.test(confirm), from: sourcesOf(fields, ["CONFIRM"]) },
    priority: sourced("PRIORITY"),
    state: old === undefined ? null : { value: "inactive", from: sourcesOf(fields, [old]) },
    settled: [
      ...critical.map((attribute) => assumed(attribute, "control-m-critical")),
      ...ofCalendars(definition).map((attribute) => assumed(attribute, "control-m-calendar-kept")),
      ...uncertain(definition).map(([attribute, code]) => assumed(attribute, code)),
    ],
    description: sourced("DESCRIPTION"),
    labels: labels.flatMap((label) => {
      const value = sourced(label);
      return value ? [{ name: label, label: value }] : [];
    }),
    get inert() {
      return inertOf(definition);
    },
    refusals: [...definition.refusals],
  };
  for (const part of definition.parts)
    if (!knownParts.has(part.kind))
      problems.push({
        code: "control-m-part",
        message: partMessage(part.kind, isGroup ? "folder" : "job"),
        from: attributesOf(part),
      });
  return { job, problems };
}

function partMessage(kind: string, place: string): string {
  const near = didYouMean(kind, [...knownParts]);
  const said = `<${kind}> has no meaning in a ${place}`;
  return near === null ? said : `${said}: ${near}`;
}

/** Null: dependencies are strict. Undefined: it is none of the words that a folder has. */
function adjustOf({ fields, kind }: Definition): LegacyJob["adjust"] | null {
  const letter = (given(fields, "ADJUST_COND") ?? "N").slice(0, 1).toUpperCase();
  if (letter === "N") return null;
  // `true` and `Yes` of the Automation API.
  const waits = letter === "B" || letter === "D";
  if (kind === "JOB" || !(waits || letter === "Y" || letter === "T")) return undefined;
  return { value: { letter, waits }, from: sourcesOf(fields, ["ADJUST_COND"]) };
}

const assumed = (attribute: LegacyAttribute, code: string) =>
  ({ attribute, outcome: "equivalent", code }) as const;

/** What rule-based calendars say beside days. */
const ofCalendars = (definition: Definition): LegacyAttribute[] =>
  partsOf(definition, "RULE_BASED_CALENDAR").flatMap(({ fields }) =>
    sourcesOf(fields, ["MAXWAIT", "RETRO"]),
  );

/** Attributes of jobs of mainframes; of others they are empty. */
const ofMainframes = [
  ...["RERUNMEM", "STAT_CAL", "PREVENTNCT2", "REQUEST_NJE_NODE", "SYSTEM_AFFINITY", "PDSNAME"],
  ...["SCHEDULING_ENVIRONMENT", "MINIMUM", "CATEGORY", "PAR", "OPTION", "DUE_OUT"],
  ...["DUE_OUT_DAYSOFFSET", "PLATFORM"],
];

/** What exports write where nothing was set. */
const isUsual = (name: string, value: string): boolean =>
  (name === "PLATFORM" && !/^(?:MVS|Z\/?OS)$/i.test(value)) ||
  (name === "MINIMUM" && /^0*$/.test(value)) ||
  (name === "PREVENTNCT2" && /^[0N ]*$/.test(value));

const labels = ["APPLICATION", "SUB_APPLICATION", "DATACENTER"];

const knownParts = new Set([
  ...["INCOND", "OUTCOND", "QUANTITATIVE", "CONTROL", "VARIABLE", "SHOUT", "ON"],
  ...["RULE_BASED_CALENDAR", "RULE_BASED_CALENDARS", "ADDITIONAL_FOLDER_DETAILS"],
]);

const problemOf = (
  { fields }: Definition,
  code: string,
  name: string,
  message: string,
): Problem => ({
  ...{ code, message, from: sourcesOf(fields, [name]) },
});

function resources(definition: Definition, problems: Problem[]): ResourceUse[] {
  const uses: ResourceUse[] = [];
  const isSet = ({ fields }: Part, name: string, value: string) => given(fields, name) === value;
  for (const part of partsOf(definition, "QUANTITATIVE")) {
    const resource = given(part.fields, "NAME");
    const quantity = given(part.fields, "QUANT") ?? "";
    const from = attributesOf(part);
    if (resource === null || !/^\d{1,9}$/.test(quantity))
      problems.push({
        code: "control-m-value",
        message: `a QUANTITATIVE of "${quantity}" units`,
        from,
      });
    else
      uses.push({
        ...{ resource, amount: { value: Number(quantity), from } },
        ...{ keepOnFailure: isSet(part, "ONFAIL", "K"), spend: isSet(part, "ONOK", "D") },
      });
  }
  for (const part of partsOf(definition, "CONTROL")) {
    const resource = given(part.fields, "NAME");
    const type = given(part.fields, "TYPE") ?? "";
    const from = attributesOf(part);
    if (resource === null || (type !== "E" && type !== "S"))
      problems.push({ code: "control-m-value", message: `a CONTROL of TYPE "${type}"`, from });
    else
      uses.push({
        ...{ resource, amount: { value: type === "E" ? "exclusive" : "shared", from } },
        ...{ keepOnFailure: isSet(part, "ONFAIL", "K"), spend: false },
      });
  }
  return uses;
}

function result(definition: Definition, site: Site, problems: Problem[]): LegacyResult {
  const { fields } = definition;
  const rules = partsOf(definition, "ON").map((on) => ruleOf(on, site, problems));
  const limit = given(fields, "MAXRERUN") ?? "0";
  const reruns = rules.some(({ effects }) => effects.some((effect) => effect.kind === "rerun"));
  const ends = given(fields, "END_FOLDER");
  const delay = intervalMinutes(given(fields, "INTERVAL") ?? "") || null;
  return {
    ...{ success: null, failure: null, timeout: null, endedByGroup: null },
    ...{ groupSuccess: null, groupFailure: null, rules },
    effects: partsOf(definition, "OUTCOND").flatMap((part) => posts(part, site, problems) ?? []),
    // MAXRERUN limits what an ON … RERUN starts; alone it retries nothing, and on a cyclic job it limits the cycle.
    retry:
      reruns && /^[1-9]\d?$/.test(limit) && !/^[1Y]$/i.test(given(fields, "CYCLIC") ?? "0")
        ? {
            value: { retries: Number(limit), delayMinutes: delay },
            from: sourcesOf(fields, ["MAXRERUN", "INTERVAL"]),
          }
        : null,
    endsGroup: ends === "Y" ? { value: true, from: sourcesOf(fields, ["END_FOLDER"]) } : null,
  };
}
