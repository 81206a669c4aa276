// A prefix of a bucket as a place of files.

import type { FilePattern } from "#core/file-pattern.ts";
import { defaultListLimits, type FoundFile, type Listing, type Place } from "./place.ts";
import { openS3Session, S3Refused, type S3Session, type S3Settings } from "./s3-client.ts";
import { Found } from "./walk.ts";

export class S3Place implements Place {
  readonly text: string;
  readonly #session: S3Session;
  readonly #bucket: string;
  /** Ends with a slash, unless it is empty: the whole bucket. */
  readonly #prefix: string;

  private constructor(session: S3Session, bucket: string, path: string) {
    this.text = `s3://${bucket}/${path}`;
    this.#session = session;
    this.#bucket = bucket;
    this.#prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  }

  /** @throws as `openS3Session` */
  static async open(settings: S3Settings, path: string): Promise<S3Place> {
    return new S3Place(await openS3Session(settings), settings.connection.bucket, path);
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
    const { library, client } = this.#session;
    try {
      const answer = await this.#session.ask(`looking at ${name}`, (options) =>
        client.send(
          new library.HeadObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + name }),
          options,
        ),
      );
      return foundFile(name, answer.ContentLength ?? 0, answer.ETag, answer.LastModified);
    } catch (error) {
      if (error instanceof S3Refused && error.status === 404) return null;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.close();
  }
}

const foundFile = (
  name: string,
  size: number,
  etag: string | undefined,
  modified: Date | undefined,
): FoundFile => ({ name, size, modifiedMs: modified?.getTime() ?? 0, mark: etag ?? "" });
