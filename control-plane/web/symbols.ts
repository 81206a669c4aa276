// Shapes of states and patterns of waits, once on each page: `<use href="#i-ok"/>` and `fill="url(#p-pool)"` refer to them.

import { Html } from "./html.ts";

export const symbols = new Html(`<svg class="sprite" width="0" height="0" aria-hidden="true">
<symbol id="i-ok" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5.5"/><path class="c" d="M3.4 6.2l1.8 1.9 3.4-4"/></symbol>
<symbol id="i-run" viewBox="0 0 12 12"><circle class="l" cx="6" cy="6" r="4.9"/><path d="M6 1.1a4.9 4.9 0 0 1 0 9.8z"/></symbol>
<symbol id="i-fail" viewBox="0 0 12 12"><path d="M6 0l6 6-6 6-6-6z"/><path class="c" d="M4.2 4.2l3.6 3.6M7.8 4.2L4.2 7.8"/></symbol>
<symbol id="i-risk" viewBox="0 0 12 12"><path d="M6 .4L12 11.6H0z"/><path class="c" d="M6 4.2v3.4M6 8.9v1.5"/></symbol>
<symbol id="i-wait" viewBox="0 0 12 12"><circle class="l" cx="6" cy="6" r="4.9"/><path class="l" d="M6 3v3.2l2 1.3"/></symbol>
<symbol id="i-person" viewBox="0 0 12 12"><circle cx="6" cy="3.2" r="2.7"/><path d="M.8 12c0-3.4 2.2-5 5.2-5s5.2 1.6 5.2 5z"/></symbol>
<symbol id="i-skip" viewBox="0 0 12 12"><circle class="l" cx="6" cy="6" r="4.9"/><path class="l" d="M3.6 6h4.8"/></symbol>
<symbol id="i-off" viewBox="0 0 12 12"><rect class="l" x="1.3" y="1.3" width="9.4" height="9.4"/><path class="l" d="M3.8 6h4.4"/></symbol>
<symbol id="i-pause" viewBox="0 0 12 12"><path d="M2.5 1.5h2.4v9H2.5zM7.1 1.5h2.4v9H7.1z"/></symbol>
<symbol id="i-blank" viewBox="0 0 12 12"><rect class="l" x="1.3" y="1.3" width="9.4" height="9.4"/></symbol>
<symbol id="i-eq" viewBox="0 0 12 12"><path class="l" d="M1.5 4h9M1.5 8h9"/></symbol>
<symbol id="i-neq" viewBox="0 0 12 12"><path class="l" d="M1.5 4h9M1.5 8h9M8.5 .8L3.5 11.2"/></symbol>
<symbol id="i-held" viewBox="0 0 12 12"><rect class="l" x="1.3" y="1.3" width="9.4" height="9.4"/><path class="l" d="M4.6 3.8v4.4M7.4 3.8v4.4"/></symbol>
<symbol id="i-no" viewBox="0 0 12 12"><circle class="l" cx="6" cy="6" r="4.9"/><path class="l" d="M2.6 9.4l6.8-6.8"/></symbol>
<pattern id="p-pool" class="pat" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" stroke-width="2"/></pattern>
<pattern id="p-event" class="pat" width="5" height="5" patternUnits="userSpaceOnUse"><circle cx="2.5" cy="2.5" r="0.9" stroke="none"/></pattern>
<pattern id="p-retry" class="pat" width="4" height="6" patternUnits="userSpaceOnUse"><line x1="1" y1="0" x2="1" y2="6" stroke-width="1.2"/></pattern>
<pattern id="p-person" class="pat" width="6" height="6" patternUnits="userSpaceOnUse"><line x1="0" y1="3" x2="6" y2="3" stroke-width="1"/><line x1="3" y1="0" x2="3" y2="6" stroke-width="1"/></pattern>
<pattern id="p-need" class="pat" width="6" height="5" patternUnits="userSpaceOnUse"><line x1="0" y1="2.5" x2="6" y2="2.5" stroke-width="1"/></pattern>
</svg>`);
