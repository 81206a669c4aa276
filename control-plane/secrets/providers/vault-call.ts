// One request to Vault's HTTP API: bounded in time and size, and no answer is followed elsewhere with the token.

import { SecretFault } from "../provider.ts";

export interface VaultAnswer {
  status: number;
  body: unknown;
  /** The status and what Vault said about it, for messages. */
  said: string;
}

/** @param path behind `/v1/`. @throws SecretFault when there is no answer */
export type VaultCall = (
  method: "GET" | "POST",
  path: string,
  token: string | null,
  body?: object,
  signal?: AbortSignal,
) => Promise<VaultAnswer>;

export interface VaultAddress {
  /** Such as `https://vault.example:8200`. */
  address: string;
  namespace: string | null;
  timeoutMs: number;
}

const largestAnswer = 1024 * 1024;

export const vaultCall =
  ({ address, namespace, timeoutMs }: VaultAddress): VaultCall =>
  async (method, path, token, body, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const fault = (why: string) => new SecretFault(`Vault at ${address} ${why}.`, { passes: true });
    try {
      const response = await fetch(`${address.replace(/\/+$/, "")}/v1/${path}`, {
        method,
        headers: {
          "X-Vault-Request": "true",
          ...(token === null ? {} : { "X-Vault-Token": token }),
          ...(namespace === null ? {} : { "X-Vault-Namespace": namespace }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "manual",
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        throw fault(
          "sends its clients elsewhere, where the token would go with them: name the address of the active server, or of what balances them",
        );
      }
      return answerOf(response.status, await textOf(response, fault));
    } catch (error) {
      if (error instanceof SecretFault) throw error;
      if (timeout.aborted) throw fault(`did not answer within ${timeoutMs / 1000} s`);
      if (signal?.aborted) throw fault("was not waited for, as the attempt was stopped");
      const { code } = ((error as Error).cause ?? {}) as { code?: string };
      throw fault(`can't be reached (${code ?? (error as Error).name})`);
    }
  };

async function textOf(response: Response, fault: (why: string) => SecretFault): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > largestAnswer) throw fault("answers with more than 1 MiB");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function answerOf(status: number, text: string): VaultAnswer {
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    // Something between us and Vault has answered.
  }
  const { errors } = (body ?? {}) as { errors?: unknown };
  const first = Array.isArray(errors) ? String(errors[0] ?? "") : "";
  const shown = first
    .replace(/[^\x20-\x7e]+/g, " ")
    .slice(0, 200)
    .trim();
  return { status, body, said: shown === "" ? String(status) : `${status}, ${shown}` };
}
