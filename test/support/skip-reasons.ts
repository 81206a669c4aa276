// Vitest's reporter of what was skipped and why: its own prints only how many.

import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Adds nothing to a run that skips nothing, nor to tests that a filter of the command line left out. */
export class SkipReasons implements Reporter {
  readonly #print: (text: string) => void;

  constructor(print = (text: string) => void process.stdout.write(text)) {
    this.#print = print;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const reasons = modules.flatMap((module) =>
      [...module.children.allTests("skipped")].flatMap((each) => reasonOf(module, each)),
    );
    if (reasons.length > 0) this.#print(`\n Skipped, and why:\n${reasons.join("")}\n`);
  }
}

function reasonOf({ relativeModuleId }: TestModule, test: TestCase): string[] {
  const result = test.result();
  return result.state === "skipped" && result.note !== undefined
    ? [`   ${relativeModuleId} > ${test.fullName}\n     ${result.note}\n`]
    : [];
}
