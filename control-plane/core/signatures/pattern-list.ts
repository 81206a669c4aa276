// OpenSSH's lists of patterns: `git,file`, `*@example.com,!eve@example.com`.

/** Whether a name fits one pattern of the list and none that begins with `!`. Linear in time for any list. */
export function matchesPatterns(name: string, list: string): boolean {
  const patterns = list.split(",");
  const isNamed = (pattern: string) => matches(name, pattern);
  const refused = patterns.filter((one) => one.startsWith("!")).map((one) => one.slice(1));
  return !refused.some(isNamed) && patterns.some((one) => !one.startsWith("!") && isNamed(one));
}

/** `*` stands for any characters, `?` for one. */
function matches(name: string, pattern: string): boolean {
  let [at, place] = [0, 0];
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (place < pattern.length && (pattern[place] === "?" || pattern[place] === name[at])) {
      if (pattern[place] !== "*") {
        at++;
        place++;
        continue;
      }
    }
    if (pattern[place] === "*") {
      star = place++;
      resume = at;
    } else if (star !== -1) {
      place = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[place] === "*") place++;
  return place === pattern.length;
}
