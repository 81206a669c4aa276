// The project's documentation as it lies in `docs/`: which pages there are, and their texts. A page is known by its path
// below that folder, as links between pages name it.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../docs/", import.meta.url));
export const firstPage = "README.md";

/** Paths such as `spec.md` and `migration/cron.md`, in order. */
export function documentPaths(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".md"))
    .sort();
}

/** Markdown; null where there is no such page, also for a path that leads elsewhere. */
export const documentText = (path: string): string | null =>
  documentPaths().includes(path) ? readFileSync(`${root}${path}`, "utf8") : null;
