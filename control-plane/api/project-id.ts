// The project that a path names.

import type pg from "pg";
import { getProject } from "#store/projects.sql.ts";
import { notFound } from "./problem.ts";

/** @throws Problem 404 */
export async function projectId(pool: pg.Pool, name: string): Promise<number> {
  const project = await getProject(pool, { name });
  if (!project) throw notFound(`project "${name}"`);
  return project.id;
}
