// Elements of an export as definitions: nesting decides what is in what, whatever PARENT_FOLDER says.

import { didYouMean } from "#core/suggest.ts";
import type { Finding, LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";
import type { Definition, Definitions, Part } from "./definition.ts";
import { Fields, given, Keys, refuse } from "./definition.ts";
import { attributeName, elementName, metadata, understood } from "./names.ts";

const folders = new Set(["FOLDER", "SMART_FOLDER", "SUB_FOLDER"]);
const known: readonly string[] = [...understood, ...metadata];

/** Folders and jobs of a file that was read. What has no meaning at its place is a finding. */
export function defineXml(file: LegacyFile, keys = new Keys()): Definitions {
  const found: Definitions = { all: [], findings: [] };
  /** A wrong name is often wrong on each of thousands of jobs. */
  const suggestions = new Map<string, string | undefined>();
  const suggestion = (name: string): string | undefined => {
    if (!suggestions.has(name)) suggestions.set(name, didYouMean(name, known));
    return suggestions.get(name);
  };
  for (const root of file.statements) {
    if (root.kind === "DEFTABLE") for (const each of root.children) define(each, null);
    else if (folders.has(elementName(root.kind))) define(root, null);
    else if (root.kind !== "DEFCAL")
      report(root, "control-m-root", `<${root.kind}> is no root of an export of jobs`);
  }
  return found;

  function report(at: Statement | LegacyAttribute, code: string, message: string, help?: string) {
    const finding: Finding = { code, severity: "warning", place: at.place, message };
    found.findings.push(help === undefined ? finding : { ...finding, help });
  }

  function define(statement: Statement, parent: Definition | null): void {
    const kind = elementName(statement.kind);
    if (!folders.has(kind) && kind !== "JOB") {
      report(statement, "control-m-element", `<${statement.kind}> is no folder and no job`);
      return;
    }
    const fields = fieldsOf(statement);
    const isJob = kind === "JOB";
    const name =
      given(fields, isJob ? "JOBNAME" : "FOLDER_NAME") ??
      given(fields, "JOBNAME") ??
      statement.kind;
    const definition: Definition = {
      ...{ kind: kind as Definition["kind"], key: keys.of(parent, name), name, statement, parent },
      ...{ fields, parts: [], members: [], refusals: [] },
    };
    found.all.push(definition);
    parent?.members.push(definition);
    check(definition);
    for (const child of statement.children) {
      const childKind = elementName(child.kind);
      if (!isJob && (folders.has(childKind) || childKind === "JOB")) define(child, definition);
      else definition.parts.push(partOf(child));
    }
  }

  function check(definition: Definition): void {
    const { statement, fields, parent, kind } = definition;
    if (statement.name === null)
      refuse(definition, "control-m-nameless", `a <${statement.kind}> without a name`);
    if (kind === "JOB" && parent === null)
      refuse(definition, "control-m-no-folder", "a job outside of any folder is never ordered");
    for (const attribute of statement.attributes) {
      const { name, foreign } = attributeName(attribute.name);
      if (foreign) report(attribute, "control-m-alias", `${attribute.name} is read as ${name}`);
      else if (!understood.has(name) && !metadata.has(name)) {
        const message = `${attribute.name} is no attribute of a ${statement.kind}`;
        const help = suggestion(name);
        report(attribute, "control-m-attribute", message, help);
        // What is nearly a known name was meant to act; others are of plug-ins and of later releases.
        if (help) refuse(definition, "control-m-attribute", message, [attribute]);
      }
    }
    const said = given(fields, "PARENT_FOLDER");
    const path = (kind === "JOB" ? parent : (parent ?? definition))?.key;
    if (said !== null && path !== undefined && said !== path)
      report(statement, "control-m-parent", `PARENT_FOLDER is ${said}, but it stands in ${path}`);
  }
}

/** Fields by today's names; of a name that is there twice under two spellings, today's holds. */
export function fieldsOf(statement: Statement): Fields {
  const fields = new Fields(statement.attributes);
  for (const attribute of statement.attributes) {
    const { name } = attributeName(attribute.name);
    if (name !== attribute.name && !fields.has(name))
      fields.set(name, { value: attribute.value, from: [attribute] });
  }
  return fields;
}

function partOf(statement: Statement): Part {
  const fields = fieldsOf(statement);
  const kind = elementName(statement.kind);
  const assignment = fields.get("EXP");
  // The oldest form of a variable is one text: %%X=v.
  if (kind === "VARIABLE" && assignment) {
    const { value, from } = assignment;
    const at = value.indexOf("=");
    fields.set("NAME", { value: at < 0 ? value : value.slice(0, at), from });
    fields.set("VALUE", { value: at < 0 ? "" : value.slice(at + 1), from });
  }
  return { kind, statement, fields, parts: statement.children.map(partOf) };
}
