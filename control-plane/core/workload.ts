// What containers have in common, whoever runs them: image, program, variables, secrets.

import type { ContainerInputs, KubernetesInputs } from "#schemas/types.ts";
import type { Workload } from "./action.ts";
import { hasExpression } from "./expression.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";

/** What the inputs of every kind of workload may say. */
export type WorkloadInputs = Pick<
  ContainerInputs,
  "image" | "run" | "command" | "entrypoint" | "env" | "secrets" | "workingDirectory"
>;

/** Of inputs without problems. */
export const workload = (inputs: WorkloadInputs): Workload => ({
  image: inputs.image,
  run: inputs.run ?? null,
  command: inputs.command ?? null,
  entrypoint: inputs.entrypoint ?? null,
  env: inputs.env ?? {},
  secrets: inputs.secrets ?? {},
  workingDirectory: inputs.workingDirectory ?? null,
});

/** The inputs that give the workload again. */
export function workloadInputs(action: Workload): WorkloadInputs {
  const { image, env, secrets } = action;
  const inputs: WorkloadInputs = { image, env, secrets };
  for (const key of ["run", "command", "entrypoint", "workingDirectory"] as const)
    if (action[key] !== null) Object.assign(inputs, { [key]: action[key] });
  return inputs;
}

/** Program and arguments instead of the image's own; null where that stays. */
export function programOf({ run, command, entrypoint }: Workload): {
  entrypoint: string[] | null;
  command: string[] | null;
} {
  return run === null
    ? { entrypoint, command }
    : { entrypoint: ["/bin/sh"], command: ["-e", "-c", run] };
}

/** Whether an image can't become another one: its digest is a part of its name. */
export const isPinned = (image: string): boolean => /@sha256:[0-9a-f]{64}$/.test(image);

/** What JSON Schema can't say of a workload. */
export function checkWorkload(task: LocalTask, problems: Problem[]): void {
  const inputs = (task.spec.with ?? {}) as Partial<WorkloadInputs & Pick<KubernetesInputs, "args">>;
  const report = (path: string[], message: string, help: string, at: "key" | "value" = "value") =>
    problems.push({ ...placeIn(task, "with", ...path), at, code: "task-action", message, help });
  for (const key of ["command", "entrypoint", "args"] as const)
    if (inputs.run !== undefined && inputs[key] !== undefined)
      report([key], `the task has both \`run\` and \`${key}\``, "keep one of them", "key");
  if (typeof inputs.run === "string" && hasExpression(inputs.run))
    report(
      ["run"],
      "`run` of a container takes no `${{ }}`, so that data never becomes code",
      'give the value a name, env: {DAY: "${{ run.date }}"}, and write "$DAY"',
    );
  for (const variable of Object.keys(inputs.secrets ?? {}))
    if (inputs.env && Object.hasOwn(inputs.env, variable))
      problems.push({
        ...placeIn(task, "with", "secrets", variable),
        at: "key",
        code: "duplicate-item",
        message: `${variable} is already in \`env\``,
      });
}
