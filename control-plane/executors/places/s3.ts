// A prefix of a bucket as a place of files.

import type { FilePattern } from "#core/file-pattern.ts";
import {
  Changed,
  defaultListLimits,
  Exists,
  type FoundFile,
  isSameFile,
  type Listing,
  type Reading,
  type TransferPlace,
  type WriteTarget,
  type Writing,
} from "./place.ts";
import { openS3Session, S3Refused, type S3Session, type S3Settings } from "./s3-client.ts";
import { S3Put } from "./s3-put.ts";
import { S3Reading } from "./s3-reading.ts";
import { abortUpload, S3Upload } from "./s3-upload.ts";
import { Found } from "./walk.ts";

/** What the store copies by itself at once. */
const mostCopied = 5 * 2 ** 30;

export class S3Place implements TransferPlace {
  readonly text: string;
  readonly #session: S3Session;
  readonly #bucket: string;
  /** Ends with a slash, unless it is empty: the whole bucket. */
  readonly #prefix: string;

  private constructor(
    session: S3Session,
    { endpoint, bucket }: S3Settings["connection"],
    path: string,
  ) {
    this.text = [endpoint, bucket, path].join("/");
    this.#session = session;
    this.#bucket = bucket;
    this.#prefix = asPrefix(path);
  }

  /** @throws as `openS3Session` */
  static async open(settings: S3Settings, path: string): Promise<S3Place> {
    return new S3Place(await openS3Session(settings), settings.connection, path);
  }

  /** Of what isn't deeper than the patterns ask for; a bucket has no folders, so that a prefix without keys is an empty one. */
  async list(patterns: readonly FilePattern[], limits = defaultListLimits): Promise<Listing> {
    const { library, client } = this.#session;
    const found = new Found(patterns, limits);
    const isDeep = patterns.some((pattern) => pattern.isDeep);
    let token: string | undefined;
    do {
      const page = await this.#session.ask(`listing ${this.text}`, (options) =>
        client.send(
          new library.ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix: this.#prefix,
            ...(isDeep ? {} : { Delimiter: "/" }),
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
          options,
        ),
      );
      for (const { Key: key = "", Size: size = 0, ETag, LastModified } of page.Contents ?? []) {
        // What marks a folder in consoles, and what the store gives although nobody asked for it.
        if (key.endsWith("/") || !key.startsWith(this.#prefix)) continue;
        const name = key.slice(this.#prefix.length);
        found.add(foundFile(name, size, ETag, LastModified), name);
      }
      const next = page.IsTruncated ? page.NextContinuationToken : undefined;
      if (next !== undefined && next === token)
        throw new Error(`listing ${this.text} failed: the store gives the same page again`);
      token = next;
    } while (token !== undefined);
    return found.listing();
  }

  async stat(name: string): Promise<FoundFile | null> {
    return await this.#look(this.#prefix + name, name);
  }

  async read(file: FoundFile): Promise<Reading> {
    return new S3Reading(this.#session, { ...this.#object(file.name), file });
  }

  /** What is one part goes at once; more parts become one object when all are there. */
  async write(target: WriteTarget): Promise<Writing> {
    const object = this.#object(target.name);
    return target.size <= target.partBytes
      ? new S3Put(this.#session, object)
      : await S3Upload.open(this.#session, object, target);
  }

  async discard(name: string, handle: string): Promise<void> {
    if (handle !== "") await abortUpload(this.#session, this.#object(name), handle);
  }

  /** There is no name to put it aside by; the store is asked just before. */
  async remove(file: FoundFile, _key: string, isCopied: () => Promise<boolean>): Promise<void> {
    if (!isSameFile(file, await this.stat(file.name)) || !(await isCopied()))
      throw new Changed(file.name);
    const { library, client } = this.#session;
    const { bucket: Bucket, key: Key } = this.#object(file.name);
    await this.#session.ask(`deleting ${Key}`, (options) =>
      client.send(new library.DeleteObjectCommand({ Bucket, Key }), options),
    );
  }

  async move(file: FoundFile, folder: string): Promise<void> {
    if (file.size > mostCopied)
      throw new Error(`${file.name} can't be moved: S3 copies objects of 5 GiB at most by itself`);
    const { library, client } = this.#session;
    const { bucket: Bucket, key } = this.#object(file.name);
    const Key = asPrefix(folder) + file.name;
    if ((await this.#look(Key, file.name)) !== null) throw new Exists(file.name);
    await this.#session.ask(`copying ${key} to ${Key}`, (options) =>
      client.send(
        new library.CopyObjectCommand({
          ...{ Bucket, Key },
          CopySource: `${Bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
          CopySourceIfMatch: file.mark,
        }),
        options,
      ),
    );
    const isCopied = async () => (await this.#look(Key, file.name))?.size === file.size;
    await this.remove(file, "", isCopied);
  }

  async restore(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.close();
  }

  #object(name: string): { bucket: string; key: string; name: string } {
    return { bucket: this.#bucket, key: this.#prefix + name, name };
  }

  async #look(Key: string, name: string): Promise<FoundFile | null> {
    const { library, client } = this.#session;
    try {
      const answer = await this.#session.ask(`looking at ${Key}`, (options) =>
        client.send(new library.HeadObjectCommand({ Bucket: this.#bucket, Key }), options),
      );
      return foundFile(name, answer.ContentLength ?? 0, answer.ETag, answer.LastModified);
    } catch (error) {
      if (error instanceof S3Refused && error.status === 404) return null;
      throw error;
    }
  }
}

const asPrefix = (path: string): string => (path === "" || path.endsWith("/") ? path : `${path}/`);

const foundFile = (
  name: string,
  size: number,
  etag: string | undefined,
  modified: Date | undefined,
): FoundFile => ({ name, size, modifiedMs: modified?.getTime() ?? 0, mark: etag ?? "" });
