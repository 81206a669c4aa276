// What is wrong with the settings of a forge.

/** What is missing or wrong, and what to do; names variables, never their values. */
export class ForgeSettingsError extends Error {
  override readonly name = "ForgeSettingsError";
  readonly help: string;
  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}
