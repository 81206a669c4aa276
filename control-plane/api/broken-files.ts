// Spec files with errors, and the lines of them that are wrong, as the commit has them that was looked at.

import type { FastifyInstance } from "fastify";
import { type Diagnostic, printed } from "#core/diagnostic.ts";
import { linesAround, type NumberedLine } from "#core/lines-around.ts";
import { folderTree, ProjectTree } from "#git/project-tree.ts";
import { GitError, type GitReader } from "#git/source.ts";
import type { ListProjectsRow } from "#store/projects.sql.ts";
import { brokenSources } from "#store/sources.sql.ts";
import { brokenFilePage } from "./broken-shapes.ts";
import { findProject } from "./projects.ts";
import { describe, object, pageFrom, pageQuery, projectParams } from "./route.ts";
import type { ApiContext } from "./server.ts";
import type { BrokenFileView, Page } from "./types.ts";

export const brokenFileRoutes =
  (context: ApiContext) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get<{ Params: { project: string }; Querystring: { after?: string; limit: number } }>(
      "/projects/:project/broken-files",
      {
        schema: describe({
          id: "listBrokenFiles",
          action: "readProject",
          tag: "projects",
          summary: "Spec files with errors, with the lines around each",
          params: projectParams,
          query: object(pageQuery, "Which part."),
          answers: { 200: { description: "A page of them, by path.", schema: brokenFilePage } },
        }),
      },
      async ({ params, query, sight }): Promise<Page<BrokenFileView>> => {
        const { classes } = sight;
        const row = await findProject(context, params.project, sight);
        const { after = "", limit } = query;
        const all = await brokenSources(context.pool, { project: row.id, classes });
        const found = all.filter(({ path }) => path > after).slice(0, limit + 1);
        const files = found.flatMap(({ diagnostics }) =>
          (diagnostics as Diagnostic[]).map(({ file }) => file),
        );
        // A file names what is beside it: its text is for whoever may read all of the project.
        const texts = classes === null ? await textsOf(context, row, files) : new Map();
        return pageFrom(
          found,
          limit,
          ({ path }) => path,
          ({ path, name, broken_at, broken_in, diagnostics }) => ({
            ...{ path, name, commit: broken_in, since: broken_at?.toISOString() ?? null },
            errors: (diagnostics as Diagnostic[]).map((one) => ({
              diagnostic: printed(one),
              lines: around(texts.get(one.file), one),
            })),
          }),
        );
      },
    );
  };

/** A line of a file of secrets may have a value in clear. */
const around = (text: string | undefined, { file, line }: Diagnostic): NumberedLine[] =>
  text === undefined || file.startsWith("secrets/") ? [] : linesAround(text, line);

/** By path; none of a repository that this server has no copy of, or that has let go of the commit. */
async function textsOf(
  { projects }: ApiContext,
  { name, path, observed_commit: commit }: ListProjectsRow,
  files: readonly string[],
): Promise<Map<string, string>> {
  if (files.length === 0 || commit === null || !projects.read || !projects.names.includes(name))
    return new Map();
  try {
    return await projects.read(name, (reader) => read(reader, { commit, path }, new Set(files)));
  } catch (error) {
    if (error instanceof GitError) return new Map();
    throw error;
  }
}

async function read(
  reader: GitReader,
  { commit, path }: { commit: string; path: string },
  files: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const root = await folderTree(reader, (await reader.readCommit(commit)).tree, path);
  if (root === null) return new Map();
  const tree = new ProjectTree(reader, root);
  const byBlob = new Map<string, string[]>();
  for (const file of files) {
    const blob = await tree.blob(file);
    if (blob !== null) byBlob.set(blob, [...(byBlob.get(blob) ?? []), file]);
  }
  const texts = new Map<string, string>();
  for await (const { oid, content } of reader.readObjects([...byBlob.keys()]))
    for (const file of byBlob.get(oid) ?? []) texts.set(file, new TextDecoder().decode(content));
  return texts;
}
