/**
 * The condition that a refund was given back, whether or not it failed afterwards. It has a version for its being asked for, for its being given back and for
 * its failing: one that failed without ever being given back has two.
 */
export const WAS_GIVEN_BACK = `(status = 'refunded' or status = 'failed' and version > 2)`;
