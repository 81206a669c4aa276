// The page's script, loaded by every screen. Without it links, filters and acts work all the same.

import { followKeys } from "./keys.ts";

followKeys();
