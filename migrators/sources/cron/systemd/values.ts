// Values of settings: truth values, lengths of time, specifiers.

/** Null for what is neither. */
export function truthOf(value: string): boolean | null {
  const word = value.toLowerCase();
  if (/^(?:1|y|yes|t|true|on)$/.test(word)) return true;
  return /^(?:0|n|no|f|false|off)$/.test(word) ? false : null;
}

const unitSeconds: readonly [names: RegExp, seconds: number][] = [
  [/^(?:usec|us|µs|μs)$/, 1e-6],
  [/^(?:msec|ms)$/, 1e-3],
  [/^(?:seconds?|sec|s|)$/, 1],
  [/^(?:minutes?|min|m)$/, 60],
  [/^(?:hours?|hr|h)$/, 3_600],
  [/^(?:days?|d)$/, 86_400],
  [/^(?:weeks?|w)$/, 604_800],
  [/^(?:months?|M)$/, 2_629_800],
  [/^(?:years?|y)$/, 31_557_600],
];

/** Seconds; `Infinity` for `infinity`, null for what is no length of time. */
export function secondsOf(value: string): number | null {
  if (value === "infinity") return Infinity;
  let rest = value.trim();
  if (rest === "" || rest.length > 200) return null;
  let seconds = 0;
  while (rest !== "") {
    const [all, number, name] = /^(\d+(?:\.\d+)?)\s*([A-Za-zµμ]*)\s*/.exec(rest) ?? [];
    const unit = unitSeconds.find(([names]) => names.test(name ?? "?"));
    if (all === undefined || unit === undefined) return null;
    seconds += Number(number) * unit[1];
    rest = rest.slice(all.length);
  }
  return seconds;
}

/** What is known of a unit without its host. */
export interface UnitNames {
  /** `backup@shop.service` */
  unit: string;
  /** Null: the one that systemd runs as. */
  user: string | null;
}

/** A value with its specifiers replaced; null where one of them is only known on the host. */
export function specified(value: string, { unit, user }: UnitNames): string | null {
  if (!value.includes("%")) return value;
  const name = unit.slice(0, unit.lastIndexOf("."));
  const at = name.indexOf("@");
  const instance = at === -1 ? "" : name.slice(at + 1);
  // What is escaped in the name of an instance (`\x2d`, `-` for `/`) is for `%I`, which isn't followed.
  const known: Readonly<Record<string, string | undefined>> = {
    ...{ "%": "%", n: unit, N: name, p: at === -1 ? name : name.slice(0, at), i: instance },
    ...{ u: user ?? undefined, t: "/run", S: "/var/lib", C: "/var/cache", L: "/var/log" },
  };
  let isKnown = true;
  const text = value.replaceAll(/%(.?)/gs, (_, letter: string) => {
    const found = Object.hasOwn(known, letter) ? known[letter] : undefined;
    isKnown &&= found !== undefined;
    return found ?? "";
  });
  return isKnown ? text : null;
}
