// The database roles of one Trunkline: what they are called, how a process connects as one, and what a DBA makes them by.

import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { StoreError } from "./errors.ts";

export interface RoleNames {
  /** Of servers, syncs and workers: writes everything but the schema and what the audit has recorded. */
  engine: string;
  /** Of routes: sees of pipelines what the request may, and acts through functions of the engine's. */
  api: string;
}

/** Postgres cuts names there, and two that are cut alike would be one. */
const longestName = 63;

/** Roles belong to a whole cluster; of two databases each has its own. */
export function roleNames(database: string): RoleNames {
  const bytes = Buffer.from(database);
  const room = longestName - "_engine".length;
  const digest = createHash("sha256").update(database).digest("hex").slice(0, 8);
  const prefix =
    bytes.length <= room
      ? database
      : `${bytes
          .subarray(0, room - 9)
          .toString("utf8")
          .replace(/\uFFFD+$/, "")}_${digest}`;
  return { engine: `${prefix}_engine`, api: `${prefix}_api` };
}

/**
 * `own`: the role logs in by itself, with a password that follows from the superuser's: in the embedded Postgres, where
 * nobody else makes roles. `set`: the one login that there is changes to it when it connects.
 */
export type RoleLogin = "own" | "set";

/** @throws StoreError for a connection string that is no URL. */
export function urlAs(connectionString: string, role: string, login: RoleLogin): string {
  const url = parse(connectionString);
  if (login === "own") {
    url.password = rolePassword(connectionString, role);
    url.username = encodeURIComponent(role);
    return url.href;
  }
  const asked = url.searchParams.get("options");
  const escaped = role.replace(/[\\\s]/g, "\\$&");
  url.searchParams.set("options", `${asked ? `${asked} ` : ""}-c role=${escaped}`);
  // The driver takes a plus for what it is.
  return url.href.replaceAll("+", "%20");
}

function parse(connectionString: string): URL {
  try {
    return new URL(connectionString);
  } catch (cause) {
    throw new StoreError("DATABASE_URL is no URL, so no role can be named in it", {
      help: "Write it as postgres://USER:PASSWORD@HOST/DATABASE.",
      cause,
    });
  }
}

/** Whoever knows the role's can't tell the superuser's from it. Nothing more needs to be kept, backed up or restored. */
const rolePassword = (connectionString: string, role: string): string =>
  createHmac("sha256", decodeURIComponent(parse(connectionString).password))
    .update(`role ${role}`)
    .digest("base64url");

/** What Postgres stores of a password (RFC 5802), made here so that the password is in no statement and in no log. */
export function passwordVerifier(connectionString: string, role: string): string {
  const rounds = 4096;
  // The salt hides equal passwords from one another; these are 256 random bits each.
  const salt = createHash("sha256").update(role).digest().subarray(0, 16);
  const salted = pbkdf2Sync(rolePassword(connectionString, role), salt, rounds, 32, "sha256");
  const key = (words: string) => createHmac("sha256", salted).update(words).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${rounds}:${salt.toString("base64")}$${stored}:${key("Server Key").toString("base64")}`;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The login that is to change to the roles, and what is so already. */
export interface LoginState {
  login: string;
  /** It has the rights of the roles that it is a member of, where nothing else was said when it became one. */
  inherits: boolean;
  /** Roles that there are. */
  there: readonly string[];
  /** Postgres 16 and newer: each membership says whether it inherits, and whether the member may change to the role. */
  perMembership: boolean;
}

/** What makes the roles, lets the login change to them and replace functions that are theirs; again does no harm. */
export function rolesSql(
  { engine, api }: RoleNames,
  { login, inherits, there, perMembership }: LoginState,
): string {
  const missing = [engine, api].filter((role) => !there.includes(role));
  const options = perMembership ? " with inherit true, set true" : "";
  return [
    ...missing.map((role) => `create role ${quoted(role)} nologin;`),
    // Before 16 that is the member's own, for all of its roles.
    ...(inherits || perMembership ? [] : [`alter role ${quoted(login)} inherit;`]),
    `grant ${quoted(engine)}, ${quoted(api)} to ${quoted(login)}${options};`,
  ].join("\n");
}

/** Lets the role log in by itself. */
export const loginSql = (connectionString: string, role: string): string =>
  `alter role ${quoted(role)} login password '${passwordVerifier(connectionString, role)}';`;
