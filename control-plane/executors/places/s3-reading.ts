// An object while it is read: each part is asked for by the mark of the content, so that parts of two objects never mix.

import type { Readable } from "node:stream";
import { Changed, type FoundFile, type Reading } from "./place.ts";
import { S3Refused, type S3Session } from "./s3-client.ts";

export class S3Reading implements Reading {
  readonly #session: S3Session;
  readonly #object: { bucket: string; key: string; file: FoundFile };

  constructor(session: S3Session, object: { bucket: string; key: string; file: FoundFile }) {
    this.#session = session;
    this.#object = object;
  }

  async part(from: number, length: number): Promise<Uint8Array> {
    const { bucket: Bucket, key: Key, file } = this.#object;
    // A range of nothing can't be asked for.
    if (length === 0 || from >= file.size) return new Uint8Array();
    const { library, client } = this.#session;
    try {
      return await this.#session.ask(`reading ${Key}`, async (options) => {
        const Range = `bytes=${from}-${from + length - 1}`;
        const command = new library.GetObjectCommand({ Bucket, Key, Range, IfMatch: file.mark });
        const { Body } = await client.send(command, options);
        return await collected(Body as Readable, length);
      });
    } catch (error) {
      const isGone = error instanceof S3Refused && [404, 412].includes(error.status ?? 0);
      throw isGone ? new Changed(file.name) : error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** @throws Error when there is more than was asked for */
async function collected(body: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) throw new Error("the store gives more bytes than it was asked for");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
