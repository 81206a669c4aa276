import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SecretFault } from "#secrets/provider.ts";
import { filled, type VaultSettings, vaultSecrets } from "#secrets/providers/vault.ts";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { role, vaultServer } from "#test/support/vault-server.ts";
import { answer, webServer } from "#test/support/web-server.ts";
import { providerContract, question } from "../provider.contract.ts";

async function vault({
  auth = "approle",
  ...settings
}: Partial<Omit<VaultSettings, "auth">> & { auth?: "approle" | "file" } = {}) {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(temporaryDirectory());
  const server = stack.use(await vaultServer());
  const put = (file: string, text: string) => {
    writeFileSync(join(folder.path, file), text);
    return join(folder.path, file);
  };
  server.tokens.set("hvs.file", { ttl: 3600, renewable: true, renewed: 0 });
  const provider = vaultSecrets({
    ...{ address: server.url, namespace: null, timeoutMs: 5_000, mount: "secret" },
    ...{ path: "{environment}/{name}", key: "value" },
    auth:
      auth === "file"
        ? { tokenFile: put("token", "hvs.file\n") }
        : { roleId: role.roleId, secretIdFile: put("secret-id", role.secretId), mount: "approle" },
    ...settings,
  });
  stack.defer(() => provider.close());
  server.entries.set("prod/token", [{ value: "one", other: "two" }]);
  const fault = async (name = "token") =>
    (await provider.read(question(name)).catch((error: unknown) => error)) as SecretFault;
  return { server, provider, put, fault, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

providerContract("vault", async () => {
  const at = await vault();
  at.server.entries.clear();
  const entry = (name: string) => at.server.entries.get(`prod/${name}`) ?? [];
  return {
    provider: at.provider,
    // Its answers are JSON: bytes that are no text can't be in them.
    textOnly: true,
    put: async (name, value) =>
      void at.server.entries.set(`prod/${name}`, [
        ...entry(name),
        { value: String(Buffer.from(value)) },
      ]),
    remove: async (name) => void at.server.entries.set(`prod/${name}`, [...entry(name), null]),
    breakIt: async () => {
      at.server.sealed = true;
    },
    async [Symbol.asyncDispose]() {
      expect(at.server.faults).toEqual([]);
      await at[Symbol.asyncDispose]();
    },
  };
});

test("asks once for a login, then by its token, each secret anew", async () => {
  await using at = await vault({ namespace: "team" });
  for (const _ of [1, 2]) expect(await at.provider.read(question("token"))).toBe("one");
  expect(at.server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/auth/approle/login",
    "GET /v1/secret/data/prod/token",
    "GET /v1/secret/data/prod/token",
  ]);
  expect(JSON.parse(at.server.asked[0]?.body ?? "")).toEqual({
    role_id: role.roleId,
    secret_id: role.secretId,
  });
  expect(at.server.asked[0]?.headers["x-vault-token"]).toBe(undefined);
  expect(at.server.asked[1]?.headers).toMatchObject({
    "x-vault-token": "hvs.login-1",
    "x-vault-namespace": "team",
  });
});

test("another key, and one that is not there", async () => {
  await using at = await vault({ key: "other" });
  expect(await at.provider.read(question("token"))).toBe("two");
  at.server.entries.set("prod/token", [{ value: "one" }]);
  expect(await at.provider.read(question("token"))).toBe(null);
  at.server.entries.set("prod/token", [{ other: { deep: 1 } }]);
  expect((await at.fault()).message).toBe("`other` of secret/data/prod/token in Vault is no text.");
});

test("a token that was revoked is replaced by a new login", async () => {
  await using at = await vault();
  await at.provider.read(question("token"));
  at.server.tokens.delete("hvs.login-1");
  expect(await at.provider.read(question("token"))).toBe("one");
  expect(at.server.logins).toBe(2);
});

test("a token is renewed before its lease ends, while nobody asks", async () => {
  await using at = await vault();
  at.server.loginTtl = 1;
  await at.provider.read(question("token"));
  await eventually("renewed twice", () => (at.server.tokens.get("hvs.login-1")?.renewed ?? 0) >= 2);
  expect(at.server.logins).toBe(1);
});

test("a token of a file is read each time, and renewed", async () => {
  await using at = await vault({ auth: "file" });
  expect(await at.provider.read(question("token"))).toBe("one");
  at.server.tokens.set("hvs.next", { ttl: 1, renewable: true, renewed: 0 });
  at.server.tokens.delete("hvs.file");
  at.put("token", "hvs.next");
  expect(await at.provider.read(question("token"))).toBe("one");
  await eventually("renewed", () => (at.server.tokens.get("hvs.next")?.renewed ?? 0) >= 1);
});

test("403, and what the policy lacks; the wrong secret id", async () => {
  await using at = await vault();
  at.server.policy.read = false;
  const refused = await at.fault();
  expect(refused.message).toMatch(
    /refuses secret\/data\/prod\/token \(403, .*permission denied\).*capabilities = \["read"\]/,
  );
  expect(refused.passes).toBe(false);
  await using other = await vault();
  other.put("secret-id", "wrong");
  const login = await other.fault();
  expect(login.message).toMatch(
    /refuses the login of the AppRole \(400, invalid role or secret ID\)/,
  );
  expect(login.message).not.toContain("wrong");
});

test("sealed, silent, or not there: another attempt may find it", async () => {
  await using at = await vault({ timeoutMs: 200 });
  await at.provider.read(question("token"));
  at.server.sealed = true;
  expect(await at.fault()).toMatchObject({
    passes: true,
    message: expect.stringContaining("unseal it"),
  });
  at.server.sealed = false;
  at.server.silent = true;
  expect(await at.fault()).toMatchObject({
    passes: true,
    message: expect.stringContaining("did not answer within 0.2 s"),
  });
  await using gone = await vault({ address: "http://127.0.0.1:1" });
  expect(await gone.fault()).toMatchObject({
    passes: true,
    message: expect.stringContaining("can't be reached"),
  });
});

test("a redirection is not followed: the token would go with it", async () => {
  await using elsewhere = await webServer((_, response) => answer(response, 200, {}));
  await using redirecting = await webServer((_, response) =>
    answer(response, 307, "", { location: elsewhere.url }),
  );
  await using at = await vault({ address: redirecting.url });
  expect((await at.fault()).message).toMatch(/sends its clients elsewhere/);
  expect(elsewhere.asked).toEqual([]);
});

test("something else than Vault is no absent secret, and a huge answer is cut", async () => {
  await using at = await vault({ auth: "file" });
  await using page = await webServer((_, response) => answer(response, 404, "<html>not here"));
  await using other = await vault({ auth: "file", address: page.url });
  expect((await other.fault()).message).toContain("something else than Vault answers there");
  at.server.entries.set("prod/token", [{ value: "x".repeat(2 ** 21) }]);
  expect((await at.fault()).message).toContain("more than 1 MiB");
});

test("an attempt that is stopped waits for nothing", async () => {
  await using at = await vault({ auth: "file" });
  await at.provider.read(question("token"));
  at.server.silent = true;
  const reading = at.provider.read(question("token", { signal: AbortSignal.timeout(50) }));
  await expect(reading).rejects.toThrow(/as the attempt was stopped/);
});

test("values go into a template once, each where it belongs", () => {
  const asked = { name: "a/b", project: "{name}", environment: "prod" };
  expect(filled("{project}/{environment}/{name}/{other}", asked)).toBe("{name}/prod/a/b/{other}");
});

test("the same of a real Vault", async (context) => {
  try {
    execFileSync("vault", ["version"], { stdio: "ignore" });
  } catch {
    context.skip("vault is not installed; its documented contract is tested above");
  }
  await using at = await vault();
  const address = "http://127.0.0.1:18200";
  const root = "test-root";
  const words = ["server", "-dev", `-dev-root-token-id=${root}`];
  const server = spawn("vault", [...words, "-dev-listen-address=127.0.0.1:18200"], {
    stdio: "ignore",
  });
  try {
    const ask = async (path: string, body?: object) => {
      const response = await fetch(`${address}/v1/${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { "X-Vault-Token": root },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await response.json().catch(() => ({}))) as { data: Record<string, string> };
    };
    await eventually("Vault is up", () => ask("sys/health").then(Boolean, () => false));
    await ask("secret/data/prod/token", { data: { value: "one" } });
    await ask("sys/auth/approle", { type: "approle" });
    const policy = 'path "secret/data/prod/*" { capabilities = ["read"] }';
    await ask("sys/policies/acl/reader", { policy });
    await ask("auth/approle/role/worker", { token_policies: ["reader"], token_ttl: "1h" });
    const roleId = (await ask("auth/approle/role/worker/role-id")).data.role_id ?? "";
    const { secret_id = "" } = (await ask("auth/approle/role/worker/secret-id", {})).data;
    const provider = vaultSecrets({
      ...{ address, namespace: null, timeoutMs: 5_000, mount: "secret" },
      ...{ path: "{environment}/{name}", key: "value" },
      auth: { roleId, secretIdFile: at.put("real", secret_id), mount: "approle" },
    });
    expect(await provider.read(question("token"))).toBe("one");
    expect(await provider.read(question("other"))).toBe(null);
    const refused = provider.read(question("token", { environment: "test" }));
    await expect(refused).rejects.toThrow(/403/);
    await provider.close();
  } finally {
    server.kill("SIGKILL");
  }
});
