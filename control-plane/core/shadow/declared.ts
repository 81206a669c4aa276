// What a task does while its pipeline's wave is at the stage `shadow`: as a spec of its own, so that it is checked, limited
// and normalized as every other. A task that doesn't declare its side effects away has none: it isn't run.

import type {
  Environment,
  ShadowDefaults,
  ShadowSpec,
  TaskSpec,
  TransferInputs,
} from "#schemas/types.ts";

/** What of it doesn't run, and why, as the rest of a sentence about the task. */
export type NotRun = "declares no `shadow`" | "is skipped" | "runs another pipeline";

/** Kinds that have an environment. */
const hasEnvironment = (uses: string): boolean => uses === "command" || uses === "ssh";

/** The task as it runs in shadow, without its `shadow`; or why it doesn't run. */
export function shadowTask(
  { shadow, ...spec }: TaskSpec,
  defaults: ShadowDefaults | undefined,
): TaskSpec | NotRun {
  const uses = spec.uses ?? "command";
  const said = { ...shadow };
  if (said.skip) return "is skipped";
  if (uses === "pipeline" && said.run === undefined) return "runs another pipeline";
  const env = hasEnvironment(uses) ? { ...defaults?.env, ...said.env } : (said.env ?? {});
  const isSame = isHarmless(shadow, defaults);
  if (!isSame && !isOther(said) && Object.keys(env).length === 0) return "declares no `shadow`";
  return isSame
    ? withEnv(spec, uses, env)
    : withEnv(otherSecrets(otherwise(spec, uses, said), said), uses, env);
}

/** Whether the task says that it changes nothing anywhere, and so runs as it is. */
export const isHarmless = (
  shadow: ShadowSpec | undefined,
  defaults: ShadowDefaults | undefined,
): boolean => (shadow?.sideEffects ?? defaults?.sideEffects) === "none" && !isOther(shadow ?? {});

/** Whether it is another command, or another system's. */
const isOther = ({ run, connection }: ShadowSpec): boolean =>
  run !== undefined || connection !== undefined;

function otherwise(spec: TaskSpec, uses: string, { run, connection }: ShadowSpec): TaskSpec {
  const { run: _, uses: __, with: given, ...rest } = spec;
  if (run !== undefined && uses !== "ssh") return { ...rest, run };
  if (connection === undefined && run === undefined) return spec;
  const changed = { ...given, ...(run === undefined ? {} : { run }) };
  if (connection === undefined) return { ...rest, uses, with: changed };
  // Where it writes to may do harm, and so may what it does to what it has read.
  if (uses === "transfer") {
    const { after: ___, moveTo: ____, ...kept } = changed as TransferInputs;
    return { ...rest, uses, with: { ...kept, to: { ...kept.to, connection } } };
  }
  return { ...rest, uses, with: { ...changed, connection } };
}

function otherSecrets(spec: TaskSpec, { secrets }: ShadowSpec): TaskSpec {
  const { secrets: _, secretFiles: __, ...rest } = spec;
  return secrets === undefined ? rest : { ...rest, secrets };
}

function withEnv(spec: TaskSpec, was: string, env: Environment): TaskSpec {
  if (Object.keys(env).length === 0) return spec;
  if (was === "ssh" && spec.uses === "ssh")
    return { ...spec, with: { ...spec.with, env: { ...(spec.with?.env as Environment), ...env } } };
  return spec.uses === undefined || spec.uses === "command"
    ? { ...spec, env: { ...spec.env, ...env } }
    : spec;
}
