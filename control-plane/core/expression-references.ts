// Parses an expression and finds what it refers to.
//
// Every reference (`params.date`, `failed('load')`) is cut out of the text before the library checks or runs it and
// replaced, padded to the same length, by a variable of a fixed bank (`s0`, `i0`, …). So one environment serves
// all scopes, positions stay those of the user's text, and no value that the library touches is an object:
// there is no property to reach, `__proto__` included.

import type { ASTNode } from "@marcbachmann/cel-js";
import {
  environment,
  functions,
  issueOf,
  leftOut,
  maxReferences,
  methods,
  standIn,
} from "./expression-language.ts";
import { isLoopName, type LoopName, loopOf, noLoop } from "./expression-loop.ts";
import {
  type Reference,
  type ReferenceType,
  type StatusFunction,
  statusFunctions,
} from "./expression-scope.ts";
import type { ExpressionIssue } from "./expression-template.ts";
import { didYouMean } from "./suggest.ts";

/** Longest expression, in UTF-16 code units. */
export const maxExpressionLength = 4096;

export interface Located {
  reference: Reference;
  offset: number;
  length: number;
}

export interface Parsed {
  text: string;
  references: Located[];
  issues: ExpressionIssue[];
}

/** Parses a CEL text and finds its references; which names exist is the scope's matter (expression.ts). */
export function parseExpression(text: string): Parsed {
  const parsed: Parsed = { text, references: [], issues: [] };
  if (text.length > maxExpressionLength || text.trim() === "") {
    const message =
      text.trim() === ""
        ? "the expression is empty"
        : `the expression has ${text.length} characters; ${maxExpressionLength} are allowed`;
    parsed.issues.push({ message, offset: 0, length: text.length });
    return parsed;
  }
  try {
    visit(environment.parse(text).ast, parsed);
  } catch (error) {
    parsed.issues.push(issueOf(error, text));
  }
  if (parsed.references.length > maxReferences)
    parsed.issues.push({
      message: `the expression names ${parsed.references.length} values; ${maxReferences} are allowed`,
      offset: 0,
      length: text.length,
    });
  return parsed;
}

/** The text with each reference replaced by its stand-in of the same width. */
export function withStandIns(parsed: Parsed, types: readonly ReferenceType[]): string {
  let text = "";
  let position = 0;
  for (const [index, { offset, length }] of parsed.references.entries()) {
    text += parsed.text.slice(position, offset);
    text += standIn(types[index] ?? "string", index).padEnd(length);
    position = offset + length;
  }
  return text + parsed.text.slice(position);
}

function visit(node: ASTNode, parsed: Parsed): void {
  switch (node.op) {
    case "value":
      visitValue(node, parsed);
      break;
    case "id":
    case ".":
    case "[]":
      visitPath(node, parsed);
      break;
    case "call":
      visitCall(node, parsed);
      break;
    case "rcall":
      visitMethod(node, parsed);
      break;
    case "map":
    case ".?":
    case "[?]":
      refuse(node, parsed, "maps are left out");
      break;
    case "!_":
    case "-_":
      visit(node.args, parsed);
      break;
    default:
      visitAll(node.args, parsed);
  }
}

function visitAll(nodes: readonly ASTNode[], parsed: Parsed): void {
  for (const node of nodes) visit(node, parsed);
}

function visitValue(node: ASTNode & { op: "value" }, parsed: Parsed): void {
  if (!["string", "bigint", "number", "boolean"].includes(typeof node.args))
    refuse(node, parsed, "only strings, numbers, true and false can be written as values");
}

