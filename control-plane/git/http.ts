// HTTP for isomorphic-git: one limit of time and bytes, no redirects, credentials for one host, packs verified.
// Its own client follows redirects of GET but not of POST, has no limits, and trusts what it received.

import { createHash } from "node:crypto";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { getCACertificates } from "node:tls";
import type { HttpClient } from "isomorphic-git";
import { authorization, type RemoteLimits } from "./options.ts";
import { GitError } from "./source.ts";
import { isCertificateFault, readTrusted, trustedFile, trustHint } from "./trust.ts";

const agents = new Map<string | null, HttpsAgent>();

/** Trusts Node's authorities (with those of NODE_EXTRA_CA_CERTS) and the file's. @throws GitError when that can't be read. */
const secureAgent = (): HttpsAgent => agents.getOrInsertComputed(trustedFile(), agentOf);

function agentOf(file: string | null): HttpsAgent {
  const ca = file === null ? {} : { ca: [...getCACertificates("default"), readTrusted(file)] };
  // Said here, because NODE_TLS_REJECT_UNAUTHORIZED=0 would otherwise hold for tokens as well.
  return new HttpsAgent({
    keepAlive: true,
    proxyEnv: process.env,
    rejectUnauthorized: true,
    ...ca,
  });
}

const plainAgent = new HttpAgent({ keepAlive: true, proxyEnv: process.env });

/** A client for one operation: `signal` ends it, `limits.maxBytes` holds for each answer. */
export function httpClient(
  credential: string | null,
  limits: RemoteLimits,
  signal: AbortSignal,
): HttpClient {
  return {
    async request({ url, method = "GET", headers = {}, body }) {
      const sent = { ...headers };
      if (credential !== null) sent.authorization = authorization(credential);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body ?? []) chunks.push(chunk);
      const answer = await send(url, method, sent, Buffer.concat(chunks), limits, signal);
      const refused = refuse(url, answer.message);
      if (refused) throw refused;
      if (method === "POST") verifyPack(url, answer.body);
      return {
        url,
        method,
        headers: answer.message.headers as Record<string, string>,
        body: [answer.body].values() as unknown as AsyncIterableIterator<Uint8Array>,
        statusCode: answer.message.statusCode ?? 0,
        statusMessage: answer.message.statusMessage ?? "",
      };
    },
  };
}

interface Answer {
  message: IncomingMessage;
  body: Buffer;
}

function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: Buffer,
  limits: RemoteLimits,
  signal: AbortSignal,
): Promise<Answer> {
  const target = new URL(url);
  const secure = target.protocol === "https:";
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(cause instanceof GitError ? cause : unreachable(target, cause, signal, limits));
    const request = (secure ? httpsRequest : httpRequest)(
      target,
      {
        method,
        headers: { ...headers, ...(body.length > 0 ? { "content-length": body.length } : {}) },
        agent: secure ? secureAgent() : plainAgent,
        signal,
      },
      (message) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        message.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          chunks.push(chunk);
          if (bytes > limits.maxBytes) message.destroy(tooLarge(target, limits.maxBytes));
        });
        message.on("end", () => resolve({ message, body: Buffer.concat(chunks) }));
        message.on("error", (cause) =>
          fail(
            message.complete || signal.aborted || cause instanceof GitError ? cause : cutOff(url),
          ),
        );
      },
    );
    request.on("error", fail);
    request.end(body);
  });
}

function refuse(
  url: string,
  { statusCode = 0, statusMessage, headers }: IncomingMessage,
): GitError | null {
  const place = repositoryOf(url);
  const said = `${statusCode} ${statusMessage ?? ""}`.trim();
  if (statusCode >= 300 && statusCode < 400) return redirected(url, headers.location);
  if (statusCode === 401 || statusCode === 403)
    return new GitError(
      "denied",
      `${place} refuses access (${said})`,
      "Check the token for this host, and that it may read the repository.",
    );
  if (statusCode === 404)
    return new GitError(
      "missing",
      `${place} does not exist, or is hidden from this user (${said})`,
      "Check the address; some hosts answer so when a token is missing.",
    );
  if (statusCode === 200) return null;
  return new GitError("unreachable", `${place} answers ${said}`, "Try again later.");
}

