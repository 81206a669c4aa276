// What JSON Schema can't say about a connector: that its names are there, who is asked, which secrets prove it.

import type { ConnectorSpec } from "#schemas/types.ts";
import type { Loop } from "../expression-loop.ts";
import type { ExpressionIssue } from "../expression-template.ts";
import { hasExpression, parseTemplateText } from "../expression-template.ts";
import type { SpecFile } from "../parse.ts";
import type { Path, Problem } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { authKind, authsOf, reservedInputs, secretsOfAuth } from "./connector.ts";
import { connectorProgram } from "./expression.ts";
import { type ConnectorPlace, connectorPlaces } from "./places.ts";

type Report = (path: Path, message: string, help?: string, at?: "key") => void;

/** Problems of one connector; `spec` may lack what was cut for its shape. */
export function checkConnector(
  file: SpecFile,
  spec: Partial<ConnectorSpec>,
  problems: Problem[],
): void {
  const report: Report = (path, message, help, at) =>
    problems.push({ file, path, at: at ?? "value", code: "invalid-connector", message, help });
  for (const place of connectorPlaces(spec))
    for (const issue of issuesOf(place, spec))
      problems.push({
        ...{ file, path: place.path, at: "value", code: "invalid-connector" },
        ...{ message: issue.message, help: issue.help },
        part: { offset: issue.offset, length: issue.length },
      });
  checkHosts(spec, report);
  checkAuth(spec, report);
  checkIds(spec, report);
  checkRerun(spec, report);
  checkSteps(spec, report);
  for (const name of Object.keys(spec.inputs ?? {}))
    if (reservedInputs.includes(name))
      report(
        ["inputs", name],
        `\`${name}\` says something else in each task's \`with\``,
        undefined,
        "key",
      );
}

function issuesOf(place: ConnectorPlace, spec: Partial<ConnectorSpec>): ExpressionIssue[] {
  if (place.kind === "expression") return namesIn(place.text, place.roots, spec);
  if (!hasExpression(place.text)) return [];
  const { parts, issues } = parseTemplateText(place.text);
  const inside = parts.flatMap((part) =>
    part.kind === "text"
      ? []
      : namesIn(part.expression, place.roots, spec).map((issue) => ({
          ...issue,
          offset: issue.offset + part.offset,
        })),
  );
  return [...issues, ...inside];
}

/** @param entries what the loops around the text call their entries */
function namesIn(
  text: string,
  roots: readonly string[],
  spec: Partial<ConnectorSpec>,
  entries: readonly string[] = [],
): ExpressionIssue[] {
  const { parsed, issues } = connectorProgram(text);
  const found = [...issues];
  const known = { roots, entries, spec };
  for (const { reference, offset, length } of parsed.references) {
    if (reference.kind === "status") continue;
    const isLoop = reference.kind === "loop";
    const named = isLoop ? reference.list : reference.path;
    const path = named[0] === "json" ? named.slice(1) : named;
    const wrong = wrongName(path, known) ?? (isLoop ? wrongVariable(reference, known) : null);
    if (wrong !== null) found.push({ ...wrong, offset, length });
    if (!isLoop) continue;
    for (const inner of [reference.where, reference.value])
      if (inner !== null)
        found.push(
          ...namesIn(inner.text, roots, spec, [...entries, reference.variable]).map((issue) => ({
            ...issue,
            offset: issue.offset + inner.offset,
          })),
        );
  }
  return found;
}

interface Known {
  roots: readonly string[];
  entries: readonly string[];
  spec: Partial<ConnectorSpec>;
}

const wrongVariable = ({ variable }: Loop, { roots, entries }: Known) =>
  [...roots, ...entries].includes(variable)
    ? { message: `"${variable}" is known here already: call the entry something else` }
    : null;

const whole: readonly string[] = ["key", "cursor", "page", "items"];
const runFields = ["id", "date", "pipeline", "project", "task", "attempt"];
const responseFields = ["status", "headers", "body", "text"];
const jwtFields = ["fingerprint", "client_email", "project_id"];

function wrongName(
  [root = "", field]: readonly string[],
  { roots, entries, spec }: Known,
): { message: string; help?: string } | null {
  const known = [...roots.filter((name) => name !== "json"), ...entries];
  if (!known.includes(root))
    return {
      message: `"${root}" is not known here`,
      help: didYouMean(root, known) ?? `known: ${known.join(", ")}`,
    };
  if (root === "item" || entries.includes(root)) return null;
  if (whole.includes(root))
    return field === undefined ? null : { message: `${root} is one value and has no fields` };
  const fields = fieldsOf(root, spec);
  if (field === undefined) return { message: `${root} is not a value`, help: namesHelp(fields) };
  if (fields.includes(field)) return null;
  const help = didYouMean(field, fields) ?? namesHelp(fields);
  return { message: `there is no ${root}.${field}`, help };
}

const namesHelp = (fields: readonly string[]): string =>
  fields.length === 0 ? "nothing is declared there" : `known: ${fields.join(", ")}`;

function fieldsOf(root: string, spec: Partial<ConnectorSpec>): readonly string[] {
  if (root === "connection") return Object.keys(spec.connection?.fields ?? {});
  if (root === "secret") return Object.keys(spec.connection?.secrets ?? {});
  if (root === "inputs") return Object.keys(spec.inputs ?? {});
  if (root === "before")
    return Object.keys({ ...spec.before?.values, ...spec.rerunFailed?.before });
  if (root === "id") return Object.keys(spec.submit?.ids ?? {});
  if (root === "run") return runFields;
  return root === "jwt" ? jwtFields : responseFields;
}