// A parenthesis or a comment inside a chain would not survive its replacement by a stand-in.
const plainChain = /^\w+(\s*\.\s*\w+|\s*\[\s*(?:[rR]?("[^"]*"|'[^']*')|\d+)\s*\])*\s*$/;

/** `params.date`, `needs['load-orders'].outputs.rows`: the outermost node of the chain takes it all. */
function visitPath(node: ASTNode, parsed: Parsed): void {
  const path = pathOf(node);
  if (path === null)
    refuse(node, parsed, "only names in quotes can stand in [ ]", "needs['load-orders']");
  else if (!plainChain.test(parsed.text.slice(node.start, node.end)))
    refuse(node, parsed, `write "${path.join(".")}" without parentheses or comments`);
  else locate({ kind: "path", path }, node, parsed);
}

function pathOf(node: ASTNode | undefined): string[] | null {
  if (node?.op === "id") return [node.args];
  if (node?.op !== "." && node?.op !== "[]") return null;
  const head = pathOf(node.args[0]);
  const name = node.op === "." ? node.args[1] : literalOf(node.args[1]);
  if (head === null) return null;
  if (typeof name === "string") return [...head, name];
  // Only what a system answered has lists.
  return typeof name === "bigint" && head[0] === "response" ? [...head, String(name)] : null;
}

const literalOf = (node: ASTNode): unknown => (node.op === "value" ? node.args : null);

function visitCall(node: ASTNode & { op: "call" }, parsed: Parsed): void {
  const [name, args] = node.args;
  if (name === "has") visitHas(node, args, parsed);
  else if (isStatusFunction(name)) visitStatus(node, name, args, parsed);
  else if (!Object.hasOwn(functions, name)) unknown(node, name, functions, parsed);
  else visitAll(args, parsed);
}

function visitHas(node: ASTNode, args: ASTNode[], parsed: Parsed): void {
  const path = args.length === 1 ? pathOf(args[0]) : null;
  if (path === null) refuse(node, parsed, "has() takes one name", `write ${functions.has}`);
  else locate({ kind: "has", path }, node, parsed);
}

const isStatusFunction = (name: string): name is StatusFunction =>
  (statusFunctions as readonly string[]).includes(name);

function visitStatus(node: ASTNode, name: StatusFunction, args: ASTNode[], parsed: Parsed): void {
  const tasks = args.map(literalOf);
  if (tasks.every((task) => typeof task === "string"))
    locate({ kind: "status", name, tasks }, node, parsed);
  else refuse(node, parsed, `${name}() takes task names in quotes`, `write ${functions[name]}`);
}

function visitMethod(node: ASTNode & { op: "rcall" }, parsed: Parsed): void {
  const [name, receiver, rest] = node.args;
  if (isLoopName(name)) visitLoop(node, name, parsed);
  else if (Object.hasOwn(methods, name)) visitAll([receiver, ...rest], parsed);
  else unknown(node, name, methods, parsed);
}

/** The whole macro is one reference: whoever knows the list evaluates it entry by entry. */
function visitLoop(node: ASTNode & { op: "rcall" }, name: LoopName, parsed: Parsed): void {
  const [, receiver] = node.args;
  const list = pathOf(receiver);
  const after = parsed.text.slice(receiver.end).replace(/^\s*\.\s*/, "");
  // What stood around the name, such as parentheses, would not survive the stand-in.
  const isNamed =
    plainChain.test(parsed.text.slice(receiver.start, receiver.end)) && after.startsWith(name);
  const loop = list !== null && isNamed ? loopOf(node, name, list, parsed.text) : null;
  if (loop !== null) locate(loop, node, parsed);
  else refuse(node, parsed, noLoop(name).message, noLoop(name).help);
}

function locate(reference: Reference, node: ASTNode, parsed: Parsed): void {
  parsed.references.push({ reference, offset: node.start, length: node.end - node.start });
}

function unknown(node: ASTNode, name: string, known: Record<string, string>, parsed: Parsed): void {
  const reason = Object.hasOwn(leftOut, name) ? leftOut[name] : undefined;
  refuse(
    node,
    parsed,
    `unknown function "${name}"`,
    reason ?? didYouMean(name, Object.keys(known)) ?? `known: ${Object.keys(known).join(", ")}`,
  );
}

function refuse(node: ASTNode, parsed: Parsed, message: string, help?: string): void {
  const issue: ExpressionIssue = { message, offset: node.start, length: node.end - node.start };
  parsed.issues.push(help === undefined ? issue : { ...issue, help });
}
