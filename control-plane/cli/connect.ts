// Finds the server that an online command speaks to, and says in words for people what it answers with.

import { readFile } from "node:fs/promises";
import { type ApiClient, ApiError, connectApi, Unreachable } from "#api/client.ts";
import { commandHint } from "./command-hint.ts";
import { CommandError, type Exit } from "./exit.ts";
import { isRunning } from "./is-running.ts";
import { storedLogin } from "./login-file.ts";
import { osUser } from "./os-user.ts";
import { readServerFile, tokenPath } from "./server-file.ts";
import { usualPort } from "./server-options.ts";
import { stateFolder } from "./state-folder.ts";

/** What every online command has of `Input`. */
export interface ConnectInput {
  options: {
    state: string | undefined;
    url: string | undefined;
    token: string | undefined;
    /** Of commands that have something changed. */
    actor?: string | undefined;
  };
  env: NodeJS.ProcessEnv;
  cwd: string;
}

export interface Address {
  url: string;
  token: string;
}

/**
 * Runs `work` with a client; `signal` ends its requests.
 * @throws CommandError when there is no server, or for what it refuses.
 */
export async function withServer<T>(
  input: ConnectInput,
  signal: AbortSignal,
  work: (api: ApiClient) => Promise<T>,
): Promise<T> {
  const address = await findServer(input);
  try {
    const { actor } = input.options;
    return await work(
      connectApi({ ...address, signal, user: osUser(), ...(actor ? { actor } : {}) }),
    );
  } catch (error) {
    throw explained(error, address.url);
  }
}

/** Of requests that no client makes. A URL wins over a state folder, but a `--state` that was typed wins over a variable's URL. */
export async function findServer({ options, env, cwd }: ConnectInput): Promise<Address> {
  const typedState = options.state !== undefined && options.state !== env.TRUNKLINE_STATE;
  const typedUrl = options.url !== undefined && options.url !== env.TRUNKLINE_URL;
  const state = stateFolder(cwd, options.state);
  const local = await readServerFile(state).catch(() => null);
  if (options.url !== undefined && (typedUrl || !typedState)) {
    if (URL.parse(options.url) === null)
      throw new CommandError(
        "usage",
        `'${options.url}' is no URL`,
        `such as http://127.0.0.1:${usualPort}`,
      );
    // The folder's token is only for the folder's server: another one must not learn it.
    const known = local?.url === options.url ? await readToken(state) : null;
    const token =
      options.token ?? known ?? (await storedLogin(options.url, env, Date.now()))?.token;
    if (token !== undefined) return { url: options.url, token };
    const help = `log in with \`trunkline login ${options.url}\`, or give it with --token or TRUNKLINE_TOKEN`;
    throw new CommandError("usage", `${options.url} needs a token`, help);
  }
  if (local === null || !isRunning(local.pid))
    throw new CommandError(
      "refused",
      `no Trunkline is running with the state folder ${state}`,
      `start one with \`${commandHint("up", { options: { state: options.state }, env })}\`, name its folder with --state, or its address with --url and --token`,
    );
  const token = await readToken(state);
  if (token !== null) return { url: local.url, token };
  throw new CommandError(
    "refused",
    `can't read the token in ${tokenPath(state)}`,
    "run as its owner",
  );
}

const readToken = async (state: string): Promise<string | null> =>
  readFile(tokenPath(state), "utf8").then(
    (text) => text.trim(),
    () => null,
  );

/** Which of our exits a refusal is; everything else says that what was asked about is not so. */
const exits: Record<number, Exit> = {
  400: "usage",
  401: "refused",
  403: "refused",
  422: "usage",
  503: "refused",
};

/** An answer of the API as the command's end; any other error as it is. */
export function explained(error: unknown, url: string): unknown {
  if (error instanceof Unreachable)
    return new CommandError(
      "refused",
      error.message,
      "is the server running? see `trunkline doctor`",
    );
  if (!(error instanceof ApiError)) return error;
  const exit = exits[error.status] ?? "failed";
  const message = error.status === 401 ? `${url} refuses the token` : error.detail;
  return new CommandError(exit, message, helpOf(error), error);
}

function helpOf({ hint, problem, status }: ApiError): string | null {
  if (hint !== undefined) return hint;
  if (Array.isArray(problem.candidates)) return `one of: ${problem.candidates.join(", ")}`;
  // The detail says what is wrong; what could be meant instead is with each issue.
  if (Array.isArray(problem.issues))
    return problem.issues.flatMap((issue) => issue.help ?? []).join("; ") || null;
  return status === 401
    ? "log in again with `trunkline login`, or use the one of the server's state folder, in its file `token`"
    : null;
}

/** `finance/daily` names the project too. */
export function splitName(text: string): { name: string; project: string | undefined } {
  const at = text.indexOf("/");
  return at < 0
    ? { name: text, project: undefined }
    : { name: text.slice(at + 1), project: text.slice(0, at) };
}
