// What a task gets at through a connection that it names, for ceilings.

import type { Use } from "../ceilings/ceilings.ts";
import type { ConnectionSource } from "../connection.ts";
import type { Path } from "../problem.ts";
import { connectionType } from "./types.ts";

/** Hosts and secrets, each with where the connection is named; nothing for what names none that is sound. */
export function* connectionUses(
  name: unknown,
  path: Path,
  source: Pick<ConnectionSource, "connection">,
): Generator<{ use: Use; path: Path }> {
  const connection = typeof name === "string" ? source.connection(name)?.connection : null;
  if (!connection) return;
  const type = connectionType(connection);
  for (const value of type.places(connection)) yield { use: { kind: "network", value }, path };
  for (const value of type.secrets(connection)) yield { use: { kind: "secrets", value }, path };
}
