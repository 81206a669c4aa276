// One connection to a host by SSH: its key checked, its address judged, ended with whoever opened it.

import { connect, type Socket } from "node:net";
import type { AnyAuthMethod, Client, ClientChannel, SFTPWrapper, utils } from "ssh2";
import { hostText } from "#core/ceilings/pattern.ts";
import type { SshConnection } from "#core/connections/ssh.ts";
import { printable } from "#core/printable.ts";
import type { JudgeAddress } from "../addresses.ts";
import type { AttemptRequest } from "../executor.ts";
import { TaskFailure, untilStopped } from "../in-process.ts";
import { judgedLookup, mustBeAllowed, RefusedAddress } from "../judged-lookup.ts";
import { onAbort, reason } from "../stop.ts";
import { isPinned, pinnedKey, shownKey, signaturesFor } from "./host-keys.ts";

/** A host that vanished without a word is noticed after four of these without an answer. Milliseconds. */
const keepaliveMs = 10_000;
const keepaliveTries = 4;

export interface SshSettings {
  /** Name of the connection, for people. */
  name: string;
  connection: SshConnection;
  /** Values by the names that the connection has for them. */
  secrets: AttemptRequest["secrets"];
  judge: JudgeAddress;
  /** Why the project may not reach a place, as of `AttemptRequest`. */
  refusal?: AttemptRequest["refusal"];
  /** Ends the connection, at any time. */
  signal: AbortSignal;
}

/** The host lets this user in by none of the ways that it was given: asking again and again would lock the account. */
export class LoginRefused extends Error {
  override name = "LoginRefused";
}

export interface SshSession {
  /** Aborted, with an Error that says why, once the connection is gone. */
  readonly gone: AbortSignal;
  /** Runs a text in the user's login shell. @throws Error when the host refuses or is gone, and the signal's reason */
  exec(command: string): Promise<ClientChannel>;
  /** @throws Error when the host has no SFTP or is gone, and the signal's reason */
  sftp(): Promise<SFTPWrapper>;
  /** At once, and as often as one likes. */
  close(): void;
}

/**
 * @throws TaskFailure for what another attempt can't mend (a key that isn't pinned, a place that may not be reached, a key
 * of ours that can't be read), LoginRefused, Error for the rest, and the signal's reason.
 */
export async function openSshSession(settings: SshSettings): Promise<SshSession> {
  const { connection, signal, judge } = settings;
  const refused = settings.refusal?.(hostText(connection)) ?? null;
  if (refused !== null) throw new TaskFailure(refused, { mayRetry: false });
  const gone = new AbortController();
  const limit = AbortSignal.timeout(connection.connectTimeoutMs);
  const opening = AbortSignal.any([signal, limit]);
  // 0.1 s to load, which workers without such tasks don't pay.
  const { default: ssh2 } = await import("ssh2");
  const ways = loginOf(settings, ssh2.utils.parseKey);
  const client = new ssh2.Client();
  let socket: Socket | null = null;
  const end = (why: Error) => {
    gone.abort(why);
    client.destroy();
    socket?.destroy();
  };
  try {
    socket = await connected(connection, judge, opening);
    await untilStopped(loggedIn(client, socket, connection, ways, settings.name), opening);
  } catch (error) {
    end(new Error("it was never opened"));
    signal.throwIfAborted();
    if (error instanceof TaskFailure) throw error;
    if (error instanceof RefusedAddress)
      throw new TaskFailure(`${placeOf(connection)} is refused: ${error.message}.`, {
        mayRetry: false,
      });
    const seconds = connection.connectTimeoutMs / 1_000;
    const why = limit.aborted ? `no login within ${seconds} s` : said(error);
    const isRefused = (error as { level?: unknown }).level === "client-authentication";
    throw new (isRefused ? LoginRefused : Error)(`${placeOf(connection)} can't be used: ${why}`, {
      cause: error,
    });
  }
  const lost = (why: string) =>
    end(new Error(`the connection to ${connection.host} ended: ${why}`));
  client.on("error", (error) => lost(said(error)));
  client.on("close", () => lost("it was closed"));
  const stopListening = onAbort(signal, () => end(signal.reason as Error));
  gone.signal.addEventListener("abort", stopListening, { once: true });
  const asked = <T>(ask: (answer: (error: Error | undefined, value: T) => void) => void) =>
    whileOpen(gone.signal, ask);
  return {
    gone: gone.signal,
    exec: (command) => asked((answer) => client.exec(command, answer)),
    sftp: () => asked((answer) => client.sftp(answer)),
    close: () => end(new Error("the connection was closed")),
  };
}

