// Where a connector holds expressions, how each is written, and what it may name there: one list for the check.

import type { ConnectorSpec } from "#schemas/types.ts";
import type { Path } from "../problem.ts";

export interface ConnectorPlace {
  path: Path;
  text: string;
  /** A text with `${{ }}`, or an expression without braces. */
  kind: "text" | "expression";
  /** First words of names. */
  roots: readonly string[];
}

type Question = Pick<ConnectorSpec["poll"], "pages" | "state" | "message">;

const given = ["connection", "inputs", "key", "run", "json"];
const started = [...given, "before", "id"];

const requestTexts = ["path", "url", "query", "headers", "json", "form", "body", "multipart"];

/** Every text of a connector that may hold expressions, in the order of the file's parts. */
export function connectorPlaces(spec: Partial<ConnectorSpec>): ConnectorPlace[] {
  const found: ConnectorPlace[] = [];
  const text = (path: Path, value: unknown, roots: readonly string[]): void => {
    if (typeof value === "string") found.push({ path, text: value, kind: "text", roots });
    else if (typeof value === "object" && value !== null)
      for (const [key, one] of Object.entries(value))
        text([...path, Array.isArray(value) ? Number(key) : key], one, roots);
  };
  const expression = (path: Path, value: unknown, roots: readonly string[]): void => {
    if (typeof value === "string") found.push({ path, text: value, kind: "expression", roots });
    else if (typeof value === "object" && value !== null)
      for (const [key, one] of Object.entries(value)) expression([...path, key], one, roots);
  };
  const request = (path: Path, value: object | undefined, roots: readonly string[]): void => {
    if (value === undefined) return;
    const fields = value as Record<string, unknown>;
    for (const key of requestTexts) text([...path, key], fields[key], roots);
    expression([...path, "expect"], fields.expect, [...roots, "response"]);
  };
  const question = (
    path: Path,
    asked: Question | undefined,
    roots: readonly string[],
    answeredRoots: readonly string[],
  ): void => {
    request(path, asked, asked?.pages ? [...roots, "page"] : roots);
    for (const key of ["list", "more"] as const)
      expression([...path, "pages", key], asked?.pages?.[key], ["response"]);
    expression([...path, "state"], asked?.state, answeredRoots);
    expression([...path, "message"], asked?.message, answeredRoots);
  };
  text(["base"], spec.base, ["connection"]);
  text(["headers"], spec.headers, ["connection"]);
  auth(spec, { text, expression, request });
  text(["csrf", "path"], spec.csrf?.path, ["connection"]);

  const { before, submit, adopt, poll, cancel, logs, rerunFailed } = spec;
  const item = poll?.item ? ["item"] : [];
  const answered = [...started, "response", ...item, ...(poll?.pages ? ["items"] : [])];
  request(["before"], before, given);
  expression(["before", "values"], before?.values, [...given, "response"]);
  const submitting = [...given, "before"];
  request(["submit"], submit, submitting);
  expression(["submit", "ids"], submit?.ids, [...submitting, "response"]);
  text(["submit", "file"], submit?.file, given);
  for (const [index, one] of (submit?.then ?? []).entries()) {
    request(["submit", "then", index], one, started);
    text(["submit", "then", index, "file"], one.file, given);
    expression(["submit", "then", index, "done"], one.done, answered);
  }
  request(["adopt"], adopt, submitting);
  const adopted = [...submitting, adopt?.items === undefined ? "response" : "item"];
  expression(["adopt", "items"], adopt?.items, ["response"]);
  expression(["adopt", "where"], adopt?.where, adopted);
  expression(["adopt", "ids"], adopt?.ids, adopted);
  question(["poll"], poll, started, answered);
  expression(["poll", "item", "of"], poll?.item?.of, ["response", "items"]);
  expression(["poll", "item", "where"], poll?.item?.where, [...started, "item"]);
  text(["poll", "progress"], poll?.progress, answered);
  const { then } = poll ?? {};
  const thenAnswered = [...started, "response", ...item, ...(then?.pages ? ["items"] : [])];
  question(["poll", "then"], then, [...started, ...item], thenAnswered);
  if (typeof cancel === "object") request(["cancel"], cancel, answered);
  request(["rerunFailed"], rerunFailed, started);
  const ofPoll = answered.filter((root) => root !== "before");
  expression(["rerunFailed", "before"], rerunFailed?.before, ofPoll);
  expression(["rerunFailed", "ids"], rerunFailed?.ids, [...started, "response"]);
  expression(["rerunFailed", "begun"], rerunFailed?.begun, answered);
  request(["logs"], logs, [...started, "cursor"]);
  for (const key of ["text", "next"] as const)
    expression(["logs", key], logs?.[key], [...started, "cursor", "response"]);
  request(["results"], spec.results, started);
  for (const [name, output] of Object.entries(spec.outputs ?? {}))
    expression(["outputs", name, "value"], output?.value, answered);
  return found;
}

/** The beginnings of all URLs, as far as fields of the connection alone decide them. */
export function hostTexts(spec: Partial<ConnectorSpec>): string[] {
  const urls = connectorPlaces(spec).filter(({ path }) =>
    ["base", "url", "tokenUrl"].includes(String(path.at(-1))),
  );
  return urls.flatMap(
    ({ text }) => /^(?:https?:\/\/)?(?:[^/?#$]|\$\{\{[^}]*\}\})*/.exec(text)?.[0] ?? [],
  );
}

type Add = (path: Path, value: unknown, roots: readonly string[]) => void;

function auth(
  spec: Partial<ConnectorSpec>,
  add: {
    text: Add;
    expression: Add;
    request: (path: Path, value: object | undefined, roots: readonly string[]) => void;
  },
): void {
  const all = Array.isArray(spec.auth) ? spec.auth : spec.auth === undefined ? [] : [spec.auth];
  for (const [index, one] of all.entries()) {
    const path = Array.isArray(spec.auth) ? ["auth", index] : ["auth"];
    const secret = ["connection", "secret"];
    add.text([...path, "basic", "user"], one.basic?.user, secret);
    add.request([...path, "login", "request"], one.login?.request, secret);
    for (const key of ["token", "expiresIn"] as const)
      add.expression([...path, "login", key], one.login?.[key], ["response"]);
    add.request([...path, "login", "logout"], one.login?.logout, ["connection"]);
    for (const key of ["tokenUrl", "clientId", "scope", "fields"] as const)
      add.text([...path, "oauth2", key], one.oauth2?.[key], ["connection"]);
    for (const key of ["headers", "claims"] as const)
      add.text([...path, "jwt", key], one.jwt?.[key], ["connection", "jwt"]);
    add.text([...path, "jwt", "exchange", "tokenUrl"], one.jwt?.exchange?.tokenUrl, [
      "connection",
      "jwt",
    ]);
    add.text([...path, "kubernetes", "ca"], one.kubernetes?.ca, ["connection"]);
    add.text([...path, "awsSigV4", "region"], one.awsSigV4?.region, ["connection"]);
  }
}
