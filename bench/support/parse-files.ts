// Plain js-yaml over every YAML file below a folder: the least that a check of them must do.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

const [, , folder = "."] = process.argv;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
  if (entry.name.endsWith(".yaml")) load(readFileSync(join(entry.parentPath, entry.name), "utf8"));
