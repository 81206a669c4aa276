// The page's script, loaded by every screen. Without it links, filters and acts work all the same.

import { keepAges } from "./ages.ts";
import { followGraph } from "./graph.ts";
import { followKeys } from "./keys.ts";
import { keepLive } from "./live.ts";
import { showLog } from "./log.ts";
import { followMap } from "./map.ts";
import { showZones } from "./zones.ts";

followKeys();
followGraph();
keepLive();
keepAges();
showLog();
followMap();
showZones();
