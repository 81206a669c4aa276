// "Edit in Git": where a file of a project is edited, or, where the forge's addresses are not known, where it is.

import type { ProjectView } from "#api/types.ts";
import { type Html, html } from "./html.ts";
import { editLink } from "./pipeline/edit-link.ts";

/** @param file From the project's root. Null for a project that whoever reads may not see. */
export function editInGit(
  projects: readonly ProjectView[],
  name: string | null,
  file: string,
): Html | null {
  const project = projects.find((one) => one.name === name);
  if (project === undefined) return null;
  const { repository, branch } = project;
  const link = editLink(project, file);
  return link === null
    ? html`<code class="any" title="${repository}, ${branch}">${file}</code>`
    : html`<a href="${link}" rel="noreferrer">Edit in Git</a>`;
}
