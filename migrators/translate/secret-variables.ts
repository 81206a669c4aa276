// Variables that hold what looks like a password: a secret has its value, by a name of the mapping, and no spec does.

import { isSecretName, secretVariable } from "#core/secret-name.ts";
import type { LegacyVariable, Refusal } from "../legacy.ts";
import { isSecretVariable } from "../secrets.ts";
import { type PipelineDraft, type ProjectDraft, placeIn, type TaskDraft } from "./draft.ts";
import { slugOf } from "./names.ts";

export const isSecret = ({ name, value }: LegacyVariable): boolean =>
  isSecretVariable(name, value.value);

interface Named {
  /** In the mapping. */
  key: string;
  /** Name of the secret, unless the mapping says another; undefined: there can be no such secret. */
  assumed: string | undefined;
}

/** By file, variable and value. */
const known = new WeakMap<ProjectDraft, Map<string, Named>>();

/** Names a secret in the task, whose variable has the same name. Equal values of one file are one secret. */
export function readSecret(
  variable: LegacyVariable,
  { name, job, spec, accounts }: TaskDraft,
  draft: PipelineDraft,
  project: ProjectDraft,
): Refusal | null {
  const { from } = variable.value;
  const file = from[0]?.place.file ?? job.statement.place.file;
  const { key, assumed } = keyOf(variable, file, project);
  const secret = project.mapping.secret(key, assumed);
  if (secret === undefined || secretVariable(secret) !== variable.name) {
    const message = `no secret gives the variable ${variable.name}: its last word, in upper case, must be that`;
    return { code: "mapping-secret", message, from };
  }
  spec.secrets = [...new Set([...(spec.secrets ?? []), secret])].sort();
  accounts.addAll(from, "equivalent", "secret-stored", placeIn(draft, "tasks", name, "secrets"));
  return null;
}

function keyOf({ name, value }: LegacyVariable, file: string, project: ProjectDraft): Named {
  const all = known.get(project) ?? new Map<string, Named>();
  known.set(project, all);
  return all.getOrInsertComputed(JSON.stringify([file, name, value.value]), () => {
    const base =
      file
        .split("/")
        .at(-1)
        ?.replace(/\.\w+$/, "") ?? "";
    const folder = slugOf(/^[a-z]/i.test(base) ? base : `table-${base}`) ?? "table";
    const word = name.toLowerCase().replaceAll("_", "-");
    const isTaken = (one: Named) =>
      [...all.values()].some(({ key, assumed }) => key === one.key || assumed === one.assumed);
    for (let number = 1; ; number++) {
      const one =
        number === 1
          ? { key: `${name} of ${file}`, assumed: `${folder}/${word}` }
          : { key: `${name} of ${file} (${number})`, assumed: `${folder}-${number}/${word}` };
      if (!isSecretName(one.assumed)) return { ...one, assumed: undefined };
      if (!isTaken(one)) return one;
    }
  });
}
