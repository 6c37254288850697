/** The shop is open, and its shelves are full, before anybody wishes for anything; in milliseconds, like all that follows. */
export const BEGIN_MS = 2_000;

/** How long wishes and faults come. After that all is mended, and the shop has to come to its end. */
export const TROUBLED_MS = 40_000;

/** The latest moment of a fault. */
export const LATEST_MS = TROUBLED_MS * 0.8;

/** How often the shop is judged in the midst of its troubles. */
export const GLANCE_MS = 500;

/** More than the time between two looks of a lane at the streams: what was lost without a sign is found then. */
export const LOOKING_MS = 70_000;

/** How long a shop that is mended may take to come to its end. */
export const PATIENCE_MS = 900_000;
