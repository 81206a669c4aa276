// A task that uses a connector: that its inputs, its connection and its outputs are those that the connector declares.

import type { ConnectorInput } from "#schemas/types.ts";
import { type ConnectionFile, type ConnectionSource, connectionPath } from "../connection.ts";
import { hasExpression } from "../expression.ts";
import { type LocalTask, placeIn } from "../local-task.ts";
import { namingProblem } from "../named-file.ts";
import type { Place, Problem } from "../problem.ts";
import { isSecretName } from "../secret-name.ts";
import { didYouMean } from "../suggest.ts";
import { type Connector, isRerun, reruns, reservedInputs } from "./connector.ts";
import { type ConnectorFile, connectorPath } from "./read.ts";

/** Problems of one task; its expressions are checked with all others. */
export function checkConnectorTask(
  task: LocalTask,
  found: ConnectorFile,
  source: ConnectionSource,
  problems: Problem[],
): void {
  const uses = task.spec.uses ?? "";
  const problem = namingProblem({
    ...{ what: "connector", name: uses, place: placeIn(task, "uses"), found },
    isSound: ({ connector }) => connector !== null,
    known: [],
    path: connectorPath(uses),
  });
  if (problem !== null) problems.push(problem);
  if (found.connector === null) return;
  checkInputs(task, found.connector, problems);
  checkConnection(task, uses, found.connector, source, problems);
  const known = Object.keys(found.connector.outputs ?? {});
  for (const name of Object.keys(task.spec.outputs ?? {}))
    if (!known.includes(name))
      problems.push({
        ...{ ...placeIn(task, "outputs", name), at: "key", code: "task-action" },
        message: `${uses} gives no output "${name}"`,
        help: didYouMean(name, known) ?? outputsHelp(known),
      });
}

const outputsHelp = (known: readonly string[]): string =>
  known.length === 0 ? "it gives none" : `it gives: ${known.join(", ")}`;

function checkInputs(task: LocalTask, connector: Connector, problems: Problem[]): void {
  const { inputs = {} } = connector;
  const given = task.spec.with ?? {};
  const known = [...Object.keys(inputs), ...reservedInputs];
  for (const [name, value] of Object.entries(given)) {
    const place = placeIn(task, "with", name);
    const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (input === undefined) {
      if (name === "connection") continue;
      if (name === "rerun") {
        checkRerun(task, connector, value, problems);
        continue;
      }
      const message = `${task.spec.uses} has no input "${name}"`;
      const help = didYouMean(name, known) ?? `known: ${known.join(", ")}`;
      problems.push({ ...place, at: "key", code: "unknown-property", message, help });
    } else checkInput(place, name, input, value, problems);
  }
  for (const [name, input] of Object.entries(inputs))
    if (!input.optional && input.default === undefined && !Object.hasOwn(given, name))
      problems.push({
        ...(task.spec.with === undefined ? placeIn(task, "uses") : placeIn(task, "with")),
        code: "missing-property",
        message: `${task.spec.uses} needs the input "${name}"`,
        help: `${input.description} Write with: {${name}: …}`,
      });
}

/** `rerun` of a task: what becomes of a run that failed. Its value may show only when an attempt starts. */
function checkRerun(
  task: LocalTask,
  { rerunFailed }: Connector,
  value: unknown,
  problems: Problem[],
): void {
  const place = placeIn(task, "with", "rerun");
  if (typeof value !== "string" || !(hasExpression(value) || isRerun(value)))
    problems.push({
      ...{ ...place, code: "unknown-value", message: `"${value}" is not allowed for \`rerun\`` },
      help: `one of: ${reruns.join(", ")}`,
    });
  else if (rerunFailed === undefined && value !== "all")
    problems.push({
      ...{ ...place, code: "task-action" },
      message: `${task.spec.uses} can't rerun the failed parts of a run`,
      help: "leave `rerun` out: a new run is submitted",
    });
}

