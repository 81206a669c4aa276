// What JSON Schema can't say about a request: whose host it is, what may stand in its texts, which properties exclude each other.

import type { HttpInputs } from "#schemas/types.ts";
import { parseDuration } from "./duration.ts";
import { hasExpression, parseTemplateText } from "./expression.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { didYouMean } from "./suggest.ts";
import { parseWebUrl } from "./web-url.ts";

/** Problems of one task's request; its expressions are checked with all others of the task. */
export function checkHttp(task: LocalTask, problems: Problem[]): void {
  const inputs = (task.spec.with ?? {}) as Partial<HttpInputs>;
  const report = (path: (string | number)[], message: string, help?: string, at?: "key") =>
    problems.push({
      ...placeIn(task, "with", ...path),
      ...(at ? { at } : {}),
      code: "invalid-request",
      message,
      help,
    });
  for (const { path, text, mayBeAnswer } of urlsOf(inputs)) {
    const wrong = wrongUrl(text, mayBeAnswer);
    if (wrong) report(path, ...wrong);
  }
  checkBody(inputs, report);
  checkHeaders(inputs, report);
  if (inputs.auth && Object.keys(inputs.auth).length !== 1)
    report(
      ["auth"],
      "`auth` needs exactly one of `bearer`, `basic` and `header`",
      undefined,
      "key",
    );
  const every = inputs.poll?.every;
  if (every !== undefined && parseDuration(every) === 0)
    problems.push({
      ...placeIn(task, "with", "poll", "every"),
      code: "invalid-duration",
      message: "asking without a pause would flood the system",
      help: "write 10s",
    });
  const declared = Object.keys(task.spec.outputs ?? {});
  for (const name of Object.keys(inputs.outputs ?? {}))
    if (!declared.includes(name))
      report(
        ["outputs", name],
        `the task declares no output "${name}"`,
        didYouMean(name, declared) ?? `declare it: outputs: {${name}: string}`,
        "key",
      );
}

type Report = (path: (string | number)[], message: string, help?: string, at?: "key") => void;

function urlsOf({ url, poll }: Partial<HttpInputs>) {
  const urls = [
    { path: ["url"], text: url, mayBeAnswer: false },
    { path: ["poll", "url"], text: poll?.url, mayBeAnswer: true },
    { path: ["poll", "cancel", "url"], text: poll?.cancel?.url, mayBeAnswer: true },
  ];
  return urls.filter((one): one is (typeof urls)[number] & { text: string } => !!one.text?.trim);
}

/** Data must not choose who gets the request and its credentials. */
function wrongUrl(text: string, mayBeAnswer: boolean): [message: string, help: string] | null {
  const { parts, issues } = parseTemplateText(text);
  // Reported with the expressions.
  if (issues.length > 0) return null;
  if (mayBeAnswer && parts.length === 1 && parts[0]?.kind === "expression") return null;
  const first = parts[0]?.kind === "text" ? parts[0].text : "";
  if (parts.length > 1 || parts[0]?.kind === "expression")
    if (/^https?:\/\//i.test(first) ? !/^https?:\/\/[^/?#]+[/?#]/i.test(first) : true)
      return [
        "the host of a request can't come from an expression",
        mayBeAnswer
          ? "write the host out, or the answer's own URL alone: ${{ response.headers.location }}"
          : "write it out: https://api.example/orders/${{ params.id }}",
      ];
  const url = parseWebUrl(parts.map((part) => (part.kind === "text" ? part.text : "x")).join(""));
  return "problem" in url ? [url.problem, "write https://HOST/PATH"] : null;
}

function checkBody(inputs: Partial<HttpInputs>, report: Report): void {
  const bodies = (["json", "form", "text"] as const).filter((key) => inputs[key] !== undefined);
  const [first, second] = bodies;
  if (second !== undefined)
    report([second], `a request has one body: \`${first}\` or \`${second}\``, undefined, "key");
  const { method, text } = inputs;
  if (first !== undefined && (method === "GET" || method === "HEAD"))
    report([first], `${method} has no body`, "use POST, or `query` for its values", "key");
  if (text !== undefined && hasExpression(text))
    report(["text"], "`text` takes no `${{ }}`", "use `json` or `form`, in which data stays data");
}

const ownHeaders: Record<string, string> = {
  authorization: "credentials come from `auth`, so that they are not in Git",
  "proxy-authorization": "credentials are not kept in Git",
  cookie: "credentials are not kept in Git",
  "content-length": "it follows from the body",
  "transfer-encoding": "it follows from the body",
  host: "it follows from `url`",
  connection: "connections are the worker's",
};

function checkHeaders({ headers, auth }: Partial<HttpInputs>, report: Report): void {
  const seen = new Set<string>();
  for (const name of Object.keys(headers ?? {})) {
    const lower = name.toLowerCase();
    const reason = Object.hasOwn(ownHeaders, lower) ? ownHeaders[lower] : undefined;
    if (reason !== undefined)
      report(["headers", name], `\`${name}\` can't be set here`, reason, "key");
    else if (seen.has(lower) || auth?.header?.name?.toLowerCase() === lower)
      report(["headers", name], `the header \`${name}\` is given twice`, undefined, "key");
    seen.add(lower);
  }
}
