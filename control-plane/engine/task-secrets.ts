// The secrets of one attempt: read when it starts, kept no longer, and taken out of everything that it says.

import type { AccessFacts } from "#core/access/access-class.ts";
import type { ProjectCeilings } from "#core/ceilings/ceilings.ts";
import type { Task } from "#core/pipeline.ts";
import type { SecretRoute } from "#core/registration.ts";
import { secretVariable } from "#core/secret-name.ts";
import type { AttemptRequest, AttemptResult, ExternalRuns } from "#executors/executor.ts";
import type { StoredObject } from "#executors/snapshot-tree.ts";
import { readTreeFile } from "#executors/tree-file.ts";
import { Masker } from "#secrets/mask.ts";
import type { Secrets } from "#secrets/secrets.ts";
import type { Db } from "#store/connect.ts";
import { getObjects } from "#store/objects.sql.ts";
import { secretFacts } from "#store/secrets.sql.ts";
import { grantSecrets, recordUse, type SecretUsed } from "./grants.ts";
import type { Claim } from "./held.ts";
import type { SecretAccess, SecretDecision } from "./secret-access.ts";

export interface TaskSecrets {
  /** By name. */
  values: Record<string, string>;
  /** Variables for a command; nothing else has an environment. */
  env: Record<string, string>;
  /** Takes them out of output; `end` writes what was kept back. */
  output(write: (bytes: Uint8Array) => Promise<void>): {
    write: AttemptRequest["onOutput"];
    end: () => Promise<void>;
  };
  /** What is recorded of runs elsewhere is kept in clear, so it must not have them. */
  external(runs: ExternalRuns): ExternalRuns;
  /** The result without them. */
  masked(result: AttemptResult): AttemptResult;
}

export interface Missing {
  /** As sentences for people. */
  missing: string;
  /** Another attempt may find them. */
  passes: boolean;
}

export interface SecretsAsked {
  /** Answers in spite of broken connections. */
  db: Db;
  secrets: Secrets | undefined;
  mayUse: SecretAccess;
  claim: Claim;
  project: string;
  task: Task;
  ceilings: ProjectCeilings | null;
  signal: AbortSignal;
}

/** What an attempt is given, or why it can't start; null when it is not the task's newest any more. */
export async function secretsOfTask(asked: SecretsAsked): Promise<TaskSecrets | Missing | null> {
  const { db, claim, project, task, ceilings, signal } = asked;
  // Revisions of before there were secrets don't have the property.
  if (!task.secrets?.length) return none;
  const facts = await secretFacts(db, { run: claim.run });
  const about = {
    ...{ run: claim.run, named: task.secrets, ceilings, project },
    environment: facts?.environment ?? "",
    facts: (facts?.facts ?? null) as AccessFacts | null,
  };
  const decided = await Promise.all(
    task.secrets.map(async (secret) => ({ secret, ...(await asked.mayUse({ ...about, secret })) })),
  );
  const refused = decided.find(({ allowed }) => !allowed);
  if (refused) return { missing: refusalText(refused), passes: refused.errors.length > 0 };
  if (!(await grantSecrets(db, claim, task))) return null;
  const question = {
    project,
    environment: facts?.environment ?? "",
    deployed: deployedFile(db, facts?.tree_oid ?? null),
    signal,
  };
  const values: Record<string, string> = {};
  const used: SecretUsed[] = [];
  for (const { secret: name, policies } of decided) {
    const routes = (facts?.routes ?? []) as SecretRoute[];
    const answer = await asked.secrets?.read({ ...question, name }, routes);
    if (answer === undefined)
      return {
        missing: `This worker has no secret "${name}", nor any place for one.`,
        passes: false,
      };
    if ("missing" in answer) return answer;
    values[name] = answer.value;
    used.push({ name, provider: answer.provider, policies });
  }
  if (!(await recordUse(db, claim, used))) return null;
  return secretsOf(values, task.action.kind === "command");
}

function refusalText({ secret, policies, errors }: SecretDecision & { secret: string }): string {
  const by =
    policies.length > 0
      ? `forbidden by ${policies.join(", ")}`
      : errors.length > 0
        ? `its policies could not be evaluated: ${errors.join("; ")}`
        : "no policy permits it";
  return `The run may not use the secret "${secret}": ${by}. A rerun goes on once policies of the control repository, and of the project, allow it.`;
}

/** Files of a tree, from the store; a secret's file is small, and read once for all secrets of an attempt. */
function deployedFile(db: Db, tree: string | null): (path: string) => Promise<Uint8Array | null> {
  const readObjects = async (oids: readonly string[]) => {
    const rows = await getObjects(db, { oids: [...oids] });
    return new Map(
      rows.map(({ oid, type, content }): [string, StoredObject] => [oid, { type, content }]),
    );
  };
  const read = new Map<string, Promise<Uint8Array | null>>();
  return async (path) => {
    if (tree === null) return null;
    const reading = read.get(path) ?? readTreeFile(tree, path, readObjects);
    read.set(path, reading);
    return reading;
  };
}

function secretsOf(values: Record<string, string>, isCommand: boolean): TaskSecrets {
  const masker = new Masker(Object.values(values));
  return {
    values,
    env: isCommand
      ? Object.fromEntries(
          Object.entries(values).map(([name, value]) => [secretVariable(name), value]),
        )
      : {},
    output: (write) => ({
      write: async (bytes) => {
        const shown = masker.push(bytes);
        if (shown.length > 0) await write(shown);
      },
      end: async () => {
        const rest = masker.end();
        if (rest.length > 0) await write(rest);
      },
    }),
    external: (runs) => ({
      earlier: () => runs.earlier(),
      async submitted(run) {
        const shown = masker.value(run) as typeof run;
        if (Object.entries(run).some(([key, value]) => shown[key] !== value))
          throw new Error("the id that the system gave the run has a secret of the task in it");
        await runs.submitted(run);
      },
    }),
    masked: (result) => ({
      ...result,
      message: result.message === null ? null : masker.text(result.message),
      outputs: Object.fromEntries(
        Object.entries(result.outputs).map(([name, value]) => [name, masker.text(value)]),
      ),
    }),
  };
}

/** Most tasks have none and pay nothing. */
const none: TaskSecrets = {
  values: {},
  env: {},
  output: (write) => ({ write, end: async () => {} }),
  external: (runs) => runs,
  masked: (result) => result,
};
