// An object of one part: it is held until it gets its name, all at once.

import { isMd5 } from "./parts.ts";
import { Exists, type Writing } from "./place.ts";
import { S3Refused, type S3Session } from "./s3-client.ts";

export interface S3Object {
  bucket: string;
  key: string;
  /** For people. */
  name: string;
}

export class S3Put implements Writing {
  /** Nothing is there before the object is. */
  readonly handle = "";
  readonly #session: S3Session;
  readonly #object: S3Object;
  #bytes: Uint8Array = new Uint8Array();
  #digest: Buffer | null = null;
  /** As the store says it of what it has kept. */
  #kept: string | undefined;

  constructor(session: S3Session, object: S3Object) {
    this.#session = session;
    this.#object = object;
  }

  async kept(): Promise<Buffer[]> {
    return [];
  }

  async put(_index: number, bytes: Uint8Array, digest: Buffer): Promise<void> {
    this.#bytes = bytes;
    this.#digest = digest;
  }

  async proof(): Promise<Buffer[] | null> {
    return this.#kept === undefined ? null : [Buffer.from(this.#kept, "base64")];
  }

  /** The store compares the digest before it keeps anything, and says so; one that doesn't is read again by the caller. */
  async commit(mayReplace: boolean): Promise<void> {
    const { library, client } = this.#session;
    const { bucket: Bucket, key: Key, name } = this.#object;
    const sha256 = this.#digest?.toString("base64");
    try {
      const answer = await this.#session.ask(`writing ${Key}`, (options) =>
        client.send(
          new library.PutObjectCommand({
            ...{ Bucket, Key, Body: this.#bytes },
            ...(sha256 === undefined
              ? {}
              : { ChecksumSHA256: sha256, ChecksumAlgorithm: "SHA256" }),
            ...(mayReplace ? {} : { IfNoneMatch: "*" }),
          }),
          options,
        ),
      );
      this.#kept = answer.ChecksumSHA256 ?? (isMd5(answer.ETag, this.#bytes) ? sha256 : undefined);
    } catch (error) {
      throw existed(error, name);
    }
  }

  async discard(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** 412: it is there. 409: somebody else is writing it at the same time. */
export const existed = (error: unknown, name: string): unknown =>
  error instanceof S3Refused && (error.status === 412 || error.status === 409)
    ? new Exists(name)
    : error;
