// What plans and ceilings say of containers, whoever runs them.

import type { Workload } from "../action.ts";
import type { Use } from "../ceilings/ceilings.ts";
import { type Said, say } from "../plan/said.ts";
import { mapChanges, quoted } from "../plan/wording.ts";
import type { Path } from "../problem.ts";
import { textChange } from "./changes.ts";

/** `runs "dbt build" of registry.example/dbt@sha256:…`, of a script its first line. */
export function workloadText({
  image,
  run,
  entrypoint,
  command,
}: Pick<Workload, "image" | "run" | "entrypoint" | "command">): string {
  const [first = "", ...more] = (run ?? "").trim().split("\n");
  const words = [...(entrypoint ?? []), ...(command ?? [])];
  const program = run === null ? words.join(" ") : `${first}${more.length === 0 ? "" : " …"}`;
  return program === "" ? `runs ${image}` : `runs ${quoted(program)} of ${image}`;
}

type Scripted = Pick<Workload, "run" | "env" | "secrets">;

/** Script, variables and names of secrets; the rest differs as any other property does. */
export const workloadChanges = (before: Scripted, after: Scripted): Said[] => [
  ...textChange("script", before.run ?? "", after.run ?? ""),
  ...mapChanges(before.env, after.env, quoted).map((text) => say("work", `variable ${text}`)),
  ...mapChanges(before.secrets, after.secrets, quoted).map((text) => say("work", `secret ${text}`)),
];

/** Of `with` as written. */
export function* secretUses(
  given: Readonly<Record<string, unknown>>,
): Generator<{ use: Use; path: Path }> {
  const { secrets } = given;
  if (typeof secrets !== "object" || secrets === null) return;
  for (const [variable, value] of Object.entries(secrets))
    if (typeof value === "string")
      yield { use: { kind: "secrets", value }, path: ["secrets", variable] };
}
