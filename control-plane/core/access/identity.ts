// Who asks, as far as a token or a login proves it. What they may is decided elsewhere, from teams and policies.

export interface Identity {
  /**
   * `local`: whoever holds the token that `trunkline up` writes into its state folder, on one machine; under the name
   * that they claim. `run`: a task while it runs, which acts as its run and never as whoever started it.
   */
  kind: "user" | "robot" | "run" | "local";
  /** Unique within its kind: a user's e-mail address, a robot's name, a run's id. */
  name: string;
  /** As the identity provider says; teams take members by them. */
  groups: readonly string[];
  /** A second factor was used. */
  mfa: boolean;
  /** Actions that a token is limited to; null: no limit. */
  scopes: readonly string[] | null;
}
