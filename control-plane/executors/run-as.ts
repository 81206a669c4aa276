// Which users a worker runs tasks as: its own, and those that whoever started it allows.

import { userInfo } from "node:os";
import { dirname } from "node:path";
import { allowsUser } from "#core/users.ts";
import { findUser, shellAs, type User } from "./user.ts";

export interface Refusal {
  /** One sentence for people. */
  refused: string;
}

export class RunAs {
  readonly #allow: readonly string[];
  /** Users that were seen to reach a directory: asked once. */
  readonly #reached = new Set<string>();

  /** `allow`: names, and patterns such as `fin*`. */
  constructor(allow: readonly string[] = []) {
    this.#allow = allow;
  }

  /** Whether anybody but the worker's own user may come. */
  get others(): boolean {
    return this.#allow.length > 0;
  }

  /** Null is the worker's own user. */
  async user(name: string | null): Promise<User | Refusal | null> {
    const own = userInfo();
    if (name === null || name === own.username) return null;
    const refused = (why: string): Refusal => ({ refused: `Can't run as \`${name}\`: ${why}.` });
    const allowed = this.#allow.filter((pattern) => allowsUser(pattern, name));
    if (allowed.length === 0)
      return refused(`this worker was not started with \`--allow-run-as ${name}\``);
    if (own.uid !== 0)
      return refused(
        `this worker runs as \`${own.username}\`, and only one that runs as root can change to another user`,
      );
    const user = await findUser(name);
    if ("problem" in user) return refused(user.problem);
    // `*` is meant for people who come and go, not for the one who may everything.
    if (user.uid === 0 && !allowed.includes(name))
      return refused(`it is root, which a pattern does not allow: say \`--allow-run-as ${name}\``);
    return user;
  }

  /** Why the user can't get to a directory, asked of the kernel: modes alone leave out ACLs and mounts. */
  async unreachable(user: User, directory: string): Promise<Refusal | null> {
    const key = `${user.uid} ${directory}`;
    if (this.#reached.has(key)) return null;
    const script = 'for each; do cd -- "$each" 2>/dev/null || { printf %s "$each"; exit; }; done';
    const blocked = await shellAs(user, script, { args: wayTo(directory) });
    if (blocked !== "")
      return {
        refused: `Can't run as \`${user.name}\`: it can't enter ${blocked}; start the worker with \`--work DIR\` where it can.`,
      };
    this.#reached.add(key);
    return null;
  }
}

/** The directory and all above it, outermost first. */
function wayTo(directory: string): string[] {
  const above = dirname(directory);
  return above === directory ? [directory] : [...wayTo(above), directory];
}
