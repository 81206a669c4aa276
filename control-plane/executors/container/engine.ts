// What is asked of an engine of containers: the Docker Engine API from 1.41 on, which Podman has too, over a Unix socket.

import type { Dispatcher } from "undici";
import { reason } from "../stop.ts";

const version = "/v1.41";
/** Of an answer that is read whole. */
const maxBytes = 4 * 1024 * 1024;
/** An engine that works on something else answers late; one that is silent for longer has no answer. */
const answerMs = 60_000;

/** Nobody answered, or the answer broke off: whether the engine did it is not known. */
export class EngineSilent extends Error {
  override name = "EngineSilent";
}

/** The engine's no, with its status. */
export class EngineRefused extends Error {
  override name = "EngineRefused";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface EngineRequest {
  query?: Record<string, string>;
  /** Sent as JSON, but for bytes, which are a tar archive. */
  body?: unknown;
  signal?: AbortSignal;
  /** Milliseconds until the answer begins. */
  timeoutMs?: number;
}

export class Engine {
  readonly socket: string;
  #agent: Promise<Dispatcher> | undefined;

  constructor(socket: string) {
    this.socket = socket;
  }

  /** The answer as JSON, null without one. @throws EngineSilent, EngineRefused, and the signal's reason */
  async ask(
    method: Dispatcher.HttpMethod,
    path: string,
    request: EngineRequest = {},
  ): Promise<unknown> {
    const text = await this.#whole(await this.stream(method, path, request), request);
    return text === "" ? null : parsed(text);
  }

  /** The body as it comes; its errors are the socket's own. @throws as `ask` */
  async stream(
    method: Dispatcher.HttpMethod,
    path: string,
    request: EngineRequest = {},
  ): Promise<Dispatcher.ResponseData["body"]> {
    const { query = {}, body, signal, timeoutMs = answerMs } = request;
    const isArchive = body instanceof Uint8Array;
    const search = new URLSearchParams(query).toString();
    const type = isArchive ? "application/x-tar" : "application/json";
    let answer: Dispatcher.ResponseData;
    try {
      answer = await (await this.#open()).request({
        origin: "http://engine",
        path: `${version}${path}${search === "" ? "" : `?${search}`}`,
        method,
        headers: body === undefined ? {} : { "content-type": type },
        body: body === undefined ? null : isArchive ? body : JSON.stringify(body),
        headersTimeout: timeoutMs,
        bodyTimeout: 0,
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new EngineSilent(`${this.socket} has no answer: ${reason(error)}`, { cause: error });
    }
    if (answer.statusCode < 400) return answer.body;
    const text = await this.#whole(answer.body, request);
    const { message } = (parsed(text) ?? {}) as { message?: unknown };
    throw new EngineRefused(
      answer.statusCode,
      (typeof message === "string" && message !== "" ? message : `status ${answer.statusCode}`)
        .replaceAll(/\s+/g, " ")
        .slice(0, 1_000),
    );
  }

  async close(): Promise<void> {
    await (await this.#agent)?.destroy();
  }

  /** 0.1 s to load, which workers without containers don't pay. */
  #open(): Promise<Dispatcher> {
    this.#agent ??= import("undici").then(
      ({ Agent }) => new Agent({ connect: { socketPath: this.socket }, pipelining: 0 }),
    );
    return this.#agent;
  }

  async #whole(body: AsyncIterable<Uint8Array>, { signal }: EngineRequest): Promise<string> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const piece of body) {
        bytes += piece.length;
        if (bytes > maxBytes) break;
        pieces.push(piece);
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw new EngineSilent(`${this.socket}: its answer broke off: ${reason(error)}`, {
        cause: error,
      });
    }
    if (bytes > maxBytes) throw new Error(`the engine's answer has more than ${maxBytes} bytes`);
    return Buffer.concat(pieces).toString();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
