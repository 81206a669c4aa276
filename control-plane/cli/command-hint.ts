// A command as a hint names it: one that can be pasted, and that reaches the server which this command reached.

/** What of `Input` decides where a command looks. */
export interface HintInput {
  options: { state?: string | undefined; url?: string | undefined };
  env: NodeJS.ProcessEnv;
}

/** `trunkline WORDS`, with the --state or --url that was typed; what a variable gives, the next command gets too. */
export function commandHint(words: string, { options, env }: HintInput): string {
  const typed = (flag: string, value: string | undefined, variable: string): string =>
    value === undefined || value === env[variable] ? "" : ` ${flag} ${quoted(value)}`;
  const state = typed("--state", options.state, "TRUNKLINE_STATE");
  return `trunkline ${words}${state}${typed("--url", options.url, "TRUNKLINE_URL")}`;
}

const quoted = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
