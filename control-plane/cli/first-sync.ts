// What `up` waits for before it says that it is up: the first sync of its project, or of all that are registered.

import type { Outcome } from "#reconcile";
import type { ProjectSettings, Server } from "#server";
import { CommandError } from "./exit.ts";

export interface FirstPipeline {
  project: string;
  pipeline: string;
}

/** @param run What the command was told to run. @throws CommandError where it doesn't say of which project. */
export function firstPipeline(
  run: string | undefined,
  project: ProjectSettings | null,
): FirstPipeline | null {
  if (run === undefined) return null;
  if (project !== null) return { project: project.name, pipeline: run };
  const [, name, pipeline] = /^([^/]+)\/([^/]+)$/.exec(run) ?? [];
  if (name !== undefined && pipeline !== undefined) return { project: name, pipeline };
  throw new CommandError(
    "usage",
    `--run ${run} does not say of which project`,
    "write PROJECT/PIPELINE with --control",
  );
}

/** Answers how the sync of the project that matters ended, and what is served, for people. */
export async function firstSync(
  server: Server,
  project: ProjectSettings | null,
  wanted: string | undefined,
): Promise<{ state: Outcome["state"]; what: string }> {
  if (project !== null) {
    const { state } = await server.sync(project.name);
    const { name, repository, branch } = project;
    return { state, what: `project ${name} from ${repository}, branch ${branch}` };
  }
  await server.lookAtControl();
  const names = server.projects();
  const what = names.length === 0 ? "no project is registered" : `projects ${names.join(", ")}`;
  if (wanted === undefined) return { state: "Synced", what };
  if (!names.includes(wanted))
    throw new CommandError(
      "failed",
      `project ${wanted} is not registered`,
      `registered: ${names.join(", ") || "none"}`,
    );
  return { state: (await server.sync(wanted)).state, what };
}
