// `secrets/ENVIRONMENT.yaml` as text: one value a name, each encrypted by age by itself. Nothing that is said of it has a
// part of a value: where somebody wrote one in clear, it must not get into output as well.

import { isMap, isScalar, parseDocument, type Scalar } from "yaml";
import { isSecretName } from "../secret-name.ts";

const armorBegins = "-----BEGIN AGE ENCRYPTED FILE-----";
const armorEnds = "-----END AGE ENCRYPTED FILE-----";

export const secretsFile = (environment: string): string => `secrets/${environment}.yaml`;

/** Where recipients are, the nearer first: of one environment alone, or of all. */
export const recipientsFiles = (environment: string): string[] => [
  `secrets/${environment}.recipients`,
  "secrets/recipients",
];

/** `secrets/prod.yaml` is of `prod`; null for a path that is no such file. */
export const environmentOf = (path: string): string | null =>
  /^secrets\/([a-z0-9][a-z0-9_-]{0,62})\.yaml$/.exec(path)?.[1] ?? null;

export const isRecipientsFile = (path: string): boolean =>
  /^secrets\/(?:recipients|[a-z0-9][a-z0-9_-]{0,62}\.recipients)$/.test(path);

export interface AgeFault {
  line: number;
  /** Behind the file's name: "has to have …". */
  why: string;
  help: string | null;
  /** A value lies in Git as it is. */
  isInClear: boolean;
}

export interface AgeFile {
  /** Armoured, by name; those without a fault. */
  values: Map<string, string>;
  /** All names that it has, also of values with a fault; null: it can't be read. */
  names: Set<string> | null;
  faults: AgeFault[];
  /** Of sops, which keeps its own kind of file: nothing is said of it. */
  isForeign: boolean;
}

export function readAgeFile(text: string): AgeFile {
  const values = new Map<string, string>();
  const faults: AgeFault[] = [];
  const document = parseDocument(text, {
    ...{ schema: "failsafe", uniqueKeys: true, prettyErrors: false },
  });
  const lineOf = (offset = 0) => text.slice(0, offset).split("\n").length;
  const fault = (line: number, why: string, more: Partial<AgeFault> = {}) =>
    faults.push({ line, why, help: null, isInClear: false, ...more });
  const [error] = document.errors;
  const { contents } = document;
  // Its message may have a part of the text in it.
  if (error) fault(lineOf(error.pos[0]), `can't be read as YAML (${error.code})`);
  else if (contents !== null && !isMap(contents))
    fault(1, "has to have names of secrets and their values");
  if (faults.length > 0) return { values, names: null, faults, isForeign: false };
  const items = isMap(contents) ? contents.items : [];
  const keys = items.map(({ key }) => (isScalar(key) ? String(key.value) : ""));
  const names = new Set(keys.filter(isSecretName));
  const isForeign = isMap(contents) && isMap(contents.get("sops"));
  if (isForeign) return { values, names, faults, isForeign };
  for (const { key, value } of items) {
    const line = lineOf((key as Scalar | null)?.range?.[0]);
    if (!isScalar(key) || !isScalar(value)) {
      fault(line, "has to have one text for each name");
      continue;
    }
    const name = String(key.value);
    const armored = String(value.value);
    if (!isSecretName(name))
      fault(line, "has a key that is no name of a secret, such as finance/warehouse-token");
    else if (!armored.trimStart().startsWith(armorBegins))
      fault(line, `has a value for "${name}" that is not encrypted by age`, {
        help: `take it out of Git's history, choose another, and write it with \`trunkline secrets set ${name}\``,
        isInClear: true,
      });
    else values.set(name, armored);
  }
  return { values, names, faults, isForeign };
}

/** A value of which a part is missing, as after a bad merge. */
export const isCutOff = (armored: string): boolean => !armored.trimEnd().endsWith(armorEnds);

/** Of a file of recipients, as `age -R` reads it: one a line, `#` begins a comment. */
export const readRecipients = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
