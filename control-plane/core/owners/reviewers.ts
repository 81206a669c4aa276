// Whose approvals of a change count: those of exactly its newest commit, by somebody who has no part in it.

import { approversOf, type ChangeEvidence } from "../evidence.ts";

export interface Reviewers {
  /** In order, each once. */
  counted: string[];
  /** Who approved and doesn't count, with why. */
  passedOver: { user: string; why: string }[];
}

export function reviewersOf(change: ChangeEvidence): Reviewers {
  const parts: [string, string][] = [
    [change.author, "is its author"],
    ...change.coauthors.map((one): [string, string] => [one, "is named as an author of it"]),
    ...(change.lastPusher === null
      ? []
      : [[change.lastPusher, "pushed its newest commit"] as [string, string]]),
  ];
  const shownAs = (user: string) =>
    change.reviews.flatMap((one) => (one.user === user && one.name) || []);
  const passedOver: Reviewers["passedOver"] = [];
  const counted: string[] = [];
  for (const user of approversOf(change)) {
    // Commits name their authors as people are shown, where the forge finds no account for them.
    const names = [user, ...shownAs(user)];
    const part = parts.find(([one]) => names.some((name) => isSamePerson(one, name)));
    if (part === undefined) counted.push(user);
    else passedOver.push({ user, why: part[1] });
  }
  const older = change.reviews.filter(
    ({ user, state, commit }) =>
      state === "approved" && commit !== change.headCommit && !counted.includes(user),
  );
  for (const user of new Set(older.map((review) => review.user)))
    if (!passedOver.some((one) => one.user === user))
      passedOver.push({ user, why: "approved an older commit of it" });
  return { counted, passedOver };
}

/** Names of lines of a message, but for those who wrote what it brings. */
export function declaredReviewers(names: readonly string[], authors: readonly string[]): Reviewers {
  const isAuthor = (name: string) => authors.some((author) => isSamePerson(author, name));
  return {
    counted: names.filter((name) => !isAuthor(name)),
    passedOver: names.filter(isAuthor).map((user) => ({ user, why: "is an author of it" })),
  };
}

/** Commits name people as `Name <address>`, forges by a login: both by their address, and by the login that GitHub puts in one. */
export function isSamePerson(a: string, b: string): boolean {
  const others = namesOf(b);
  return namesOf(a).some((name) => others.includes(name));
}

function namesOf(text: string): string[] {
  const lower = text.trim().toLowerCase();
  const address = /<([^<>]+)>\s*$/.exec(lower)?.[1] ?? lower;
  const login = /^(?:\d+\+)?([^@]+)@users\.noreply\./.exec(address)?.[1];
  return [lower.replace(/^@/, ""), address, ...(login === undefined ? [] : [login])];
}