/** Who is asked, and gets the credentials, comes from Git: written out, or a field of the connection. */
function checkHosts(spec: Partial<ConnectorSpec>, report: Report): void {
  for (const { path, text } of connectorPlaces(spec)) {
    const last = path.at(-1);
    if (last !== "base" && last !== "url" && last !== "tokenUrl") continue;
    const { parts } = parseTemplateText(text);
    let written = "";
    for (const part of parts) {
      if (/^https?:\/\/[^/?#]*[/?#]/i.test(written)) break;
      if (part.kind === "text") written += part.text;
      else if (connectorProgram(part.expression).alone?.[0] === "connection") written += "x";
      else
        report(
          path,
          "the host can't come from an expression other than a field of the connection",
          "write it out, or ${{ connection.host }}",
        );
    }
    if (parts[0]?.kind === "text" && !/^https?:\/\/./i.test(written))
      report(path, "a URL begins with https:// (or http://) and a host");
  }
}

function checkAuth(spec: Partial<ConnectorSpec>, report: Report): void {
  const known = Object.keys(spec.connection?.secrets ?? {});
  for (const [index, auth] of authsOf(spec).entries()) {
    const path = Array.isArray(spec.auth) ? ["auth", index] : ["auth"];
    if (Object.keys(auth).length !== 1) {
      report(path, "`auth` needs exactly one kind; several are a list", undefined, "key");
      continue;
    }
    for (const name of [...secretsOfAuth(auth), auth.awsSigV4?.sessionToken ?? []].flat())
      if (!known.includes(name))
        report(
          [...path, authKind(auth)],
          `connection.secrets has no "${name}"`,
          didYouMean(name, known) ?? "declare it there",
        );
  }
}

function checkIds(spec: Partial<ConnectorSpec>, report: Report): void {
  const { submit, before, poll, adopt } = spec;
  const ids = Object.keys(submit?.ids ?? {});
  if (poll?.from !== undefined && (submit?.then || adopt))
    report(
      ["poll", "from"],
      "a run that ends with its submission has neither `then` nor `adopt`",
      undefined,
      "key",
    );
  if (submit && ids.length === 0 && before === undefined && poll?.from === undefined)
    report(
      ["submit"],
      "nothing tells this run from others",
      "name it in `ids`, or ask in `before` for what a new run changes",
      "key",
    );
  for (const name of Object.keys(adopt?.ids ?? {}))
    if (!ids.includes(name))
      report(
        ["adopt", "ids", name],
        `\`submit.ids\` has no "${name}"`,
        didYouMean(name, ids),
        "key",
      );
  if (adopt && ids.some((name) => !Object.hasOwn(adopt.ids ?? {}, name)))
    report(["adopt", "ids"], `\`adopt\` must give every id: ${ids.join(", ")}`, undefined, "key");
  if (adopt?.items !== undefined && adopt.where === undefined)
    report(
      ["adopt", "items"],
      "`items` needs `where`, which says which run it is",
      undefined,
      "key",
    );
  if (poll?.state && !("succeeded" in poll.state && "failed" in poll.state))
    report(
      ["poll", "state"],
      "`state` must say when it has succeeded and when it has failed",
      undefined,
      "key",
    );
}

/** A rerun either goes on under the ids that it has, which `begun` tells from before, or has ids of its own. */
function checkRerun({ rerunFailed, submit, adopt }: Partial<ConnectorSpec>, report: Report): void {
  if (rerunFailed === undefined) return;
  const { ids, begun, adopt: isFound } = rerunFailed;
  const at = (name: string, message: string, help?: string) =>
    report(["rerunFailed", name], message, help, "key");
  if (ids === undefined && begun === undefined)
    report(
      ["rerunFailed"],
      "nothing tells the rerun from the run that failed",
      "name a new run in `ids`, or say in `begun` how the old one shows that it goes on",
      "key",
    );
  if (ids !== undefined && begun !== undefined)
    at("begun", "`begun` is for a rerun with the old ids, and this one has `ids`");
  for (const name of new Set([...Object.keys(ids ?? {}), ...Object.keys(submit?.ids ?? {})]))
    if (ids !== undefined && !(Object.hasOwn(ids, name) && Object.hasOwn(submit?.ids ?? {}, name)))
      at("ids", `\`ids\` must be those of \`submit\`, and "${name}" is in one of them alone`);
  if (isFound && (ids === undefined || adopt === undefined))
    at("adopt", "there is nothing to look for: it needs `ids`, and the connector's `adopt`");
}

/** The requests of a submission: a file is a body of its own, and what spoils a run must be able to end it. */
function checkSteps(spec: Partial<ConnectorSpec>, report: Report): void {
  const { submit, cancel } = spec;
  const steps = (submit?.then ?? []).map(
    (step, index) => [["submit", "then", index], step] as const,
  );
  for (const [path, { file, json, form, body, multipart }] of [
    [["submit"], submit ?? {}],
    ...steps,
  ] as const) {
    if (file === undefined) continue;
    if ([json, form, body, multipart].some((other) => other !== undefined))
      report([...path, "file"], "a request has one body: `file` stands alone", undefined, "key");
    if (authsOf(spec).some(({ awsSigV4 }) => awsSigV4 !== undefined))
      report([...path, "file"], "a signature by `awsSigV4` covers no file", undefined, "key");
  }
  for (const [path, { once }] of steps)
    if (once && cancel === "none")
      report(
        [...path, "once"],
        "a run that is spoilt must be ended, and `cancel` is none",
        undefined,
        "key",
      );
}
