import { expect, test } from "vitest";
import { readSecretsSettings } from "#core/secrets-settings.ts";

const read = (text: string) => readSecretsSettings("secrets.yaml", text);

test("providers in their order, with what is left out filled in", () => {
  const { providers, diagnostics } = read(`providers:
  - environment: {}
  - {files: {folder: /run/secrets}, names: ["db/*"]}
  - age: {identity: "/etc/trunkline/{environment}.key"}
  - name: corporate
    vault: {address: "https://vault.example:8200", token: /run/vault-token}
  - vault: {address: "http://127.0.0.1:8200", timeout: 2s, approle: {roleId: r, secretId: /run/id}}
  - command: {argv: [pass, show, "{name}"]}
`);
  expect(diagnostics).toEqual([]);
  const vault = { kind: "vault", namespace: null, mount: "secret", key: "value" };
  const path = "trunkline/{environment}/{name}";
  expect(providers).toEqual([
    { name: "environment", names: null, kind: "environment" },
    { name: "files", names: ["db/*"], kind: "files", folder: "/run/secrets" },
    { name: "age", names: null, kind: "age", identity: "/etc/trunkline/{environment}.key" },
    {
      ...{ ...vault, name: "corporate", names: null, path, timeoutMs: 10_000 },
      ...{ address: "https://vault.example:8200", auth: { tokenFile: "/run/vault-token" } },
    },
    {
      ...{ ...vault, name: "vault", names: null, path, timeoutMs: 2_000 },
      address: "http://127.0.0.1:8200",
      auth: { roleId: "r", secretIdFile: "/run/id", mount: "approle" },
    },
    {
      ...{ name: "command", names: null, kind: "command", argv: ["pass", "show", "{name}"] },
      ...{ input: null, passEnv: [], timeoutMs: 10_000 },
    },
  ]);
});

test.each([
  ["no kind", "- name: x", "missing-property", /no provider/],
  ["two kinds", "- {environment: {}, files: {folder: /x}}", "unknown-property", /another provider/],
  ["a name twice", "- environment: {}\n- environment: {}", "duplicate-item", /already a provider/],
  ["no way into Vault", '- vault: {address: "https://v"}', "missing-property", /one token/],
  ["a user in the address", '- vault: {address: "https://u:p@v", token: /t}', "invalid-text", /./],
  ["an unknown kind", "- keychain: {}", "unknown-property", /keychain/],
])("%s is an error", (_, list, code, message) => {
  const { providers, diagnostics } = read(`providers:\n${list.replace(/^/gm, "  ")}\n`);
  expect(providers).toBe(null);
  expect(diagnostics[0]).toMatchObject({ code, message: expect.stringMatching(message) });
});
