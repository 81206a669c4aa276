// A bucket of its own on a real server of S3's protocol.

import type { S3Connection } from "#core/connections/s3.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { openS3Session, type S3Session } from "#executors/places/s3-client.ts";
import { motoProcess } from "./brokers/moto.ts";

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
  const moto = await motoProcess();
  const connection: S3Connection = {
    type: "s3",
    endpoint: `http://127.0.0.1:${moto.port}`,
    ...{ region: "us-east-1", bucket: "lake", pathStyle: true, ca: null },
    ...{ accessKey: "lake/id", secretKey: "lake/key", sessionToken: null },
  };
  const secrets = { "lake/id": "testing", "lake/key": "very-secret" };
  const signal = new AbortController().signal;
  const session = await openS3Session({ connection, secrets, judge: judgeAddresses(), signal });
  const { CreateBucketCommand } = session.library;
  await session.client.send(new CreateBucketCommand({ Bucket: connection.bucket }));
  return {
    ...{ connection, secrets, ...asked(session, connection.bucket) },
    async [Symbol.asyncDispose]() {
      session.close();
      await moto[Symbol.asyncDispose]();
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
