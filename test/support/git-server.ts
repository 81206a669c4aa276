// A real smart-HTTP Git server on 127.0.0.1: `git http-backend` behind node:http or node:https, with faults on request.

import { execFileSync, spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";

/** What to do with a request instead of serving it well; null serves it. */
export type Fault =
  | { status: number }
  | { redirect: string }
  /** Accepts the request and never answers. */
  | { hang: true }
  /** Of an answer with a pack serves this many bytes, then ends it as if it were whole, or breaks the connection. */
  | { truncateTo: number; connection?: "ends" | "breaks" }
  /** Flips a byte in the middle of an answer with a pack. */
  | { damage: true };

export interface GitServerOptions {
  /** Required as the password of Basic authentication, whatever the user name. */
  token?: string;
  fault?: (request: IncomingMessage) => Fault | null;
  /** Serves https with this certificate, in PEM. */
  tls?: { key: string; cert: string };
}

export class GitServer implements AsyncDisposable {
  /** Bytes of answers' bodies that were sent; set to 0 to count anew. */
  sent = 0;
  /** `METHOD path` of every request. */
  readonly requests: string[] = [];
  options: GitServerOptions;
  readonly #server: ReturnType<typeof createServer | typeof createSecureServer>;
  readonly #root: string;

  private constructor(root: string, options: GitServerOptions) {
    this.#root = root;
    this.options = options;
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      this.#answer(request, response);
    this.#server = options.tls ? createSecureServer(options.tls, answer) : createServer(answer);
  }

  /** Serves every repository below `root`; a working folder is reached as `name/.git`. */
  static async start(root: string, options: GitServerOptions = {}): Promise<GitServer> {
    const server = new GitServer(root, options);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  url(path: string): string {
    return `${this.options.tls ? "https" : "http"}://${this.host}/${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method} ${request.url}`);
    const fault = this.options.fault?.(request) ?? null;
    if (fault && "hang" in fault) return;
    if (fault && "status" in fault) {
      response.writeHead(fault.status).end();
    } else if (fault && "redirect" in fault) {
      response.writeHead(301, { location: fault.redirect + request.url }).end();
    } else if (!this.#isAllowed(request)) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
    } else {
      this.#serve(request, response, fault);
    }
  }

  #isAllowed({ headers }: IncomingMessage): boolean {
    if (this.options.token === undefined) return true;
    const encoded = headers.authorization?.replace(/^Basic /, "") ?? "";
    return Buffer.from(encoded, "base64").toString().split(":")[1] === this.options.token;
  }

  #serve(request: IncomingMessage, response: ServerResponse, fault: Fault | null): void {
    const url = new URL(request.url ?? "/", "http://server");
    const child = spawn(join(gitExecPath, "git-http-backend"), {
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "safe.directory",
        GIT_CONFIG_VALUE_0: "*",
        GIT_PROJECT_ROOT: this.#root,
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        PATH_INFO: decodeURIComponent(url.pathname),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        HTTP_CONTENT_ENCODING: String(request.headers["content-encoding"] ?? ""),
        REMOTE_ADDR: "127.0.0.1",
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    child.stdin.on("error", () => {});
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("close", () => this.#send(Buffer.concat(chunks), response, fault));
    response.on("close", () => child.kill());
  }

  /** Turns a CGI answer (headers, empty line, body) into an HTTP one. */
  #send(answer: Buffer, response: ServerResponse, wanted: Fault | null): void {
    const end = answer.indexOf("\r\n\r\n");
    let body = answer.subarray(end + 4);
    const fault = body.includes("PACK") ? wanted : null;
    for (const line of answer.toString("latin1", 0, Math.max(0, end)).split("\r\n")) {
      const [name = "", value = ""] = line.split(": ");
      if (name === "Status") response.statusCode = Number(value.split(" ")[0]);
      else if (name !== "") response.setHeader(name, value);
    }
    if (fault && "damage" in fault) body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 0xff;
    const whole = body.length;
    if (fault && "truncateTo" in fault) body = body.subarray(0, fault.truncateTo);
    this.sent += body.length;
    if (fault && "truncateTo" in fault && fault.connection === "breaks") {
      response.setHeader("content-length", whole);
      response.write(body, () => response.destroy());
    } else {
      response.end(body);
    }
  }
}

const gitExecPath = execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim();

/** Serves one repository of a test by HTTP: the server and the address of the repository. */
export async function serveRepository(
  path: string,
  options: GitServerOptions = {},
): Promise<{ server: GitServer; url: string }> {
  const server = await GitServer.start(dirname(path), options);
  return { server, url: server.url(`${path.slice(dirname(path).length + 1)}/.git`) };
}
