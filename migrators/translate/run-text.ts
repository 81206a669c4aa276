// The lines of `run`. Tasks end at the first command that fails and start in a directory of their own; command lines of other
// schedulers go on, and start in their user's home.

import type { Command, Redirect } from "../legacy/work.ts";
import { quoted } from "./shell-text.ts";

interface Parts {
  work: Command;
  /** Of the command as the shell reads it: variables are in it. */
  text: string;
  parameters: readonly string[];
  /** A file's name as a word of the shell. */
  file: (name: string) => string;
}

export function runText(parts: Parts): string {
  const { work, file } = parts;
  const lines = [
    ...(work.directory === "home" ? ["cd || exit"] : []),
    ...(typeof work.directory === "object" ? [`cd ${quoted(work.directory.value)} || exit`] : []),
    ...inputLines(work, file),
    ...outputLines(work, file),
    ...(work.profile ? [`. ${profileText(work.profile.value, file)}`] : []),
    ownText(parts),
  ];
  if (work.profile || goesOn(parts)) lines.unshift("set +e");
  const text = lines.join("\n");
  return lines.length === 1 && !text.includes("\n") ? text : `${text.replace(/\n$/, "")}\n`;
}

/** Without a slash the shell would look for it among programs. */
const profileText = (name: string, file: Parts["file"]): string =>
  file(name.includes("/") ? name : `./${name}`);

/** Whether a command may follow one that failed. */
function goesOn({ work: { form, shell, detached }, text }: Parts): boolean {
  if (!isPlainShell(shell) || form === "path" || detached) return false;
  return form === "script" ? !needsFile(text) : hasSeveral(text);
}

function ownText(parts: Parts): string {
  const { work, text, parameters } = parts;
  const { shell, form, detached } = work;
  const call = [text, ...parameters].join(" ");
  if (detached)
    return letGo(form === "path" ? call : ["sh -c", quoted(text), "sh", ...parameters].join(" "));
  if (form === "script" && needsFile(text)) return fileText(text, parameters);
  if (form === "path") return call;
  if (form === "script")
    return parameters.length === 0 ? text : `set -- ${parameters.join(" ")}\n${text}`;
  return isPlainShell(shell) ? text : `exec ${quoted(shell?.value ?? "")} -c ${quoted(text)}`;
}

/** A body that names its own interpreter becomes a file, which that one reads. */
function fileText(text: string, parameters: readonly string[]): string {
  const script = '"$TMPDIR/script"';
  return [
    `cat > ${script} ${document(text, "SCRIPT")}`,
    `chmod +x ${script}`,
    ["exec", script, ...parameters].join(" "),
  ].join("\n");
}

/** What a script names as its interpreter, unless that is the shell which reads `run`; null for none. */
export function interpreterOf(text: string): string | null {
  const [, interpreter = ""] = /^#!\s*(\S[^\n]*)/.exec(text) ?? [];
  return interpreter === "" || /^\/bin\/sh\s*$/.test(interpreter) ? null : interpreter.trim();
}

const needsFile = (text: string): boolean => interpreterOf(text) !== null;

/** Out of the task's processes, which end with it. */
const letGo = (call: string): string => `setsid ${call} > /dev/null 2>&1 < /dev/null &`;

/** A text that the shell reads none of. */
function document(text: string, word: string): string {
  const lines = text.replace(/\n$/, "");
  const end = lastWord(lines, word);
  return `<< '${end}'\n${lines}\n${end}`;
}

/**
 * No line is the last word, and where a line has more than ASCII they don't begin alike: dash loses a byte that follows
 * what it took for the word.
 */
function lastWord(text: string, word: string): string {
  const lines = new Set(text.split("\n"));
  const starts = new Set<string | undefined>();
  for (const line of lines) if (/\P{ASCII}/u.test(line)) starts.add(line[0]);
  const start = [word[0], "_", ..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((each) => !starts.has(each));
  let end = start === word[0] ? word : `${start ?? ""}${word}`;
  while (lines.has(end)) end += "_";
  return end;
}

/** A task's own input is empty. A here-document always ends with a line break. */
function inputLines({ stdin }: Command, file: Parts["file"]): string[] {
  const input = stdin?.value ?? { text: "" };
  if ("file" in input) return [`exec < ${file(input.file)}`];
  if (input.text === "") return [];
  if (input.text.endsWith("\n")) return [`exec ${document(input.text, "INPUT")}`];
  const place = '"$TMPDIR/input"';
  return [`printf %s ${quoted(input.text)} > ${place}`, `exec < ${place}`];
}

/** Into the files and, by `tee`, into the run's own output. */
function outputLines({ stdout, stderr }: Command, file: Parts["file"]): string[] {
  const [out, err] = [stdout?.value ?? null, stderr?.value ?? null].map(realOf);
  if (out && err && out.file === err.file)
    return [...teeLines(out, file, "stdout", ""), 'exec > "$TMPDIR/stdout" 2>&1'];
  return [
    ...(out ? [...teeLines(out, file, "stdout", ""), 'exec > "$TMPDIR/stdout"'] : []),
    ...(err ? [...teeLines(err, file, "stderr", " >&2"), 'exec 2> "$TMPDIR/stderr"'] : []),
  ];
}

const realOf = (redirect: Redirect | null | undefined): Redirect | null =>
  redirect && redirect.file !== "/dev/null" ? redirect : null;

/** The file is opened first: where it can't be, the job fails before it does anything. */
function teeLines(
  { file: name, append }: Redirect,
  file: Parts["file"],
  pipe: string,
  to: string,
): string[] {
  const word = file(name);
  return [
    `: ${append ? ">>" : ">"} ${word}`,
    `mkfifo "$TMPDIR/${pipe}"`,
    `tee -a ${word} < "$TMPDIR/${pipe}"${to} &`,
  ];
}

const isPlainShell = (shell: Command["shell"]): boolean =>
  shell === null || shell.value === "/bin/sh" || shell.value === "sh";

const hasSeveral = (text: string): boolean =>
  /[;&(){}`\n]|\b(?:if|for|while|until|case)\b/.test(
    text.replaceAll(/&&|\|\||[<>]&|&>|\$\{\w+\}/g, " "),
  );
