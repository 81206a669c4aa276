// What pages load beside themselves: styles as they lie in `web/`, modules of the browser with their types taken away, and the
// one library. All of it is read when the server starts; nothing is built.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";

export interface Asset {
  type: string;
  body: string;
  /** Of the body, quoted: a browser that has it gets 304. */
  etag: string;
}

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const filesOf = (folder: string, end: string): string[] =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(end))
    .sort();

/** By name below `/assets/`. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const styles = ["page.css", ...filesOf("styles", ".css").map((name) => `styles/${name}`)];
  const modules = filesOf("browser", ".ts").map((name) => [
    name.replace(/\.ts$/, ".js"),
    asServed(withoutTypes(text(`browser/${name}`))),
  ]);
  const library = createRequire(import.meta.url).resolve("idiomorph/dist/idiomorph.esm.js");
  const scripts = [...modules, ["idiomorph.js", readFileSync(library, "utf8")]];
  return new Map([
    ["page.css", asset("text/css; charset=utf-8", styles.map(text).join("\n"))],
    ["icon.svg", asset("image/svg+xml", text("icon.svg"))],
    ...scripts.map(
      ([name = "", body = ""]) =>
        [name, asset("text/javascript; charset=utf-8", body)] as [string, Asset],
    ),
  ]);
}

const asset = (type: string, body: string): Asset => ({
  ...{ type, body },
  etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
});

/** Names of modules as a browser finds them: a file beside it is served under `.js`, a library under its name. */
const asServed = (source: string): string =>
  source
    .replaceAll(/(from\s+"\.\/[\w-]+)\.ts"/g, '$1.js"')
    .replaceAll(/from\s+"([\w-]+)"/g, 'from "./$1.js"');

/** Node calls the function experimental each time a server starts: nothing that whoever starts it could do anything about. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