function checkInput(
  place: Place,
  name: string,
  input: ConnectorInput,
  value: unknown,
  problems: Problem[],
): void {
  // Its value shows when an attempt starts.
  if (typeof value === "string" && hasExpression(value)) return;
  if (!isOfType(value, input.type))
    problems.push({
      ...{ ...place, code: "wrong-type", message: `\`${name}\` must be of type ${input.type}` },
      help: input.description,
    });
  else if (input.enum && !input.enum.includes(value as string))
    problems.push({
      ...{ ...place, code: "unknown-value", message: `"${value}" is not allowed for \`${name}\`` },
      help: didYouMean(String(value), input.enum.map(String)) ?? `one of: ${input.enum.join(", ")}`,
    });
}

function isOfType(value: unknown, type: ConnectorInput["type"]): boolean {
  if (type === "list") return Array.isArray(value);
  if (type === "object")
    return typeof value === "object" && value !== null && !Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function checkConnection(
  task: LocalTask,
  uses: string,
  connector: Connector,
  source: ConnectionSource,
  problems: Problem[],
): void {
  const { fields = {}, secrets = {} } = connector.connection ?? {};
  const name = task.spec.with?.connection;
  const place = placeIn(task, "with", "connection");
  if (name === undefined) {
    const needs = [...Object.values(fields), ...Object.values(secrets)];
    if (needs.every((one) => one.optional === true || "default" in one)) return;
    const message = `${uses} needs a connection`;
    const help = `write connections/NAME.yaml with \`type: ${uses}\`, and with: {connection: NAME}`;
    problems.push({ ...placeIn(task, "uses"), code: "missing-property", message, help });
    return;
  }
  if (typeof name !== "string" || hasExpression(name)) {
    const message = "`connection` is the name of a file of connections/";
    problems.push({ ...place, code: "wrong-type", message });
    return;
  }
  const found = source.connection(name);
  const unfit = found === undefined ? [] : connectionProblems(found, uses, connector);
  const problem = namingProblem({
    ...{ what: "connection", name, place },
    found: found === undefined ? undefined : { ...found, problems: [...found.problems, ...unfit] },
    isSound: ({ system }) => system !== null && unfit.length === 0,
    known: source.connectionNames,
    path: connectionPath(name),
  });
  if (problem !== null) problems.push(problem);
}

/** What keeps a sound file from being a connection of this connector. */
export function connectionProblems(
  { file, system, connection }: ConnectionFile,
  uses: string,
  { connection: declared }: Connector,
): Problem[] {
  const problems: Problem[] = [];
  const report = (path: string[], message: string, help?: string, at: "key" | "value" = "value") =>
    problems.push({ file, path, at, code: "connection-invalid", message, help });
  if (connection !== null) report(["type"], `it is of type postgres, and ${uses} needs its own`);
  if (system === null) return problems;
  if (system.type !== uses) {
    report(["type"], `it is of type ${system.type}, not ${uses}`);
    return problems;
  }
  const { fields = {}, secrets = {} } = declared ?? {};
  const known = [...Object.keys(fields), ...Object.keys(secrets)];
  for (const [name, value] of Object.entries(system.values)) {
    if (!known.includes(name))
      report([name], `${uses} knows no "${name}"`, didYouMean(name, known), "key");
    const pattern = Object.hasOwn(fields, name) ? fields[name]?.pattern : undefined;
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(String(value)))
      report([name], `"${value}" doesn't have the form of \`${name}\``, fields[name]?.description);
    if (Object.hasOwn(secrets, name) && !isSecretName(String(value)))
      report([name], `\`${name}\` is the name of a secret, such as finance/token`);
  }
  for (const [name, one] of [...Object.entries(fields), ...Object.entries(secrets)])
    if (!one.optional && !("default" in one) && !Object.hasOwn(system.values, name))
      report([], `${uses} needs \`${name}\``, one.description, "key");
  return problems;
}
