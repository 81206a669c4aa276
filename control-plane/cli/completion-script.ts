// Completion scripts for bash, zsh and fish from the command table.

import { allOptionsOf, type Described, flagOf, type OptionSpec } from "./command.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

export const completionScript = (shell: Shell, table: readonly Described[]): string =>
  writers[shell](table);

const writers: Record<Shell, (table: readonly Described[]) => string> = { bash, zsh, fish };

const optionsOf = (each: Described): [string, OptionSpec][] =>
  Object.entries(allOptionsOf(each.command));

const flagsOf = (each: Described): string =>
  [...optionsOf(each).map(([key]) => flagOf(key)), "--help"].join(" ");

const firstWords = (table: readonly Described[]): string[] => [
  ...new Set(table.map((each) => each.name.split(" ")[0] ?? "")),
  "help",
];

/** Verbs below a noun: `runs` → `show`. */
const verbsOf = (table: readonly Described[]): Map<string, string[]> => {
  const verbs = new Map<string, string[]>();
  for (const { name } of table) {
    const [noun = "", verb] = name.split(" ");
    if (verb !== undefined) verbs.set(noun, [...(verbs.get(noun) ?? []), verb]);
  }
  return verbs;
};

/** `case` arms that give the words after one option, for options with fixed choices. */
const choiceArms = (
  table: readonly Described[],
  arm: (flag: string, choices: string) => string,
) => {
  const seen = new Map<string, string>();
  for (const each of table) {
    for (const [key, spec] of optionsOf(each)) {
      if (spec.choices) seen.set(`${flagOf(key)} ${spec.choices.join(" ")}`, flagOf(key));
    }
  }
  return [...seen].map(([line, flag]) => arm(flag, line.slice(flag.length + 1))).join("\n");
};

/** Works without the bash-completion package; falls back to file names. */
function bash(table: readonly Described[]): string {
  const verbs = verbsOf(table);
  const flagArms = table.map((each) => `    "${each.name}") words="${flagsOf(each)}" ;;`);
  const verbArms = [...verbs].map(([noun, list]) => `      ${noun}) words="${list.join(" ")}" ;;`);
  return `# bash completion for trunkline; made by \`trunkline completion bash\`
_trunkline() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local noun="" name="" words="" word index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in -*) break ;; esac
    if [ -z "$noun" ]; then noun="$word"; name="$word"
    else case " ${[...verbs].flatMap(([noun, list]) => list.map((verb) => `${noun}/${verb}`)).join(" ")} " in
      *" $noun/$word "*) name="$noun $word" ;;
    esac; break; fi
  done
  case "$previous" in
${choiceArms(table, (flag, choices) => `    ${flag}) COMPREPLY=($(compgen -W "${choices}" -- "$current")); return ;;`)}
  esac
  if [ -z "$noun" ]; then
    words="${firstWords(table).join(" ")} --help --version"
  elif [ "\${current#-}" != "$current" ]; then case "$name" in
${flagArms.join("\n")}
    *) words="--help" ;;
  esac
  elif [ "$COMP_CWORD" -eq 2 ]; then case "$noun" in
      completion) words="${shells.join(" ")}" ;;
      help) words="${firstWords(table).join(" ")}" ;;
${verbArms.join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _trunkline trunkline
`;
}

/** zsh counts words from 1; the command itself is the first. */
function zsh(table: readonly Described[]): string {
  const quote = (text: string): string => text.replace(/'/g, "'\\''").replace(/:/g, "\\:");
  const described = firstWords(table).map((word) => {
    const summary = table.find((each) => each.name === word)?.summary ?? word;
    return `    '${word}:${quote(summary)}'`;
  });
  const verbArms = [...verbsOf(table)].map(
    ([noun, list]) => `      (${noun}) compadd -- ${list.join(" ")} ;;`,
  );
  return `#compdef trunkline
# zsh completion for trunkline; made by \`trunkline completion zsh\`
_trunkline() {
  local -a commands
  commands=(
${described.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  case "$words[CURRENT-1]" in
${choiceArms(table, (flag, choices) => `    (${flag}) compadd -- ${choices}; return ;;`)}
  esac
  if [[ "$words[CURRENT]" == -* ]]; then
    case "$words[2] $words[3]" in
${[...table]
  .sort((a, b) => b.name.length - a.name.length)
  .map(
    (each) =>
      `      ("${each.name}"${each.name.includes(" ") ? "" : "\\ *"}) compadd -- ${flagsOf(each)} ;;`,
  )
  .join("\n")}
    esac
    return
  fi
  if (( CURRENT == 3 )); then
    case "$words[2]" in
      (completion) compadd -- ${shells.join(" ")}; return ;;
${verbArms.join("\n")}
    esac
  fi
  _files
}
if [ "$funcstack[1]" = "_trunkline" ]; then _trunkline "$@"; else compdef _trunkline trunkline; fi
`;
}

function fish(table: readonly Described[]): string {
  const quote = (text: string): string => `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
  const lines = ["# fish completion for trunkline; made by `trunkline completion fish`"];
  for (const word of firstWords(table)) {
    const summary = table.find((each) => each.name === word)?.summary ?? word;
    lines.push(`complete -c trunkline -n __fish_use_subcommand -f -a ${word} -d ${quote(summary)}`);
  }
  for (const each of table) {
    const [noun = "", verb] = each.name.split(" ");
    const seen = `__fish_seen_subcommand_from ${noun}`;
    if (verb)
      lines.push(`complete -c trunkline -n ${quote(seen)} -f -a ${verb} -d ${quote(each.summary)}`);
    const inside = verb ? `${seen}; and __fish_seen_subcommand_from ${verb}` : seen;
    for (const [key, spec] of optionsOf(each)) {
      const value =
        spec.type === "boolean"
          ? ""
          : spec.choices
            ? ` -x -a ${quote(spec.choices.join(" "))}`
            : " -r";
      const short = spec.short ? ` -s ${spec.short}` : "";
      lines.push(
        `complete -c trunkline -n ${quote(inside)} -l ${flagOf(key).slice(2)}${short}${value} -d ${quote(spec.description)}`,
      );
    }
  }
  lines.push(
    `complete -c trunkline -n '__fish_seen_subcommand_from completion' -f -a ${quote(shells.join(" "))}`,
  );
  return `${lines.join("\n")}\n`;
}
