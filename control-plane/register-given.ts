// Registers the projects that a command's options name.

import type pg from "pg";
import { StoreError } from "#store/errors.ts";
import { getProject, registerProject } from "#store/projects.sql.ts";
import type { ProjectSettings } from "./project-set.ts";

/** @throws StoreError for a project that a control repository has registered: its ceilings must not go by a mistake. */
export async function registerGiven(
  pool: pg.Pool,
  projects: readonly ProjectSettings[],
): Promise<void> {
  for (const { name, environment, repository, branch, path } of projects) {
    const known = await getProject(pool, { name });
    const isRegistered = ["registered", "broken"].includes(known?.registration ?? "");
    if (known?.registration_file && isRegistered)
      throw new StoreError(
        `project ${name} is registered by ${known.registration_file} of a control repository`,
        {
          help: "Start with --control, take the file out there first, or give this project another --name.",
        },
      );
    await registerProject(pool, { name, environment, repository, branch, path });
  }
}
