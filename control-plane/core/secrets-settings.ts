// The file of `--secrets`: where a worker finds the values of secrets, in order.

import type { SecretProviderSpec, SecretsSpec, VaultSecretsSpec } from "#schemas/types.ts";
import { validateSecrets } from "#schemas/validators.js";
import type { Diagnostic } from "./diagnostic.ts";
import { parseDuration } from "./duration.ts";
import { locateAll } from "./locate.ts";
import { parseContent, type SpecFile } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { validateFile } from "./validate-schema.ts";

/** One provider, defaults filled in. Paths are as written. */
export type ProviderSettings = {
  name: string;
  /** Patterns of the names that it serves; null: any. */
  names: readonly string[] | null;
} & (
  | { kind: "environment" }
  | { kind: "files"; folder: string }
  | { kind: "age"; identity: string }
  | {
      kind: "vault";
      address: string;
      namespace: string | null;
      mount: string;
      path: string;
      key: string;
      timeoutMs: number;
      auth: { tokenFile: string } | { roleId: string; secretIdFile: string; mount: string };
    }
  | {
      kind: "command";
      argv: [string, ...string[]];
      input: string | null;
      passEnv: readonly string[];
      timeoutMs: number;
    }
);

const kinds = ["environment", "files", "age", "vault", "command"] as const;
const defaultTimeoutMs = 10_000;

/** Null while the file has errors. */
export function readSecretsSettings(
  path: string,
  content: string | Uint8Array,
): { providers: ProviderSettings[] | null; diagnostics: Diagnostic[] } {
  const file = parseContent(path, content);
  const problems: Problem[] = [];
  const spec = validateFile<SecretsSpec>(file, validateSecrets, problems);
  if (problems.length === 0) checkProviders(file, spec?.providers ?? [], problems);
  const diagnostics = locateAll([file], problems);
  if (spec === undefined || diagnostics.some(({ severity }) => severity === "error"))
    return { providers: null, diagnostics };
  return { providers: spec.providers.map(settingsOf), diagnostics };
}

const kindsOf = (spec: SecretProviderSpec) => kinds.filter((kind) => spec[kind] !== undefined);
const nameOf = (spec: SecretProviderSpec): string => spec.name ?? kindsOf(spec)[0] ?? "";

function checkProviders(
  file: SpecFile,
  providers: readonly SecretProviderSpec[],
  problems: Problem[],
): void {
  const taken = new Set<string>();
  for (const [index, spec] of providers.entries()) {
    const place = { file, path: ["providers", index], at: "value" as const };
    const found = kindsOf(spec);
    const help = `write exactly one of ${kinds.join(", ")}`;
    if (found.length === 0)
      problems.push({ ...place, code: "missing-property", message: "it is no provider", help });
    const second = found[1];
    if (second !== undefined) {
      const path = [...place.path, second];
      const message = `\`${second}\` is another provider than \`${found[0]}\``;
      problems.push({ file, path, at: "key", code: "unknown-property", message, help });
    }
    const name = nameOf(spec);
    if (taken.has(name))
      problems.push({
        ...place,
        code: "duplicate-item",
        message: `there is already a provider "${name}"`,
        help: "give it a `name` of its own",
      });
    taken.add(name);
    const { vault } = spec;
    if (vault && (vault.token === undefined) === (vault.approle === undefined))
      problems.push({
        ...{ ...place, path: [...place.path, "vault"] },
        code: "missing-property",
        message: "Vault is asked by one token",
        help: "write either `token`, a file, or `approle`",
      });
  }
}

function settingsOf(spec: SecretProviderSpec): ProviderSettings {
  const common = { name: nameOf(spec), names: spec.names ?? null };
  if (spec.files) return { ...common, kind: "files", folder: spec.files.folder };
  if (spec.age) return { ...common, kind: "age", identity: spec.age.identity };
  if (spec.vault) return { ...common, kind: "vault", ...vaultOf(spec.vault) };
  if (spec.command)
    return {
      ...{ ...common, kind: "command" },
      argv: spec.command.argv as [string, ...string[]],
      input: spec.command.input ?? null,
      passEnv: spec.command.passEnv ?? [],
      timeoutMs: timeoutOf(spec.command),
    };
  return { ...common, kind: "environment" };
}

const timeoutOf = ({ timeout }: { timeout?: string }): number =>
  (timeout === undefined ? null : parseDuration(timeout)) || defaultTimeoutMs;

const vaultOf = (vault: VaultSecretsSpec) => ({
  address: vault.address,
  namespace: vault.namespace ?? null,
  mount: vault.mount ?? "secret",
  path: vault.path ?? "trunkline/{environment}/{name}",
  key: vault.key ?? "value",
  timeoutMs: timeoutOf(vault),
  auth: vault.approle
    ? {
        roleId: vault.approle.roleId,
        secretIdFile: vault.approle.secretId,
        mount: vault.approle.mount ?? "approle",
      }
    : { tokenFile: vault.token ?? "" },
});
