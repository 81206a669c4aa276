// What the core must know of one kind of work; `kinds.ts` has them all. How it is done is an executor's matter.

import type { TaskSpec } from "#schemas/types.ts";
import type { Action } from "../action.ts";
import type { Use } from "../ceilings/ceilings.ts";
import type { ConnectionSource } from "../connection.ts";
import type { LocalTask } from "../local-task.ts";
import type { Said } from "../plan/said.ts";
import type { Path, Problem } from "../problem.ts";
import type { ShellScript } from "../shell-text.ts";

export type Systems = Pick<ConnectionSource, "connection" | "connector">;

export interface Kind<A extends Action> {
  /** What its `with` must give, and an example; null where other checks say so. */
  needs: readonly [what: string, example: string] | null;
  /** What JSON Schema can't say of `with`; its expressions are checked with all others of the task. */
  check(task: LocalTask, source: ConnectionSource, problems: Problem[]): void;
  /** Of a task without problems: every default supplied, connections in place of their names. */
  action(spec: TaskSpec, source: Systems, script?: ShellScript): A;
  /** What a task would say that gives the action again. */
  spec(action: A): Pick<TaskSpec, "run" | "uses" | "with">;
  /** Names of the connections that it uses. */
  connections(action: A): readonly string[];
  /** Names of the secrets that it needs, those of its connections too. */
  secrets(action: A): readonly string[];
  /** `host:port` of all that it reaches, as far as the definition says, each once. */
  places(action: A): readonly string[];
  /** What `with` names of what ceilings limit, with where it does. */
  uses(
    given: Readonly<Record<string, unknown>>,
    source: Pick<ConnectionSource, "connection">,
  ): Iterable<{ use: Use; path: Path }>;
  /** For people, such as `runs "./load.sh"`. */
  text(action: A): string;
  /** How two differ, for plans. */
  changes(before: A, after: A): Said[];
  /** What it gets at beside secrets and hosts, so that a break-glass can't widen it. */
  reaches(action: A): readonly string[];
  /** Where its connection leads, for the record of its use. */
  system(action: A): string | null;
}

/** What has neither connections nor secrets of its own. */
export const reachesNothing = {
  connections: () => [],
  secrets: () => [],
  places: () => [],
  uses: () => [],
  system: () => null,
};
