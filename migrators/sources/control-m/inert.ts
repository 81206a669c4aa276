// What a definition says that changes nothing in what runs.

import type { Work } from "#migrators/legacy/work.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import type { Statement } from "#migrators/statement.ts";
import { type Definition, given, partsOf, sourcesOf } from "./definition.ts";
import { dayNames, metadata } from "./names.ts";
import { workOf } from "./work.ts";

/** Values that say what the product does anyway. */
const defaults: Readonly<Record<string, readonly string[]>> = {
  ...{ RETRO: ["0", "N"], CRITICAL: ["0", "N"], MULTY_AGENT: ["N"], END_FOLDER: ["N"] },
  ...{ ADJUST_COND: ["N"], CONFIRM: ["0", "N"], CYCLIC: ["0", "N"], USE_INSTREAM_JCL: ["N"] },
  ...{ TIMEFROM: [""], TIMETO: [""], PRIORITY: [""], DESCRIPTION: [""], NODEID: [""] },
  ...{ VERSION_OPCODE: ["N"], IS_CURRENT_VERSION: ["Y"], MAXRERUN: ["0"], TIMEZONE: [""] },
};

const ofCycles = [
  ...["INTERVAL", "CYCLIC_TYPE", "CYCLIC_TOLERANCE", "IND_CYCLIC"],
  ...["CYCLIC_INTERVAL_SEQUENCE", "CYCLIC_TIMES_SEQUENCE"],
];

export function inertOf(definition: Definition): LegacyJob["inert"] {
  const { fields } = definition;
  const found: LegacyJob["inert"] = [];
  const add = (names: readonly string[], code: string) => {
    for (const attribute of sourcesOf(fields, names)) found.push({ attribute, code });
  };
  const names = fields.names();
  for (const name of names) {
    if (metadata.has(name)) add([name], "control-m-metadata");
    if (Object.hasOwn(defaults, name) && defaults[name]?.includes(fields.value(name)?.trim() ?? ""))
      add([name], "control-m-default");
  }
  for (const name of names)
    if (fields.value(name)?.trim() === "" && !dayNames.includes(name))
      add([name], "control-m-default");
  add(["TASKTYPE", "APPL_TYPE", "USE_INSTREAM_JCL"], "control-m-type");
  addTypes(definition.statement, found);
  if (definition.kind === "JOB") {
    add(notRun(workOf(definition)), "control-m-not-run");
  }
  if (!/^(?:mvs|z\/?os)$/i.test(given(fields, "PLATFORM") ?? ""))
    add(["PLATFORM"], "control-m-metadata");
  for (const part of partsOf(definition, "RULE_BASED_CALENDAR"))
    for (const name of part.fields.names())
      if (metadata.has(name))
        for (const attribute of sourcesOf(part.fields, [name]))
          found.push({ attribute, code: "control-m-metadata" });
  const isCyclic = /^[1Y]$/i.test(given(fields, "CYCLIC") ?? "0");
  if (!isCyclic) add(ofCycles, "control-m-not-cyclic");
  const reruns = partsOf(definition, "ON").some(({ parts }) =>
    parts.some((action) => given(action.fields, "ACTION") === "RERUN"),
  );
  if (!isCyclic && !reruns && given(fields, "MAXRERUN") !== "0")
    add(["MAXRERUN"], "control-m-no-rerun");
  if (given(fields, "USE_INSTREAM_JCL") !== "Y") add(["INSTREAM_JCL"], "control-m-stale-script");
  return found;
}

/** What would name something else to run than what the job's type runs. */
function notRun(work: Work): string[] {
  if (work.kind === "unsupported") return [];
  const form = work.kind === "command" ? work.form : null;
  return [
    ...(form === "line" ? [] : ["CMDLINE"]),
    ...(form === "path" ? [] : ["MEMLIB", "MEMNAME"]),
  ];
}

/** What says of which kind an object of JSON is, and with it those that aren't folders or jobs themselves. */
function addTypes({ attributes, children }: Statement, found: LegacyJob["inert"]): void {
  for (const attribute of attributes)
    if (attribute.name === "Type" || (attribute.name === "Events" && attribute.text === "[]"))
      found.push({ attribute, code: "control-m-type" });
  for (const child of children) if (!/Folder$|^Job/.test(child.kind)) addTypes(child, found);
}