/** A failure to ask is an answer too; ssh2 throws when the connection is gone already. */
async function whileOpen<T>(
  gone: AbortSignal,
  ask: (answer: (error: Error | undefined, value: T) => void) => void,
): Promise<T> {
  gone.throwIfAborted();
  const answered = new Promise<T>((resolve, reject) => {
    ask((error, value) => (error ? reject(new Error(said(error))) : resolve(value)));
  });
  return await untilStopped(answered, gone);
}

function connected(
  { host, port }: SshConnection,
  judge: JudgeAddress,
  signal: AbortSignal,
): Promise<Socket> {
  mustBeAllowed(judge, host);
  const bare = host.replace(/^\[|\]$/g, "");
  const socket = connect({ host: bare, port, lookup: judgedLookup(judge) as never, noDelay: true });
  const opened = new Promise<Socket>((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
  return untilStopped(opened, signal).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
}

/** The ways in, in the order in which they are tried; a host may ask for several. */
function loginOf(
  { connection, secrets }: SshSettings,
  parseKey: typeof utils.parseKey,
): AnyAuthMethod[] {
  const { key, passphrase, password, user: username } = connection;
  const ways: AnyAuthMethod[] = [];
  if (key !== null) {
    const opened = passphrase === null ? undefined : (secrets[passphrase] ?? "");
    const parsed = parseKey(secrets[key] ?? "", opened);
    // Its text names the format alone, nothing of the key.
    if (parsed instanceof Error)
      throw new TaskFailure(
        `The private key in the secret ${key} can't be read: ${said(parsed)}.`,
        { mayRetry: false },
      );
    ways.push({ type: "publickey", username, key: parsed });
  }
  if (password === null) return ways;
  const value = secrets[password] ?? "";
  ways.push({ type: "password", username, password: value });
  // Some hosts ask for a password by a question; what asks for more is a second factor, which nobody is there to give.
  ways.push({
    ...{ type: "keyboard-interactive", username },
    prompt: (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.length === 1 && prompts[0]?.echo === false ? [value] : []),
  });
  return ways;
}

function loggedIn(
  client: Client,
  socket: Socket,
  connection: SshConnection,
  ways: AnyAuthMethod[],
  name: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.once("ready", resolve);
  client.on("error", reject);
  client.once("close", () => reject(new Error("the host hung up")));
  client.connect({
    authHandler: ways,
    sock: socket,
    username: connection.user,
    ident: "trunkline",
    // Ours covers the whole.
    readyTimeout: 0,
    keepaliveInterval: keepaliveMs,
    keepaliveCountMax: keepaliveTries,
    algorithms: {
      serverHostKey: signaturesFor(connection.hostKeys) as never,
      hmac: { remove: ["hmac-sha1", "hmac-sha1-etm@openssh.com"], append: [], prepend: [] },
    },
    hostVerifier: (shown: Buffer) => {
      if (isPinned(connection.hostKeys, shown)) return true;
      reject(anotherKey(connection, shown, name));
      return false;
    },
  });
  return promise;
}

function anotherKey({ host, hostKeys }: SshConnection, shown: Buffer, name: string): TaskFailure {
  const pinned = hostKeys.map(pinnedKey).join(", ");
  return new TaskFailure(
    `${host} shows the key ${shownKey(shown)}; connections/${name}.yaml pins ${pinned}. Either its key was changed, or ` +
      "somebody is in between: nothing was sent. Compare with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host " +
      "itself, and change `hostKeys` if it is right.",
    { mayRetry: false },
  );
}

const placeOf = ({ user, host, port }: SshConnection): string => `${user}@${host}:${port}`;

/** What a library or a host says, as a part of a sentence: a host may say anything. */
const said = (error: unknown): string => printable(reason(error)).slice(0, 300);
