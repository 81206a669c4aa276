// Which job of another scheduler a task was. Instances of a matrix may each have been one: `legacy: {job: "GL_${{ matrix.region }}"}`.

import type { Task } from "./pipeline.ts";

type Migrated = Pick<Task, "legacy" | "matrix">;

/** Null: it was none of its own. A value that its matrix doesn't have stays as it is written. */
export const legacyJobOf = ({ legacy, matrix }: Migrated): string | null =>
  legacy?.job.replace(/\$\{\{\s*matrix\.([A-Za-z0-9_-]+)\s*\}\}/g, (written, key: string) =>
    Object.hasOwn(matrix ?? {}, key) ? `${matrix[key]}` : written,
  ) ?? null;

/** Whether several instances of its matrix were the same job, so that nobody can tell which of them a run there was. */
export function isOneOfMany(
  tasks: readonly (Migrated & Pick<Task, "name" | "group">)[],
  name: string,
): boolean {
  const own = tasks.find((task) => task.name === name);
  const job = own === undefined ? null : legacyJobOf(own);
  return (
    job !== null &&
    tasks.some((one) => one.name !== name && one.group === own?.group && legacyJobOf(one) === job)
  );
}
