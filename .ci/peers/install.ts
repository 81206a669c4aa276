// Systems of PyPI, each installed once in an environment of its own, in node_modules/.cache/peers.

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

const cache = path.join(import.meta.dirname, "../../node_modules/.cache/peers");

/** The environment with exactly these requirements. */
export function installed(name: string, ...requirements: string[]): string {
  const folder = path.join(cache, `${name}-${requirements.map(versionOf).join("-")}`);
  const mark = path.join(folder, "installed");
  if (existsSync(mark)) return folder;
  console.log(`installing ${requirements.join(" ")} …`);
  execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
  execFileSync(program(folder, "pip"), ["install", "-q", ...requirements], { stdio: "inherit" });
  writeFileSync(mark, "");
  return folder;
}

const versionOf = (requirement: string): string => requirement.split("==")[1] ?? requirement;

export const program = (folder: string, name: string): string => path.join(folder, "bin", name);
