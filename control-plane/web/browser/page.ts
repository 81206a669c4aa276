// The page's script, loaded by every screen. Without it links, filters and acts work all the same.

import { keepAges } from "./ages.ts";
import { followCanvas } from "./canvas.ts";
import { offerCopies } from "./copy.ts";
import { followGraph } from "./graph.ts";
import { followHints } from "./hold-rows.ts";
import { followKeys } from "./keys.ts";
import { keepLive } from "./live.ts";
import { showLog } from "./log.ts";
import { followMap } from "./map.ts";
import { keepPlace } from "./place.ts";
import { refresh } from "./refresh.ts";
import { showZones } from "./zones.ts";

followKeys();
followGraph();
keepPlace();
keepLive();
followHints(refresh);
keepAges();
showLog();
offerCopies();
followCanvas();
followMap();
showZones();
