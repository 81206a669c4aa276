// `connectors/NAME.yaml` as it is read: what its parts are called, which defaults they have, and what a run elsewhere is.

import type { ConnectorAuth, ConnectorSpec } from "#schemas/types.ts";
import { parseDuration } from "../duration.ts";

/** A connector without problems, as its file says it, but for the words for people. */
export type Connector = Omit<ConnectorSpec, "description" | "proof">;

/** States of a run elsewhere; `gone` is one that the system doesn't know any more. */
export type ConnectorState = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "gone";

export const isOver = (state: ConnectorState | "unknown"): boolean =>
  state === "succeeded" || state === "failed" || state === "cancelled" || state === "gone";

/** What a task's `rerun` may say: what is asked for after a run that failed. */
export const reruns = ["all", "failed"] as const;

export const isRerun = (value: string): value is (typeof reruns)[number] =>
  (reruns as readonly string[]).includes(value);

/** What `with` holds beside the connector's own inputs. */
export const reservedInputs: readonly string[] = ["connection", "rerun"];

export interface ConnectorLimitsMs {
  everyMs: number;
  upToMs: number;
  unknownMs: number;
  retryOn: readonly number[];
  perMinute: number | null;
  maxResponse: number;
  maxFile: number;
}

/** Defaults, declared here only; the schema's descriptions repeat them for people. */
export const limitsOf = ({ limits = {} }: Pick<Connector, "limits">): ConnectorLimitsMs => ({
  everyMs: parseDuration(limits.every ?? "5s") ?? 5_000,
  upToMs: parseDuration(limits.upTo ?? "60s") ?? 60_000,
  unknownMs: parseDuration(limits.unknown ?? "15m") ?? 900_000,
  retryOn: limits.retryOn ?? [408, 425, 429, 500, 502, 503, 504],
  perMinute: limits.perMinute ?? null,
  maxResponse: limits.maxResponse ?? 1024 * 1024,
  maxFile: limits.maxFile ?? 100 * 1024 * 1024,
});

/** Kinds of proof of who asks, in the order of the file. */
export const authsOf = ({ auth }: Pick<Connector, "auth">): readonly ConnectorAuth[] =>
  auth === undefined ? [] : Array.isArray(auth) ? auth : [auth];

export type AuthKind = keyof ConnectorAuth;

/** Of a checked `auth`: exactly one kind is there. */
export const authKind = (auth: ConnectorAuth): AuthKind => Object.keys(auth)[0] as AuthKind;

/** Names of the secrets of the connection that a kind of proof takes; those of a login stand in its request. */
export function secretsOfAuth(auth: ConnectorAuth): string[] {
  const { bearer, basic, header, query, oauth2, jwt, awsSigV4, mtls, kubernetes, login } = auth;
  const named = [
    bearer,
    basic?.password,
    header?.secret,
    query?.secret,
    oauth2?.clientSecret,
    jwt?.key,
    awsSigV4?.accessKeyId,
    awsSigV4?.secretAccessKey,
    mtls?.certificate,
    mtls?.key,
    kubernetes?.token,
  ];
  const inTexts = JSON.stringify([login, basic?.user]).matchAll(/\bsecret\.([A-Za-z_]\w*)/g);
  return [
    ...new Set([
      ...named.filter((name) => name !== undefined),
      ...[...inTexts].map(([, name]) => name as string),
    ]),
  ];
}