const repositoryOf = (url: string): string =>
  url.replace(/\/(info\/refs(\?.*)?|git-upload-pack)$/, "");

function redirected(url: string, location: string | undefined): GitError {
  const target = location === undefined ? null : URL.parse(location, url);
  if (target) {
    target.username = "";
    target.password = "";
  }
  const place = target ? repositoryOf(target.href) : "an address it does not name";
  return new GitError(
    "redirected",
    `${repositoryOf(url)} redirects to ${place}`,
    `Configure ${place} as the repository if you trust it: redirects are not followed.`,
  );
}

/** Where a repository redirects to, as an error that names it; null when it does not. */
export async function findRedirect(url: string, limits: RemoteLimits): Promise<GitError | null> {
  const probe = `${url}/info/refs?service=git-upload-pack`;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const { message } = await send(probe, "GET", {}, Buffer.alloc(0), limits, signal);
  const refused = refuse(probe, message);
  return refused?.kind === "redirected" ? refused : null;
}

function unreachable(
  target: URL,
  cause: Error,
  signal: AbortSignal,
  limits: RemoteLimits,
): GitError {
  if (signal.aborted) return stopped(target.host, signal, limits.timeoutMs);
  const { code } = cause as NodeJS.ErrnoException;
  if (isCertificateFault(code))
    return new GitError(
      "unreachable",
      `${target.host} has a certificate that is not trusted here (${cause.message})`,
      trustHint,
      cause,
    );
  return new GitError(
    "unreachable",
    `${target.host} cannot be reached (${code ?? cause.message})`,
    "Check the address, the network, proxy settings and certificates.",
    cause,
  );
}

/** The error for an operation that its signal ended: by the time limit or by whoever asked. */
export const stopped = (place: string, signal: AbortSignal, timeoutMs: number): GitError =>
  (signal.reason as Error)?.name === "TimeoutError"
    ? new GitError(
        "timeout",
        `${place} did not answer in full within ${timeoutMs / 1000} s`,
        "Check the network and the server, or raise the limit.",
      )
    : new GitError("timeout", `the request to ${place} was cancelled`);

const tooLarge = (target: URL, maxBytes: number): GitError =>
  new GitError(
    "tooLarge",
    `${target.host} sent more than the ${maxBytes} bytes that are allowed`,
    "Raise the limit, or keep large files out of the repository.",
  );

const cutOff = (url: string): GitError =>
  new GitError(
    "corrupt",
    `${repositoryOf(url)} sent data that is broken or cut off`,
    "Try again; if it stays so, run `git fsck` in the repository on the server.",
  );

const packBand = 1;
const errorBand = 3;

/**
 * An answer to git-upload-pack is packets of four hexadecimal digits of length and their content; with
 * side-band-64k the first byte names the band. The pack ends with the sha1 of what is before.
 * isomorphic-git would hang on a pack that is cut off, and index one that is damaged.
 */
function verifyPack(url: string, body: Buffer): void {
  const hash = createHash("sha1");
  let tail = Buffer.alloc(0);
  let started = false;
  for (let at = 0; at < body.length; ) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    if (Number.isNaN(length) || at + Math.max(length, 4) > body.length) throw cutOff(url);
    const packet = body.subarray(at + 4, at + Math.max(length, 4));
    at += Math.max(length, 4);
    if (packet[0] === errorBand)
      throw new GitError(
        "corrupt",
        `${repositoryOf(url)} says: ${packet.toString("utf8", 1).trim()}`,
      );
    started ||= packet[0] === packBand && packet.toString("latin1", 1, 5) === "PACK";
    if (!started || packet[0] !== packBand) continue;
    // The last 20 bytes seen so far may be the checksum, so they enter the hash only when more comes.
    const joined = Buffer.concat([tail, packet.subarray(1)]);
    const hashed = Math.max(0, joined.length - 20);
    hash.update(joined.subarray(0, hashed));
    tail = joined.subarray(hashed);
  }
  const flushed = body.toString("latin1", body.length - 4) === "0000";
  if (started && (!flushed || !hash.digest().equals(tail))) throw cutOff(url);
  if (!started && !flushed && !body.toString("latin1").includes("ERR ")) throw cutOff(url);
}
