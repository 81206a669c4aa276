// The version after this one: a copy of the program with an expanding and a breaking migration, and code that fits both.

import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TemporaryDirectory, temporaryDirectory } from "./temporary-directory.ts";

const root = path.resolve(import.meta.dirname, "../..");

export interface NextVersion {
  directory: TemporaryDirectory;
  /** Its entry. */
  program: string;
  /** Names of its migrations. */
  expand: string;
  contract: string;
}

/** It counts the runs that it makes, and needs `trunkline.past_slot` no more, which its second migration drops. */
export function nextVersion(): NextVersion {
  const directory = temporaryDirectory();
  const at = (...names: string[]) => path.join(directory.path, ...names);
  for (const name of ["control-plane", "migrators", "schemas", "examples", "package.json"])
    cpSync(path.join(root, name), at(name), { recursive: true });
  symlinkSync(path.join(root, "node_modules"), at("node_modules"));
  const change = (file: string, from: RegExp, to: string) => {
    const text = readFileSync(at(file), "utf8");
    if (!from.test(text)) throw new Error(`${file} is no longer what the next version changes`);
    writeFileSync(at(file), text.replace(from, to));
  };
  change("package.json", /"version": "\d+\./, '"version": "9.');

  const folder = "control-plane/store/migrations";
  const last = readdirSync(at(folder)).length;
  const name = (number: number, what: string) =>
    `${String(last + number).padStart(4, "0")}-${what}.sql`;
  const [expand, contract] = [name(1, "count-runs"), name(2, "no-past-slots")];
  writeFileSync(
    at(folder, expand),
    `alter table trunkline.run add column made_by text;
     create table trunkline.made (runs bigint not null);
     insert into trunkline.made values (0);`,
  );
  writeFileSync(at(folder, contract), "--! breaking\ndrop table trunkline.past_slot;");

  const functions = "control-plane/store/functions";
  change(`${functions}/create_runs.sql`, /^ *where p_kind <> 'after' or not exists .*$/m, "");
  change(
    `${functions}/create_runs.sql`,
    /( {2}if v_jobs is not null then)/,
    "  update trunkline.made set runs = runs + cardinality(v_runs);\n$1",
  );
  change(`${functions}/drop_runs.sql`, /insert into trunkline\.past_slot[\s\S]*?do nothing;/, "");
  return { directory, program: at("control-plane/cli/trunkline.js"), expand, contract };
}
