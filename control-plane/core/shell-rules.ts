// Where data may not stand in a shell script, why, and which commands run their arguments.

/** Why an expression is refused at its place. */
export const refusals = {
  singleQuotes: [
    "an expression can't stand inside single quotes",
    "close the quotes before it: 'a '${{ x }}' b'",
  ],
  doubleQuotes: [
    "an expression can't stand inside double quotes",
    'it needs none, the value stays one argument; close them before it: "a "${{ x }}" b"',
  ],
  comment: ["an expression can't stand in a comment", "remove it, or write $${{ for the text"],
  hereDocument: [
    "an expression can't stand in a here-document",
    "give it a name under `env` and write $NAME",
  ],
  delimiter: ["an expression can't name the end of a here-document", "use a fixed word"],
  hereString: ["an expression can't follow <<<", "sh has none; use printf '%s\\n' ${{ x }} | …"],
  backticks: ["an expression can't stand inside backticks", "use $( … )"],
  arithmetic: [
    "an expression can't stand in arithmetic, which would run code hidden in the value",
    "compute it in the expression: ${{ params.n + 1 }}",
  ],
  braces: ["an expression can't stand inside ${ }", "give it a name under `env`"],
  backslash: ["an expression can't follow a backslash", "remove the backslash"],
  subscript: [
    "an expression can't stand inside [ ], which would run code hidden in the value",
    "give it a name under `env` and check it first",
  ],
  braceList: ["an expression can't stand in a word with { }", "write the words out"],
  commandWord: [
    "an expression can't be the command itself",
    "data must not choose the program: use `case`, or a fixed command",
  ],
  duplicate: ["an expression can't name a file descriptor", "write the number"],
  variableName: ["an expression can't be the name of a variable", "use a fixed name"],
  runsArguments: [
    "this command runs or evaluates its arguments, so data would become code",
    "pass the value through `env` to a script that reads it as data",
  ],
  specialVariable: [
    "the shell evaluates what this variable holds, so data would become code",
    "use another variable",
  ],
  doubleBrackets: [
    "an expression can't stand inside [[ ]], which may evaluate it",
    "use [ … ] or `case`",
  ],
  testOperator: [
    "an expression can't take the place of an operator of [ ]",
    "write the operator: [ ${{ x }} = y ], [ -n ${{ x }} ]",
  ],
  array: ["shells differ in what follows name=( … )", "use `set -- …`, or move it below"],
  aliases: ["a script that defines aliases can't hold expressions", "use a function instead"],
  integers: [
    "a script that declares integer or reference variables can't hold expressions",
    "bash evaluates what such a variable is given; use $(( )) on a checked value",
  ],
  ansiQuotes: ["shells differ in what follows $'…' with a backslash", "use printf"],
  oldArithmetic: ["shells differ in what follows $[", "use $(( ))"],
  doubleParentheses: ["shells differ in what follows ((", "use $(( )), or a blank between ( ("],
  oddContinuation: ["shells differ in what follows this line continuation", "join the lines"],
  oddArithmetic: ["shells differ in where this $(( )) ends", "keep quotes out of it, on one line"],
  oddBraces: ["shells differ in where this ${ } ends", "keep quotes and backslashes out of it"],
  oddHereDocument: [
    "shells differ in where this here-document ends",
    "begin it on a line of its own, and keep each $( ) in it on one line",
  ],
  oddSyntax: ["the shell can't parse what stands before", "look for a stray ( or )"],
  tooDeep: ["the script is nested too deeply to be followed", "split it into functions or files"],
  coproc: ["an expression can't follow coproc", "use a pipe or &"],
} as const satisfies Record<string, readonly [message: string, help: string]>;

export type Refusal = keyof typeof refusals;

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/**
 * Commands of which no argument may be data: they evaluate it as code, as a variable's name with a subscript
 * (bash runs `a[$(…)]`), as options of the shell, or hand it to a shell elsewhere.
 */
export const runsAnyArgument = set(
  "eval trap alias unalias . source let set shopt read unset getopts mapfile readarray complete compgen compopt " +
    "bind enable fc history hash jobs wait coproc [[ ssh rsh remsh su runuser watch parallel at batch script " +
    "make gmake expect m4 sqlite3",
);

/** Commands whose first operand is code; what follows it is data. */
export const runsFirstOperand = set(
  "sh bash dash ash ksh mksh zsh fish rbash busybox python python2 python3 perl ruby node nodejs deno bun php lua " +
    "tclsh awk gawk mawk nawk sed printf",
);

/** Commands that run the command given to them. */
export const runsCommand = set(
  "command builtin exec env sudo doas nohup nice ionice timeout xargs setsid stdbuf chroot taskset unshare nsenter " +
    "flock time strace chrt docker podman kubectl",
);

/** Commands that take `NAME=value`. */
export const declares = set("export readonly local declare typeset");

/** Variables whose value a shell expands or computes; assigning data to them would run it. */
export const evaluatedVariables = set(
  "PS0 PS1 PS2 PS3 PS4 ENV BASH_ENV PROMPT_COMMAND RANDOM SRANDOM SECONDS LINENO BASHPID HISTCMD EPOCHSECONDS " +
    "EPOCHREALTIME OPTIND LD_PRELOAD LD_AUDIT PERL5OPT PERL5LIB NODE_OPTIONS PYTHONSTARTUP",
);

/** Programs that take code by an option alone, and data else. */
export const runsCodeOption = set("psql mysql mariadb sqlcmd rsync tar git");

/** Options after which such a program takes code. */
export const codeOption =
  /^-[A-Za-z]*[ceErI]$|^--(command|eval|execute|expression|exec|print|program|rsh|to-command|use-compress-program)$/;

/** The same with the code in the option's own word. */
export const codePrefix =
  /^-[ceErI]|^--(command|eval|execute|expression|exec|print|program|rsh|to-command|use-compress-program|checkpoint-action)=/;
