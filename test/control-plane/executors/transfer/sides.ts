// A place of each kind that files are put to and looked at by other means than the product's, for transfers between them.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { FilePlace } from "#core/file-place.ts";
import { noMoto } from "#test/support/brokers/moto.ts";
import { s3Server } from "#test/support/s3-server.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";
import { filesBelow, localPlace, transferUnderTest } from "../transfer-under-test.ts";

export interface Side extends AsyncDisposable {
  place: FilePlace;
  secrets: Record<string, string>;
  put(name: string, content: string | Buffer): Promise<void>;
  files(): Promise<Record<string, string>>;
}

async function sftpSide(): Promise<Side> {
  const server = await sshServer();
  const folder = join(server.folder, "files");
  mkdirSync(folder);
  const { connection, secrets } = server;
  return {
    place: { connectionName: "edge", connection, path: folder },
    secrets,
    async put(name, content) {
      writeFileSync(join(folder, name), content);
    },
    files: async () => filesBelow(folder),
    [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose](),
  };
}

async function s3Side(): Promise<Side> {
  const server = await s3Server();
  return {
    place: { connectionName: "lake", connection: server.connection, path: "raw" },
    secrets: server.secrets,
    put: (name, content) => server.put(`raw/${name}`, content),
    async files() {
      expect(await server.uploads()).toEqual([]);
      const entries = (await server.keys()).map(
        async (key) => [key.slice("raw/".length), await server.content(key)] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    },
    [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose](),
  };
}

async function localSide(): Promise<Side> {
  const it = await transferUnderTest();
  const folder = join(it.folder, "in");
  return {
    ...{ place: localPlace(folder), secrets: {} },
    put: async (name, content) => it.put(`in/${name}`, content),
    files: async () => filesBelow(folder),
    [Symbol.asyncDispose]: async () => await it[Symbol.asyncDispose](),
  };
}

export const sides = { local: localSide, sftp: sftpSide, s3: s3Side };
/** Why there is none here, for `context.skip`. */
export const missing = { local: null, sftp: noSshServer, s3: noMoto };
