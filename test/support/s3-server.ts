// A real server of S3's protocol on a free port of loopback, with a bucket of its own: moto, which `.ci/run` installs into a
// folder of node_modules.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { S3Connection } from "#core/connections/s3.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { openS3Session, type S3Session } from "#executors/places/s3-client.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./ssh-server.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const installed = fileURLToPath(new URL("../../node_modules/.cache/moto/bin", import.meta.url));
const program = [installed, ...(process.env.PATH ?? "").split(delimiter)]
  .map((folder) => join(folder, "moto_server"))
  .find(existsSync);

/** Why there is no server here, for `context.skip`; null where there is one. */
export const noS3Server: string | null =
  program === undefined ? "no moto_server is installed (PyPI: moto[server,s3])" : null;

export interface S3Server extends AsyncDisposable {
  connection: S3Connection;
  secrets: Record<string, string>;
  /** By other means than the places'. */
  put(key: string, content: string | Buffer): Promise<void>;
  /** Keys of the bucket. */
  keys(): Promise<string[]>;
  content(key: string): Promise<string>;
  /** Ids of uploads that were begun, and neither completed nor given up. */
  uploads(): Promise<string[]>;
}

export async function s3Server(): Promise<S3Server> {
  const directory = temporaryDirectory();
  const port = await freePort();
  const child = spawn(program as string, ["-H", "127.0.0.1", "-p", String(port)], {
    cwd: directory.path,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-10_000);
  });
  const connection: S3Connection = {
    type: "s3",
    endpoint: `http://127.0.0.1:${port}`,
    ...{ region: "us-east-1", bucket: "lake", pathStyle: true, ca: null },
    ...{ accessKey: "lake/id", secretKey: "lake/key", sessionToken: null },
  };
  const secrets = { "lake/id": "testing", "lake/key": "very-secret" };
  await eventually(
    "the store listens",
    async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${log}`);
      return await fetch(connection.endpoint).then(
        () => true,
        () => false,
      );
    },
    60_000,
  );
  const signal = new AbortController().signal;
  const session = await openS3Session({ connection, secrets, judge: judgeAddresses(), signal });
  const { CreateBucketCommand } = session.library;
  await session.client.send(new CreateBucketCommand({ Bucket: connection.bucket }));
  return {
    ...{ connection, secrets, ...asked(session, connection.bucket) },
    async [Symbol.asyncDispose]() {
      session.close();
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await ended;
      await directory[Symbol.asyncDispose]();
    },
  };
}

function asked({ client, library }: S3Session, Bucket: string) {
  return {
    async put(Key: string, Body: string | Buffer) {
      await client.send(new library.PutObjectCommand({ Bucket, Key, Body }));
    },
    async keys() {
      const { Contents = [] } = await client.send(new library.ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = "" }) => Key);
    },
    async content(Key: string) {
      const { Body } = await client.send(new library.GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? "";
    },
    async uploads() {
      const { Uploads = [] } = await client.send(
        new library.ListMultipartUploadsCommand({ Bucket }),
      );
      return Uploads.map(({ UploadId = "" }) => UploadId);
    },
  };
}
