// `secrets/ENVIRONMENT.yaml` of a project as it is used and written: a merge shows which value changed.

import { isMap, parseDocument, Scalar } from "yaml";
import { readAgeFile } from "#core/age/age-file.ts";
import { SecretFault } from "./provider.ts";

/**
 * Armoured values by name.
 * @throws SecretFault for a file that has anything else in it; without what it has
 */
export function readSecretsFile(path: string, text: string): Map<string, string> {
  const { values, faults, isForeign } = readAgeFile(text);
  if (isForeign) throw new SecretFault(`${path} is a file of sops, and none of values of age.`);
  const [first] = faults;
  if (first === undefined) return values;
  const { line, why, help } = first;
  throw new SecretFault(`${path}:${line} ${why}${help === null ? "" : `: ${help}`}.`);
}

/** The file with other values; what else is in it, such as comments, stays. Null removes a name. */
export function changedSecretsFile(
  text: string,
  changes: ReadonlyMap<string, string | null>,
): string {
  const document = parseDocument(text, { schema: "failsafe" });
  if (document.contents === null)
    document.contents = document.createNode({}) as unknown as typeof document.contents;
  for (const [name, armored] of changes) {
    if (armored === null) document.delete(name);
    else {
      const value = new Scalar(`${armored.trimEnd()}\n`);
      value.type = Scalar.BLOCK_LITERAL;
      document.set(name, value);
    }
  }
  if (isMap(document.contents)) {
    document.contents.flow = false;
    if (document.contents.items.length === 0) return "";
  }
  return document.toString({ lineWidth: 0 });
}
