// `pools.yaml`: what the tasks of a project share.

import type { PoolSpec, PoolsSpec } from "#schemas/types.ts";
import { validatePools } from "#schemas/validators.js";
import { isAllowed, outsideHelp, type ProjectCeilings } from "../ceilings/ceilings.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { formatDuration, parseDuration } from "../duration.ts";
import { poolsFile } from "../estate-paths.ts";
import { locateAll } from "../locate.ts";
import { type ParseOptions, parseOptional, type SpecFile } from "../parse.ts";
import type { Problem } from "../problem.ts";
import { validateFile } from "../validate-schema.ts";
import { lockUnits, type PoolDeclaration } from "./declaration.ts";

export interface Pools {
  declared: ReadonlyMap<string, PoolDeclaration>;
  /** Every name in the file, also of what is wrong otherwise. */
  names: ReadonlySet<string>;
  diagnostics: Diagnostic[];
}

export interface PoolSource {
  /** What `pools.yaml` declares; whoever asks has the file as an input. */
  pools(): Pools;
}

export const noPools: Pools = { declared: new Map(), names: new Set(), diagnostics: [] };

/**
 * Reads `pools.yaml`; `content` is undefined when the project has none.
 * @param options.ceilings What the project may at most use: a global pool, whose smallest total holds for all, is one.
 */
export function readPools(
  content: string | Uint8Array | undefined,
  options: ParseOptions & { ceilings?: ProjectCeilings | null } = {},
): Pools {
  if (content === undefined) return noPools;
  const file = parseOptional(poolsFile, content, options);
  const problems: Problem[] = [];
  const spec = validateFile<PoolsSpec>(file, validatePools, problems) ?? {};
  const declared = new Map<string, PoolDeclaration>();
  for (const [name, pool] of Object.entries(Array.isArray(spec) ? {} : spec)) {
    // What has the wrong type was cut.
    if (typeof pool !== "object" || pool === null) continue;
    const found = declarationOf(name, pool, file, problems);
    if (found) declared.set(name, found);
    if (found?.scope === "global" && options.ceilings)
      checkDeclared(name, file, options.ceilings, problems);
  }
  const names = new Set([...declared.keys(), ...Object.keys((file.value as object | null) ?? {})]);
  return { declared, names, diagnostics: locateAll([file], problems) };
}

function checkDeclared(
  name: string,
  file: SpecFile,
  ceilings: ProjectCeilings,
  problems: Problem[],
): void {
  const use = { kind: "pools", value: name } as const;
  if (isAllowed(ceilings.allow, use)) return;
  problems.push({
    ...{ file, path: [name], at: "key", code: "ceiling-exceeded" },
    message: `the project may not declare the pool "${name}" for all projects`,
    help: outsideHelp(ceilings, use),
  });
}

const kinds = ["units", "lock", "rate"] as const;

function declarationOf(
  name: string,
  spec: PoolSpec,
  file: SpecFile,
  problems: Problem[],
): PoolDeclaration | null {
  const raw = (file.value as Record<string, object>)[name] ?? {};
  const given = kinds.filter((kind) => kind in raw);
  const [kind, other] = given;
  if (kind === undefined || other !== undefined) {
    problems.push({
      file,
      path: other === undefined ? [name] : [name, other],
      at: "key",
      code: "invalid-pool",
      message:
        other === undefined
          ? `"${name}" has none of \`units\`, \`lock\` and \`rate\``
          : `"${name}" has both \`${kind}\` and \`${other}\``,
      help: "write one of `units: 10`, `lock: true`, `rate: 10/1m`",
    });
    return null;
  }
  if (spec[kind] === undefined) return null;
  const shared = {
    name,
    kind,
    scope: spec.scope ?? "project",
    description: spec.description ?? null,
  };
  if (kind !== "rate")
    return { ...shared, units: kind === "lock" ? lockUnits : (spec.units ?? 1), perMs: null };
  const [count, duration] = String(spec.rate).split("/");
  const perMs = parseDuration(duration ?? "") ?? 0;
  if (perMs > 0) return { ...shared, units: Number(count), perMs };
  problems.push({
    file,
    path: [name, "rate"],
    at: "value",
    code: "invalid-pool",
    message: "a rate needs a length of time",
    help: "write 10/1m: at most 10 within any minute",
  });
  return null;
}

/** How much there is, for people: `10 units`, `a lock`, `10 in 1m`. */
export function poolText({ kind, units, perMs }: PoolDeclaration): string {
  if (kind === "lock") return "a lock";
  if (perMs !== null) return `${units} in ${formatDuration(perMs)}`;
  return units === 1 ? "1 unit" : `${units} units`;
}
