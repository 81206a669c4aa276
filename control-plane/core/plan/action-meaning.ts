// Words for what a task does, and for what changes of it.

import type {
  Action,
  ChildAction,
  CommandAction,
  ConnectorAction,
  HttpAction,
  SqlAction,
} from "../action.ts";
import { runText } from "../to-spec.ts";
import { isEqual, otherwise, type Said, say } from "./said.ts";
import { arrow, mapChanges, quoted } from "./wording.ts";

/** Such as `runs "./load.sh"`. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case "command":
      return `runs ${quoted(firstLine(action))}`;
    case "http":
      return `asks ${action.method} ${quoted(action.url)}`;
    case "sql":
      return `states ${quoted(oneLine(action.sql))} on ${action.connectionName}`;
    case "connector":
      return `runs on ${action.connectorName}${action.connectionName === null ? "" : ` by ${action.connectionName}`}`;
    case "pipeline":
      return `runs the pipeline ${action.pipeline}`;
    default:
      return action satisfies never;
  }
}

export function actionChanges(before: Action, after: Action): Said[] {
  if (before.kind === "command" && after.kind === "command") return commandChanges(before, after);
  if (before.kind === "http" && after.kind === "http") return httpChanges(before, after);
  if (before.kind === "sql" && after.kind === "sql") return sqlChanges(before, after);
  if (before.kind === "connector" && after.kind === "connector")
    return connectorChanges(before, after);
  if (before.kind === "pipeline" && after.kind === "pipeline") return childChanges(before, after);
  return [say("work", `${actionText(before)} → ${actionText(after)}`)];
}

/** The first lines that differ, once what stands before them is left out. */
function commandChanges(before: CommandAction, after: CommandAction): Said[] {
  const [was, is] = [before, after].map((one) => runText(one).trimEnd().split("\n")) as [
    string[],
    string[],
  ];
  const at = Math.max(
    0,
    is.findIndex((line, index) => line !== was[index]),
  );
  const place = Math.max(was.length, is.length) === 1 ? "" : `, line ${at + 1}`;
  const text = (lines: string[]) =>
    lines[at] === undefined ? "nothing" : quoted(lines[at].trim());
  const more = Math.max(was.length, is.length) - at > 1 ? " …" : "";
  return [say("work", `command${place}: ${text(was)} → ${text(is)}${more}`)];
}

function httpChanges(before: HttpAction, after: HttpAction): Said[] {
  const asked = [before, after].map(({ method, url }) => `${method} ${quoted(url)}`) as [
    string,
    string,
  ];
  const first = asked[0] === asked[1] ? [] : [say("work", `request: ${arrow(...asked)}`)];
  const maps = (["headers", "query"] as const).flatMap((key) =>
    mapChanges(before[key], after[key], quoted).map((text) => say("work", `${key}: ${text}`)),
  );
  return [
    ...first,
    ...maps,
    ...others(before, after, ["kind", "method", "url", "headers", "query"]),
  ];
}

function sqlChanges(before: SqlAction, after: SqlAction): Said[] {
  const statement =
    before.sql === after.sql
      ? []
      : [say("work", `statement: ${quoted(oneLine(before.sql))} → ${quoted(oneLine(after.sql))}`)];
  const params = mapChanges(before.params, after.params, (value) => quoted(String(value))).map(
    (text) => say("work", `value :${text}`),
  );
  const rest = others(before, after, ["kind", "sql", "params", "connection"]);
  const connection = Object.keys({ ...before.connection, ...after.connection })
    .map((key) => key as keyof SqlAction["connection"])
    .filter((key) => !isEqual(before.connection[key], after.connection[key]))
    .map((key) =>
      otherwise(
        `connection ${after.connectionName}, ${key}`,
        before.connection[key],
        after.connection[key],
      ),
    );
  return [...statement, ...params, ...rest, ...connection];
}

function connectorChanges(before: ConnectorAction, after: ConnectorAction): Said[] {
  const named =
    actionText(before) === actionText(after)
      ? []
      : [say("work", `${actionText(before)} → ${actionText(after)}`)];
  const texts = (values: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]),
    );
  const maps = (["inputs", "connection", "secrets"] as const).flatMap((key) =>
    mapChanges(texts(before[key]), texts(after[key]), quoted).map((text) =>
      say("work", `${key}: ${text}`),
    ),
  );
  const isOther = !isEqual(before.connector, after.connector);
  const connector =
    isOther && named.length === 0
      ? [say("work", `the connector ${after.connectorName} is another`)]
      : [];
  const told = [
    "kind",
    "connectorName",
    "connector",
    "connectionName",
    "inputs",
    "connection",
    "secrets",
  ] as const;
  return [...named, ...maps, ...connector, ...others(before, after, told)];
}

const childChanges = (before: ChildAction, after: ChildAction): Said[] => [
  ...(before.pipeline === after.pipeline
    ? []
    : [say("work", `runs the pipeline ${before.pipeline} → ${after.pipeline}`)]),
  ...mapChanges(before.params, after.params, (value) => quoted(String(value))).map((text) =>
    say("work", `gives the parameter ${text}`),
  ),
  ...others(before, after, ["kind", "pipeline", "params"]),
];

const others = <T extends Action>(before: T, after: T, told: readonly (keyof T)[]): Said[] =>
  (Object.keys({ ...before, ...after }) as (keyof T & string)[])
    .filter((key) => !told.includes(key) && !isEqual(before[key], after[key]))
    .sort()
    .map((key) => ({ ...otherwise(key, before[key], after[key]), subject: "work" as const }));

const firstLine = (action: CommandAction): string => {
  const lines = runText(action).trim().split("\n");
  return lines.length === 1 ? (lines[0] as string) : `${lines[0]} …`;
};

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
