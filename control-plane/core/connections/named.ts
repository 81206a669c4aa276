// The connection that a native task or a trigger names: that it is there, sound, and of the kind that is needed.

import { type ConnectionSource, connectionPath } from "../connection.ts";
import { type LocalTask, placeIn } from "../local-task.ts";
import { namingProblem } from "../named-file.ts";
import type { Path, Place, Problem } from "../problem.ts";
import type { Connection } from "./types.ts";

type Types = readonly [Connection["type"], ...Connection["type"][]];

/** @param path Where the task names it, within `with`. */
export const checkNamed = (
  task: LocalTask,
  path: Path,
  name: string,
  types: Types,
  source: ConnectionSource,
  problems: Problem[],
): void =>
  checkConnection(
    { name, place: placeIn(task, "with", ...path), types, by: `\`uses: ${task.spec.uses}\`` },
    source,
    problems,
  );

/** The same wherever one is named. @param asked.by What needs one of these types, for people. */
export function checkConnection(
  { name, place, types, by }: { name: string; place: Place; types: Types; by: string },
  source: ConnectionSource,
  problems: Problem[],
): void {
  const found = source.connection(name);
  const problem = namingProblem({
    ...{ what: "connection", name, place, found },
    isSound: ({ connection, system }) => connection !== null || system !== null,
    known: source.connectionNames,
    path: connectionPath(name),
  });
  if (problem !== null) {
    problems.push(problem);
    return;
  }
  const type = found?.connection?.type ?? found?.system?.type ?? "";
  if (types.some((one) => one === type)) return;
  problems.push({
    ...{ ...place, code: "connection-invalid" },
    message: `the connection "${name}" is of type ${type}; ${by} needs ${types.join(" or ")}`,
    help: `name one whose file says \`type: ${types[0]}\``,
  });
}

/** The one that a checked task names. @throws Error when it was not checked. */
export function connectionNamed<T extends Connection["type"]>(
  source: Pick<ConnectionSource, "connection">,
  name: string,
  ...types: readonly T[]
): Extract<Connection, { type: T }> {
  const connection = source.connection(name)?.connection;
  if (!connection || !types.some((type) => type === connection.type))
    throw new Error(`the connection "${name}" was not validated`);
  return connection as Extract<Connection, { type: T }>;
}
