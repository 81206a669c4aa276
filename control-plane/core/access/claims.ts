// What an identity provider says of a person, as an identity: which claim is the name, which are the groups, and whether a
// second factor was used. Nothing is guessed: what does not say who it is gets nobody in.

import type { Identity } from "./identity.ts";

export type Claims = Readonly<Record<string, unknown>>;

export interface ClaimNames {
  /** Of the name; `email` must not be one that the provider calls unverified. */
  name: string;
  groups: string;
}

/** Who it is, or why nobody. The reasons name claims and not their values. */
export function personFrom(claims: Claims, names: ClaimNames): Identity | string {
  const given = claims[names.name];
  if (typeof given !== "string" || given === "")
    return `the identity provider says nothing under "${names.name}"`;
  // Whoever may write any address into their profile must not be taken for its owner.
  if (names.name === "email" && !isVerified(claims.email_verified))
    return "the identity provider says that the e-mail address is not verified";
  if (!namePattern.test(given) || reserved.has(given))
    return `what the identity provider says under "${names.name}" can't be a person's name`;
  return {
    kind: "user",
    name: names.name === "email" ? given.toLowerCase() : given,
    groups: groupsFrom(claims[names.groups]),
    mfa: Array.isArray(claims.amr) && claims.amr.includes("mfa"),
    scopes: null,
  };
}

/** A provider that says nothing vouches for what it says; some write it as a text. */
const isVerified = (said: unknown): boolean =>
  said === undefined || said === true || said === "true";

/** One word without control, format and direction characters. */
const namePattern = /^[\p{L}\p{N}\p{P}\p{S}]{1,200}$/u;
const reserved = new Set(["deadline", "local-token", "local-browser"]);

const mostGroups = 1_000;
const longestGroup = 200;

function groupsFrom(said: unknown): string[] {
  const all = typeof said === "string" ? [said] : Array.isArray(said) ? said : [];
  const texts = all.filter(
    (each): each is string =>
      typeof each === "string" &&
      each !== "" &&
      each.length <= longestGroup &&
      !/\p{Cc}/u.test(each),
  );
  return [...new Set(texts)].sort().slice(0, mostGroups);
}
