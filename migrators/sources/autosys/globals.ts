// Global variables in texts: `$$NAME` and `$${NAME}`. What they are while jobs run is the instance's; where people have said
// that one is always the same, its value stands in the text.

import type { Sourced } from "#migrators/legacy.ts";
import type { JobAttributes } from "./job-attributes.ts";

/** A shell would take `$$` for its own process id. */
const reference = /\$\$(?:\{([^{}\s]{1,64})\}|([A-Za-z_]\w{0,63}))/g;

/**
 * The text with values of constants; one that names another variable refuses the job.
 * @param constants by name.
 */
export function withGlobals<T extends Sourced<string> | null>(
  attributes: JobAttributes,
  text: T,
  constants: Readonly<Record<string, string>>,
): T {
  if (text === null || !(text.value.includes("%%") || text.value.includes("$$"))) return text;
  const { from } = text;
  if (/%%\w+/.test(text.value))
    attributes.find("jil-var-control-m", "%%NAME%% is literal text for AutoSys", from);
  const unknown = new Set<string>();
  const value = text.value.replaceAll(reference, (written, braced, plain) => {
    const name: string = braced ?? plain;
    if (Object.hasOwn(constants, name)) return constants[name] as string;
    unknown.add(name);
    return written;
  });
  const names = [...unknown].map((name) => `$$${name}`).join(", ");
  if (unknown.size > 0)
    attributes.refuse("jil-var-global", `a global variable stands in a value: ${names}`, from);
  if (value !== text.value) attributes.assume(from, "jil-var-constant");
  return { ...text, value };
}
