// Folders and jobs of Automation API JSON as definitions, with `Defaults` applied, under the names of the XML format.

import type { Finding, LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";
import { calendarParts, part, partsOfChild } from "./define-parts.ts";
import { argumentParts, isOfPlugIn, plugInParts, plugIns } from "./define-plugin.ts";
import { setRerun, setterOf, setWhen } from "./define-when.ts";
import { type Definition, type Definitions, Fields, Keys, refuse } from "./definition.ts";
import { defaultsFor, JsonObject } from "./json-object.ts";
import { isProfile } from "./profiles.ts";

const kinds: ReadonlyMap<string, Definition["kind"]> = new Map([
  ["Folder", "SMART_FOLDER"],
  ["SimpleFolder", "FOLDER"],
  ["SubFolder", "SUB_FOLDER"],
]);

/** Members with one value, by the attribute of XML that says the same. */
const plain: Readonly<Record<string, string>> = {
  ...{ ControlmServer: "DATACENTER", Application: "APPLICATION", RunAs: "RUN_AS", Host: "NODEID" },
  ...{ SubApplication: "SUB_APPLICATION", Priority: "PRIORITY", Description: "DESCRIPTION" },
  ...{ CreatedBy: "CREATED_BY", SiteStandard: "SITE_STANDARD_NAME", TimeZone: "TIMEZONE" },
  ...{ Command: "CMDLINE", FileName: "MEMNAME", FilePath: "MEMLIB", Script: "INSTREAM_JCL" },
};

/** Members that are true or false, with what XML writes for each. */
const flags: Readonly<Record<string, readonly [name: string, yes: string, no: string]>> = {
  Confirm: ["CONFIRM", "1", "0"],
  RunOnAllAgentsInGroup: ["MULTY_AGENT", "Y", "N"],
  RetroactiveOrder: ["RETRO", "1", "0"],
  EndFolder: ["END_FOLDER", "Y", "N"],
  Critical: ["CRITICAL", "1", "0"],
};

/** Read apart from the tables. */
const others = new Set([
  ...["Type", "OrderMethod", "AdjustEvents", "DaysKeepActive", "RunAsDummy", "Arguments"],
]);
/** Change nothing in what runs. */
const silent = new Set(["ActiveRetentionPolicy", "DaysKeepActiveIfNotOk", "BusinessFields"]);

/** Children that the definition itself is made of. */
const own = new Set([
  "When",
  "Rerun",
  "RerunLimit",
  "RerunIntervals",
  "RerunSpecificTimes",
  "Defaults",
]);

/** Folders and jobs of a file that was read. */
export function defineJson(file: LegacyFile, keys = new Keys()): Definitions {
  const found: Definitions = { all: [], findings: [] };
  for (const root of file.statements) {
    const defaults = root.children.filter(({ name }) => name === "Defaults");
    for (const child of root.children) if (child.name !== "Defaults") define(child, null, defaults);
  }
  return found;

  function define(statement: Statement, parent: Definition | null, defaults: Statement[]): void {
    const kind = kinds.get(statement.kind) ?? "JOB";
    if (isProfile(statement)) return;
    if (kind === "JOB" && !statement.kind.startsWith("Job")) {
      const message = `"${statement.name}" is of type ${statement.kind}, no folder and no job`;
      const finding: Finding = {
        code: "control-m-element",
        severity: "warning",
        place: statement.place,
        message,
      };
      found.findings.push(finding);
      return;
    }
    const name = statement.name ?? "";
    const definition: Definition = {
      ...{ kind, key: keys.of(parent, name), name, statement, parent },
      ...{ fields: new Fields(), parts: [], members: [], refusals: [] },
    };
    found.all.push(definition);
    parent?.members.push(definition);
    const inner = [...statement.children.filter((child) => child.name === "Defaults"), ...defaults];
    const object = new JsonObject([statement, ...defaultsFor(statement.kind, inner)]);
    setFields(definition, object);
    if (kind === "JOB" && parent === null)
      refuse(definition, "control-m-no-folder", "a job outside of any folder is never ordered");
    const flows: Statement[] = [];
    const byDefault = new Set(defaults.flatMap(({ children }) => children));
    for (const child of object.children()) {
      const isMember = kinds.has(child.kind) || child.kind.startsWith("Job");
      // `Job` and the like within Defaults are defaults of a type, not jobs.
      if (isMember && kind !== "JOB") {
        if (!byDefault.has(child)) define(child, definition, inner);
      } else if (child.kind === "Flow") flows.push(child);
      else if (!own.has(child.name ?? "") && !isTypeName(child) && !isPairs(statement, child))
        definition.parts.push(...partsOfChild(child));
    }
    definition.parts.push(...calendarParts(object.object("When")));
    if (kind === "JOB")
      definition.parts.push(...argumentParts(object), ...(plugInParts(statement, object) ?? []));
    for (const flow of flows) link(flow, definition);
    if (hasTwice(statement))
      refuse(definition, "control-m-duplicate-key", "a key stands twice, and either may hold");
  }
}

const isTypeName = ({ name, kind }: Statement): boolean =>
  kind === "object" && (/^Job(:|$)/.test(name ?? "") || kinds.has(name ?? ""));

/** Pairs of files, of a job that transfers them. */
const isPairs = ({ kind }: Statement, { name }: Statement): boolean =>
  kind === "Job:FileTransfer" && name === "FileTransfers";

function setFields(definition: Definition, object: JsonObject): void {
  const { kind, statement, fields } = definition;
  const set = setterOf(fields);
  set(
    kind === "FOLDER" || kind === "SMART_FOLDER" ? "FOLDER_NAME" : "JOBNAME",
    definition.name,
    [],
  );
  // What a plug-in is told is part of what only the product can run.
  const isPlugIn = kind === "JOB" && !tasks.has(statement.kind);
  const ofPlugIn: LegacyAttribute[] = [];
  for (const attribute of object.attributes()) {
    const { name, value } = attribute;
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    const same = Object.hasOwn(plain, name) ? plain[name] : undefined;
    if (flag)
      set(flag[0], value === "true" ? flag[1] : value === "false" ? flag[2] : value, [attribute]);
    else if (same !== undefined)
      set(same, name === "Script" ? scriptOf(value) : value, [attribute]);
    else if (silent.has(name))
      set("MODIFIED", value, [...(fields.get("MODIFIED")?.from ?? []), attribute]);
    else if (others.has(name) || isOfPlugIn(statement.kind, name)) continue;
    else if (isPlugIn) ofPlugIn.push(attribute);
    else
      refuse(definition, "control-m-attribute", `${name} is no member that we know`, [attribute]);
  }
  const method = object.attribute("OrderMethod");
  if (definition.parent === null) {
    const word = method?.value ?? "Automatic";
    // Nothing is what exports of XML have for an order by hand.
    const words: Readonly<Record<string, string>> = { Automatic: "SYSTEM", Manual: "" };
    set("FOLDER_ORDER_METHOD", words[word] ?? word, [method]);
  }
  const adjust = object.attribute("AdjustEvents");
  if (adjust)
    set("ADJUST_COND", /^(N|No|false)$/i.test(adjust.value) ? "N" : adjust.value, [adjust]);
  const kept = object.attribute("DaysKeepActive");
  if (kept) set("MAXWAIT", kept.value === "Forever" ? "99" : kept.value, [kept]);
  const type = object.attribute("Type");
  const asDummy = object.attribute("RunAsDummy");
  if (kind === "JOB")
    setType(statement.kind, asDummy?.value === "true", (name, value) =>
      set(name, value, [type, asDummy, ...ofPlugIn]),
    );
  // A folder without rules of its own is ordered whenever its method says; so is a job.
  if (kind !== "FOLDER" && !onlyCalendars(object)) setWhen(object.object("When"), set);
  for (const name of ["FromTime", "ToTime"] as const) {
    const time = onlyCalendars(object) ? object.object("When")?.attribute(name) : null;
    if (time) set(name === "FromTime" ? "TIMEFROM" : "TIMETO", time.value, [time]);
  }
  setRerun(object, set);
}

/** A body in one line whose line breaks are written out, as the product's own exports have them. */
const scriptOf = (text: string): string =>
  text.includes("\n") ? text : text.replaceAll("\\n", "\n");

/** Days that come from rule-based calendars alone: then days that are left out aren't all of them. */
function onlyCalendars(object: JsonObject): boolean {
  const when = object.object("When");
  const sides = ["MonthDays", "WeekDays", "Schedule", "SpecificDates", "DaysRelation"];
  return (
    when?.object("RuleBasedCalendars") != null &&
    sides.every((name) => when.attribute(name) === null)
  );
}

const tasks: ReadonlyMap<string, string> = new Map([
  ["Job:Command", "Command"],
  ["Job:Script", "Job"],
  ["Job:EmbeddedScript", "Job"],
  ["Job:Dummy", "Dummy"],
]);

function setType(type: string, asDummy: boolean, set: (name: string, value: string) => void): void {
  const known = tasks.get(type);
  set("TASKTYPE", asDummy ? "Dummy" : (known ?? "Job"));
  set("APPL_TYPE", known === undefined ? (plugIns[type] ?? type) : "OS");
  if (type === "Job:EmbeddedScript") set("USE_INSTREAM_JCL", "Y");
}

/** A flow is an event from each of its members to the next. */
function link(flow: Statement, folder: Definition): void {
  const sequence = new JsonObject([flow]).list("Sequence") ?? [];
  sequence.slice(1).forEach((to, index) => {
    const from = sequence[index] as string;
    const [before, after] = [from, to].map((name) =>
      folder.members.find((member) => member.name === name),
    );
    const values = { NAME: `flow_from_${from}_to_${to}`, AND_OR: "A" };
    if (!before || !after)
      refuse(
        folder,
        "control-m-value",
        `flow ${flow.name} names ${before ? to : from}, which isn't there`,
        flow.attributes,
      );
    before?.parts.push(part("OUTCOND", flow, values));
    after?.parts.push(part("INCOND", flow, values));
  });
}

/** Members of a job, or of a folder's own; jobs within answer for themselves. */
function hasTwice({ attributes, children }: Statement): boolean {
  const names = [...attributes, ...children]
    .map(({ name }) => name)
    .filter((name) => name !== null && name !== "");
  const within = children.filter(({ kind }) => !kinds.has(kind) && !kind.startsWith("Job"));
  return new Set(names).size < names.length || within.some(hasTwice);
}
