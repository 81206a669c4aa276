// https with a certificate that only an authority of one's own vouches for: both transports, against a real server.

import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSource } from "#git/open.ts";
import { GitError, type GitSource } from "#git/source.ts";
import { type Certificates, hasOpenssl, makeCertificates } from "#test/support/certificates.ts";
import { type GitServer, serveRepository } from "#test/support/git-server.ts";
import { TestRepository, temporaryFolder } from "#test/support/repository.ts";

describe.each(["native", "isomorphic"] as const)("%s git", (transport) => {
  let repository: TestRepository;
  let folder: ReturnType<typeof temporaryFolder>;
  let server: GitServer;
  let url: string;
  let certificates: Certificates;
  let sources: GitSource[];

  const open = async (repository: string): Promise<GitSource> => {
    const options = { repository, transport, cacheDir: join(folder.path, "cache") };
    const source = await openSource({ ...options, credentials: () => "s3cret" });
    sources.push(source);
    return source;
  };
  const failure = async (repository = url): Promise<GitError> => {
    const source = await open(repository);
    const error = await source.remoteTip("main").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GitError);
    return error as GitError;
  };

  beforeEach(async ({ skip }) => {
    skip(!hasOpenssl, "there is no `openssl` to make certificates with");
    for (const name of ["SSL_CERT_FILE", "GIT_SSL_CAINFO"]) vi.stubEnv(name, undefined);
    repository = new TestRepository();
    repository.commit({ a: "1" });
    folder = temporaryFolder();
    sources = [];
    certificates = makeCertificates(folder.path, "IP:127.0.0.1");
    const options = { token: "s3cret", tls: certificates.host };
    ({ server, url } = await serveRepository(repository.path, options));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    if (!hasOpenssl) return;
    for (const source of sources) await source.close();
    await server[Symbol.asyncDispose]();
    repository[Symbol.dispose]();
    folder[Symbol.dispose]();
  });

  test.each(["SSL_CERT_FILE", "GIT_SSL_CAINFO"])(
    "fetches with the authority in %s",
    async (name) => {
      vi.stubEnv(name, certificates.authority);
      const source = await open(url);
      expect(await source.remoteTip("main")).toBe(repository.tip());
      expect(await source.fetch("main")).toBe(repository.tip());
      expect((await source.readCommit(repository.tip())).tree).toBe(repository.tree());
      expect(server.requests.length).toBeGreaterThan(2);
    },
  );

  test.each([
    ["an authority that nobody named", () => {}],
    [
      "another authority",
      () => {
        const other = join(folder.path, "other");
        mkdirSync(other);
        vi.stubEnv("SSL_CERT_FILE", makeCertificates(other, "IP:127.0.0.1").authority);
      },
    ],
    [
      "checks switched off elsewhere",
      () => {
        vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
        vi.stubEnv("GIT_SSL_NO_VERIFY", "1");
      },
    ],
  ])("refuses %s, sends no token, and says what to do", async (_, prepare) => {
    prepare();
    const error = await failure();
    expect(error).toMatchObject({ kind: "unreachable" });
    expect(error.message).toContain("has a certificate that is not trusted here");
    expect(error.message).toContain(server.host);
    expect(error.hint).toContain("SSL_CERT_FILE");
    expect(server.requests).toEqual([]);
  });

  test("refuses a certificate of another name", async () => {
    vi.stubEnv("SSL_CERT_FILE", certificates.authority);
    const error = await failure(url.replace("127.0.0.1", "localhost"));
    expect(error).toMatchObject({ kind: "unreachable", hint: expect.stringContaining("SSL_CERT") });
    expect(error.message).toContain("certificate that is not trusted here");
  });

  test("names a file of authorities that isn't there", async () => {
    vi.stubEnv("SSL_CERT_FILE", join(folder.path, "nowhere.pem"));
    const error = await failure();
    expect(error).toMatchObject({ kind: "unreachable" });
    expect(error.message).toContain("nowhere.pem");
  });

  test("NODE_EXTRA_CA_CERTS counts for the built-in client, which reads it as the process starts", async () => {
    const program = `
      import { openSource } from "#git/open.ts";
      const [repository, cacheDir, transport] = process.argv.slice(1);
      const source = await openSource({ repository, cacheDir, transport, credentials: () => "s3cret" });
      console.log(await source.fetch("main").catch((error) => error.kind));
      await source.close();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program, url, join(folder.path, "cache"), transport],
      { env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: certificates.authority } },
    );
    expect(stdout.trim()).toBe(transport === "native" ? "unreachable" : repository.tip());
  });
});
