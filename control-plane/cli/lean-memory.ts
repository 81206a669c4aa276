// Servers and imports start with settings that can only be given to a process from outside. glibc's allocator keeps an arena of memory for each of
// a dozen threads otherwise, and gives back little of what a large sync took; V8 lets its young generation grow to 100 MB
// before it looks what of it is still needed. A first sync of 10,000 specs takes 277 instead of 350 MB with them (405
// instead of 480 with isomorphic-git), and no more time.

/** mallopt(3): two arenas; blocks from 4 MiB on are given back at once. From 256 KiB on it took 3 % more CPU and no less memory. */
export const leanAllocator = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "4194304" } as const;
/** Of each half of the young generation; MB. */
export const leanFlags = ["--max-semi-space-size=16"] as const;
/** A worker reads no large trees: while it follows 1,000 runs elsewhere it takes 180 instead of 240 MB, and no more CPU. */
export const workerFlags = ["--max-semi-space-size=4"] as const;
export const workerAllocator = { ...leanAllocator, MALLOC_MMAP_THRESHOLD_: "262144" } as const;

/**
 * What an import makes of a job is needed for one pipeline: in a larger young generation most of it is gone before it is looked
 * at. Of 20,000 jobs of Control-M it takes 15 % less CPU, and 60 MB more.
 */
export const importFlags = ["--max-semi-space-size=64", "--heap-growing-percent=50"] as const;

const mark = "TRUNKLINE_LEAN_MEMORY";
const names = Object.keys(leanAllocator) as (keyof typeof leanAllocator)[];

/**
 * Becomes the same command with these settings, unless there are others already; on a system without `execve` nothing
 * happens. What the command starts gets its environment without them.
 */
export function startLean(): void {
  const { env, execve, execPath, execArgv, argv } = process;
  if (env[mark] !== undefined) {
    for (const name of [mark, ...names]) delete env[name];
    return;
  }
  if (process.platform !== "linux" || execve === undefined) return;
  const others = [env.NODE_OPTIONS ?? "", ...execArgv].join(" ");
  if (names.some((name) => env[name] !== undefined) || others.includes("semi-space")) return;
  const [flags, allocator] = settingsOf(argv[2]);
  execve(execPath, [execPath, ...flags, ...execArgv, ...argv.slice(1)], {
    ...(env as Record<string, string>),
    ...allocator,
    [mark]: "1",
  });
}

const settingsOf = (command: string | undefined) =>
  command === "worker"
    ? ([workerFlags, workerAllocator] as const)
    : ([command === "import" ? importFlags : leanFlags, leanAllocator] as const);
