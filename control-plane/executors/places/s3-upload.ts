// An object of several parts, which becomes visible when all are there. Its parts outlive the worker: the next attempt goes on
// from those whose digests are what it expects.

import type { CompletedPart } from "@aws-sdk/client-s3";
import { isMd5, sha256 } from "./parts.ts";
import type { Reading, WriteTarget, Writing } from "./place.ts";
import { S3Refused, type S3Session } from "./s3-client.ts";
import { existed, type S3Object } from "./s3-put.ts";

interface Part {
  etag: string;
  /** As the store says it; null from one that doesn't. */
  sha256: string | null;
}

export class S3Upload implements Writing {
  readonly handle: string;
  readonly #session: S3Session;
  readonly #object: S3Object;
  readonly #target: WriteTarget;
  readonly #parts: Part[];

  private constructor(
    session: S3Session,
    object: S3Object,
    target: WriteTarget & { handle: string },
    parts: Part[],
  ) {
    this.handle = target.handle;
    this.#session = session;
    this.#object = object;
    this.#target = target;
    this.#parts = parts;
  }

  static async open(session: S3Session, object: S3Object, target: WriteTarget): Promise<S3Upload> {
    const { handle } = target;
    const kept = handle === null ? null : await partsOf(session, object, handle, target);
    if (handle !== null && kept !== null)
      return new S3Upload(session, object, { ...target, handle }, kept);
    const { bucket: Bucket, key: Key } = object;
    const { UploadId } = await session.ask(`beginning ${Key}`, (options) =>
      session.client.send(
        new session.library.CreateMultipartUploadCommand({
          ...{ Bucket, Key },
          ChecksumAlgorithm: "SHA256",
        }),
        options,
      ),
    );
    if (!UploadId) throw new Error(`beginning ${Key} failed: the store gave no id`);
    return new S3Upload(session, object, { ...target, handle: UploadId }, []);
  }

  async kept(most: number, source: Reading): Promise<Buffer[]> {
    const digests: Buffer[] = [];
    for (const [index, part] of this.#parts.slice(0, most).entries()) {
      part.sha256 ??= await this.#compared(index, part, source);
      if (part.sha256 === null) break;
      digests.push(Buffer.from(part.sha256, "base64"));
    }
    // Parts behind those that are gone on from are written again.
    this.#parts.length = digests.length;
    return digests;
  }

  async put(index: number, bytes: Uint8Array, digest: Buffer): Promise<void> {
    const { bucket: Bucket, key: Key } = this.#object;
    const { library, client } = this.#session;
    const answer = await this.#session.ask(`writing part ${index + 1} of ${Key}`, (options) =>
      client.send(
        new library.UploadPartCommand({
          ...{ Bucket, Key, UploadId: this.handle, PartNumber: index + 1, Body: bytes },
          ...{ ChecksumSHA256: digest.toString("base64"), ChecksumAlgorithm: "SHA256" },
        }),
        options,
      ),
    );
    const { ETag: etag = "", ChecksumSHA256 } = answer;
    const proved = isMd5(etag, bytes) ? digest.toString("base64") : null;
    this.#parts[index] = { etag, sha256: ChecksumSHA256 ?? proved };
  }

  /** Of a store that keeps no SHA-256. */
  async #compared(index: number, { etag }: Part, source: Reading): Promise<string | null> {
    const { partBytes } = this.#target;
    const bytes = await source.part(index * partBytes, partBytes);
    return isMd5(etag, bytes) ? sha256(bytes).toString("base64") : null;
  }

  async proof(): Promise<Buffer[] | null> {
    const digests = this.#parts.map(({ sha256 }) => sha256);
    return digests.includes(null)
      ? null
      : digests.map((digest) => Buffer.from(digest ?? "", "base64"));
  }

  async commit(mayReplace: boolean): Promise<void> {
    const { bucket: Bucket, key: Key, name } = this.#object;
    const { library, client } = this.#session;
    const Parts = this.#parts.map(
      ({ etag, sha256 }, index): CompletedPart => ({
        ...{ PartNumber: index + 1, ETag: etag },
        ...(sha256 === null ? {} : { ChecksumSHA256: sha256 }),
      }),
    );
    try {
      await this.#session.ask(`completing ${Key}`, (options) =>
        client.send(
          new library.CompleteMultipartUploadCommand({
            ...{ Bucket, Key, UploadId: this.handle, MultipartUpload: { Parts } },
            ...(mayReplace ? {} : { IfNoneMatch: "*" }),
          }),
          options,
        ),
      );
    } catch (error) {
      throw existed(error, name);
    }
  }

  async discard(): Promise<void> {
    await abortUpload(this.#session, this.#object, this.handle);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** It may be gone already. */
export async function abortUpload(
  { ask, client, library }: S3Session,
  { bucket: Bucket, key: Key }: S3Object,
  UploadId: string,
): Promise<void> {
  const command = new library.AbortMultipartUploadCommand({ Bucket, Key, UploadId });
  await ask(`giving up ${Key}`, (options) => client.send(command, options)).catch(orGone);
}

/** The first parts that are there whole and without a gap; null when there is no such upload. */
async function partsOf(
  { ask, client, library }: S3Session,
  { bucket: Bucket, key: Key }: S3Object,
  UploadId: string,
  { size, partBytes }: WriteTarget,
): Promise<Part[] | null> {
  const parts: Part[] = [];
  for (let marker: string | undefined; ; ) {
    const command = new library.ListPartsCommand({
      ...{ Bucket, Key, UploadId },
      ...(marker === undefined ? {} : { PartNumberMarker: marker }),
    });
    const page = await ask(`looking at parts of ${Key}`, (options) =>
      client.send(command, options),
    ).catch(orGone);
    if (page === null) return null;
    for (const part of page.Parts ?? []) {
      const wanted = Math.min(partBytes, size - parts.length * partBytes);
      if (part.PartNumber !== parts.length + 1 || part.Size !== wanted) return parts;
      parts.push({ etag: part.ETag ?? "", sha256: part.ChecksumSHA256 ?? null });
    }
    const next = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    if (next === undefined || next === marker) return parts;
    marker = next;
  }
}

function orGone(error: unknown): null {
  if (error instanceof S3Refused && error.status === 404) return null;
  throw error;
}
