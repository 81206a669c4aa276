// The contract suite for both transports and both places.

import { describeSource } from "./source.contract.ts";

for (const transport of ["native", "isomorphic"] as const)
  for (const place of ["local", "http"] as const) describeSource(transport, place);
