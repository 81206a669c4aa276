// A project's own routes of alerts: `routes.yaml` of its repository. They hold once the revision that has them is deployed.

import { checkOwnRoutes, readRoutes, routesFile } from "#core/alerts/read-alerts.ts";
import type { AlertRoute } from "#core/alerts/settings.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { ProjectTree } from "#git/project-tree.ts";
import type { GitSource } from "#git/source.ts";

export interface OwnRoutes {
  /** Null: there is no file; undefined: it has mistakes, and the routes from before hold on. */
  routes: AlertRoute[] | null | undefined;
  diagnostics: Diagnostic[];
}

/** A project without the file pays one look at its root. */
export async function ownRoutes(
  files: Pick<ProjectTree, "blob">,
  reader: Pick<GitSource, "readObjects">,
): Promise<OwnRoutes> {
  const oid = await files.blob(routesFile);
  if (oid === null) return { routes: null, diagnostics: [] };
  for await (const { content } of reader.readObjects([oid])) {
    const bytes = content.slice();
    return {
      routes: readRoutes(bytes, null).routes ?? undefined,
      diagnostics: checkOwnRoutes(bytes),
    };
  }
  return { routes: null, diagnostics: [] };
}
