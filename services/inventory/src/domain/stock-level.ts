/** Where the pieces of one article are. Always: onHand + reserved + committed = restocked, and none is negative. */
export interface StockLevel {
  readonly sku: string;
  /** Pieces for sale. */
  readonly onHand: number;
  /** Pieces set aside for orders that are under way. */
  readonly reserved: number;
  /** Pieces that left for confirmed orders. */
  readonly committed: number;
  /** All pieces that ever came in. */
  readonly restocked: number;
  /** Counts the changes. */
  readonly version: number;
}

/** Finds the level of an article; undefined when none of it ever came in. */
export interface StockLookup {
  get(sku: string): StockLevel | undefined;
}

/** An article of which nothing ever came in. */
export function emptyLevel(sku: string): StockLevel {
  return { sku, onHand: 0, reserved: 0, committed: 0, restocked: 0, version: 0 };
}

/** Books a delivery. */
export function addPieces(level: StockLevel, quantity: number): StockLevel {
  return moved(level, quantity, 0, 0);
}

/** Sets pieces aside. Throws when fewer are on hand: callers look for shortages first. */
export function setAside(level: StockLevel, quantity: number): StockLevel {
  return moved(level, -quantity, quantity, 0);
}

/** Puts pieces that were set aside back on sale. Throws when fewer were set aside. */
export function putBack(level: StockLevel, quantity: number): StockLevel {
  return moved(level, quantity, -quantity, 0);
}

/** Hands over pieces that were set aside. Throws when fewer were set aside. */
export function handOver(level: StockLevel, quantity: number): StockLevel {
  return moved(level, 0, -quantity, quantity);
}

/** A level that must be there because a reservation refers to it. Throws when it is not. */
export function levelFor(stock: StockLookup, sku: string): StockLevel {
  const level = stock.get(sku);
  if (level === undefined) {
    throw new Error(`${sku} is reserved, but its stock level was not loaded; check the keys`);
  }
  return level;
}

/** The sum changes by exactly what comes in, so the pieces always add up. */
function moved(level: StockLevel, hand: number, aside: number, gone: number): StockLevel {
  const onHand = level.onHand + hand;
  const reserved = level.reserved + aside;
  if (onHand < 0 || reserved < 0) {
    throw new RangeError(
      `stock of ${level.sku} would become ${onHand} on hand and ${reserved} reserved; neither can be negative`,
    );
  }
  return {
    sku: level.sku,
    onHand,
    reserved,
    committed: level.committed + gone,
    restocked: level.restocked + hand + aside + gone,
    version: level.version + 1,
  };
}
