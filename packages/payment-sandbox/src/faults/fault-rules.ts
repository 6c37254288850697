import {
  toFaultRule,
  type FaultRule,
  type FaultRuleInput,
  type Operation,
} from './fault-schema.ts';

/** More rules than any scenario needs; it keeps matching fast and the memory bounded. */
export const MAX_RULES = 10_000;

/** What a rule is matched against: a creation that confirms is two operations at once. */
export interface Target {
  readonly operations: readonly Operation[];
  readonly orderId: string | null;
}

/**
 * The faults in force, in the order in which they were added; the first that matches a request acts
 * on it. Rules are kept in memory only: a restart heals the sandbox.
 */
export class FaultRules {
  #rules: FaultRule[] = [];
  #lastId = 0;
  readonly #onChange: () => void;

  /** @param onChange called after rules were added, used up or removed */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** @throws RangeError when there are already `MAX_RULES` of them */
  add(input: FaultRuleInput): FaultRule {
    if (this.#rules.length >= MAX_RULES) {
      throw new RangeError(`There are ${MAX_RULES} rules already; clear them first.`);
    }
    this.#lastId += 1;
    const rule = toFaultRule(`rule_${this.#lastId}`, input);
    this.#rules.push(rule);
    this.#onChange();
    return rule;
  }

  list(): readonly FaultRule[] {
    return this.#rules;
  }

  /** False when there is no such rule. */
  remove(id: string): boolean {
    const kept = this.#rules.filter((rule) => rule.id !== id);
    const removed = kept.length < this.#rules.length;
    this.#rules = kept;
    this.#onChange();
    return removed;
  }

  clear(): void {
    this.#rules = [];
    this.#onChange();
  }

  /** The rule that acts on this request, counted as used; it is gone once used up. */
  take(target: Target): FaultRule | undefined {
    const index = this.#rules.findIndex((rule) => acts(rule, target));
    const rule = this.#rules[index];
    if (rule?.timesLeft == null) return rule;
    const timesLeft = rule.timesLeft - 1;
    if (timesLeft > 0) this.#rules[index] = { ...rule, timesLeft };
    else this.remove(rule.id);
    return rule;
  }

  /** Whether webhooks are cut off, for everything (null) or for one order. */
  isDown(orderId: string | null): boolean {
    return this.#rules.some(
      ({ mode, operation, match }) =>
        mode === 'down' &&
        operation === 'any' &&
        (match.orderId === undefined || match.orderId === orderId),
    );
  }
}

function acts(rule: FaultRule, target: Target): boolean {
  const { orderId } = rule.match;
  if (orderId !== undefined && orderId !== target.orderId) return false;
  if (rule.mode === 'decline') return target.operations.includes('confirm');
  return rule.operation === 'any' || target.operations.includes(rule.operation);
}
