// What alerts are to tell of runs and tasks because their spec says so, as it is kept and as it is written.

import type { TaskSpec } from "#schemas/types.ts";
import { inOrder } from "../in-order.ts";
import { type Length, lengthOf, lengthText } from "./length.ts";

export interface Watch {
  /** `withOutput`: where the task has printed something. */
  success: boolean | "withOutput";
  /** Absent where it isn't wanted, as of pipelines. */
  retry?: true;
  longest: Length | null;
  shortest: Length | null;
  tags: Record<string, string[]>;
}

/** Of a pipeline it can say less. */
type WatchSpec = NonNullable<TaskSpec["watch"]>;

export const normalizeWatch = ({ success, retry, longest, shortest, tags }: WatchSpec): Watch => ({
  success: success ?? false,
  ...(retry && { retry }),
  longest: longest === undefined ? null : lengthOf(longest),
  shortest: shortest === undefined ? null : lengthOf(shortest),
  tags: inOrder(tags ?? {}),
});

export const watchSpec = ({ success, retry, longest, shortest, tags }: Watch): WatchSpec => ({
  success,
  ...(retry && { retry }),
  ...(longest && { longest: lengthText(longest, "+") }),
  ...(shortest && { shortest: lengthText(shortest, "-") }),
  ...(Object.keys(tags).length > 0 && { tags }),
});

/** Whether anything of the pipeline is watched for its own sake. */
export const hasWatch = ({
  watch,
  tasks,
}: {
  watch?: Watch;
  tasks: readonly { watch?: Watch }[];
}): boolean => watch !== undefined || tasks.some((task) => task.watch !== undefined);
