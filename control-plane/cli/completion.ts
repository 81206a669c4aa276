// `trunkline completion SHELL`: a static script made from the command table, so that Tab never starts Node.

import { defineCommand } from "./command.ts";
import { completionScript, shells } from "./completion-script.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  arguments: { SHELL: { description: "bash, zsh or fish", required: true } },
  options: {},
  examples: [
    {
      command: 'eval "$(trunkline completion bash)"',
      description: "completes commands and options in this bash; put it into ~/.bashrc",
    },
    {
      command: "trunkline completion zsh > ~/.zfunc/_trunkline",
      description: "for zsh, in a folder of fpath",
    },
    {
      command: "trunkline completion fish > ~/.config/fish/completions/trunkline.fish",
      description: "for fish",
    },
  ],
  exits: [],
  async run({ args, out, table }) {
    const shell = shells.find((each) => each === args.SHELL);
    if (shell === undefined) {
      throw new CommandError(
        "usage",
        `there is no completion for '${args.SHELL}'`,
        `use one of ${shells.join(", ")}`,
      );
    }
    const script = completionScript(shell, await table());
    out.value({ shell, script }, (made) => made.script.trimEnd());
    return undefined;
  },
});
