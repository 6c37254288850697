import type { Money, StockLine } from '@murmuration/contracts';
import { InvalidArgumentError } from 'commander';
import { parseMoney } from '../output/money.ts';

/** What somebody wants to order; without a price, at the catalogue's. */
export interface WantedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice?: Money;
}

/** The most that a whole number may be: nine digits. */
const MOST = 999_999_999;
const FORM = /^([^=@]+)=(\d{1,9})(?:@(.+))?$/;

/**
 * Reads `SKU=QTY` or `SKU=QTY@PRICE` and adds it to the lines before.
 * @throws InvalidArgumentError with the form that is expected
 */
export function addLine(text: string, before: readonly WantedLine[] = []): WantedLine[] {
  const [, sku, quantity, price] = FORM.exec(text) ?? [];
  if (sku === undefined || quantity === undefined) {
    throw new InvalidArgumentError(
      `Expected SKU=QTY or SKU=QTY@PRICE, such as tea-001=2 or tea-001=2@6.90EUR, with at most ${MOST} pieces.`,
    );
  }
  const line = { sku, quantity: Number(quantity) };
  return [...before, price === undefined ? line : { ...line, unitPrice: readMoney(price) }];
}

/**
 * Reads `SKU=QTY` and adds it to the pieces before. A price is none of them: they go back at the one that was paid.
 * @throws InvalidArgumentError with the form that is expected
 */
export function addPieces(text: string, before: readonly StockLine[] = []): StockLine[] {
  const [, sku, quantity, price] = FORM.exec(text) ?? [];
  if (sku === undefined || quantity === undefined || price !== undefined) {
    throw new InvalidArgumentError(
      `Expected SKU=QTY, such as tea-001=2, with at most ${MOST} pieces; the price is the one that was paid. Another sum is given back as a sum.`,
    );
  }
  return [...before, { sku, quantity: Number(quantity) }];
}

/**
 * Reads a sum with its currency, such as `6.90EUR`.
 * @throws InvalidArgumentError with the form that is expected
 */
export function readMoney(text: string): Money {
  const sum = parseMoney(text);
  if (sum !== undefined) return sum;
  throw new InvalidArgumentError('Expected a sum with its currency, such as 6.90EUR.');
}

/**
 * Reads a whole number above nothing.
 * @throws InvalidArgumentError with the numbers that it may be
 */
export function readCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST}.`);
}

/**
 * Reads a number above nothing, such as a rate or a time in seconds.
 * @throws InvalidArgumentError
 */
export function readPositive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

const AGO = /^(\d{1,6})([smhd])$/;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a moment: an ISO 8601 one, or how long ago it was, such as `15m`, `2h` or `7d`.
 * @throws InvalidArgumentError
 */
export function readMoment(text: string): Date {
  const [, count, unit] = AGO.exec(text) ?? [];
  const ago = Object.entries(UNIT_MS).find(([name]) => name === unit)?.[1];
  const moment = ago === undefined ? new Date(text) : new Date(Date.now() - Number(count) * ago);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new InvalidArgumentError(
    'Expected how long ago, such as 15m, 2h or 7d, or a moment such as 2026-01-05T09:00:00Z.',
  );
}
