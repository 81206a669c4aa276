// A part of a spec as its file has it, with what was cut for its shape: what is missing for that was reported already.

import type { SpecFile } from "./parse.ts";
import type { Path } from "./problem.ts";

/** Empty for what is not there, or no map. */
export function writtenAt({ value }: SpecFile, path: Path): Record<string | number, unknown> {
  let node: unknown = value;
  for (const step of path) node = (node as Record<string | number, unknown> | undefined)?.[step];
  return typeof node === "object" && node !== null ? (node as Record<string, unknown>) : {};
}
