import { chanceOf } from '../chance.ts';
import type { Scenario } from '../scenario.ts';
import { worldKey } from './choose.ts';
import type { Finding, Played } from './finding.ts';
import { keepLogs } from './keep-logs.ts';
import { play } from './play.ts';
import { type Row, rowOf, unseen } from './row.ts';
import { openStage, type Stage } from './stage.ts';

/** How what happens is told. */
export interface Teller {
  row(row: Row): Promise<void>;
  /** A run in which something was found: the story of it. */
  violation(lines: readonly string[]): void;
}

const MORE_ROUNDS = 2;
/**
 * When a shop has had that many orders, the next scenario gets another. After a loss the relays publish everything that the outboxes keep: how long that takes
 * grows with the history, and orders wait for it. What a scenario shows must not depend on how many were played before it.
 */
const MOST_ORDERS = 5_000;

/** Plays scenarios one after the other. */
export class Run {
  readonly rows: Row[] = [];
  /** What went wrong with shops, beside what was found in them. */
  readonly troubles: string[] = [];
  private readonly seed: string;
  private readonly rounds: number;
  private readonly tell: Teller;
  private stage: Stage | undefined;
  private world = '';
  private orders = 0;

  constructor(seed: string, rounds: number, tell: Teller) {
    this.seed = seed;
    this.rounds = rounds;
    this.tell = tell;
  }

  async playAll(scenarios: readonly Scenario[]): Promise<readonly Played[]> {
    const all: Played[] = [];
    try {
      for (const scenario of scenarios) all.push(...(await this.playRounds(scenario)));
    } finally {
      await this.leaveStage();
    }
    return all;
  }

  private async playRounds(scenario: Scenario): Promise<readonly Played[]> {
    const played: Played[] = [];
    for (let round = 1; round <= this.rounds || this.isWorthAnother(scenario, played); round++) {
      played.push(await this.playOnce(scenario, round));
    }
    const row = rowOf(scenario, played);
    this.rows.push(row);
    await this.tell.row(row);
    for (const { what } of unseen(scenario, played)) this.tell.violation([what]);
    return played;
  }

  /** What a scenario is about comes by chance: what has not come so far is given a few rounds more, unless something else is wrong. */
  private isWorthAnother(scenario: Scenario, played: readonly Played[]): boolean {
    const isGood = played.every(({ findings }) => findings.length === 0);
    const isLeft = played.length < this.rounds + MORE_ROUNDS;
    return isGood && isLeft && unseen(scenario, played).length > 0;
  }

  private async playOnce(scenario: Scenario, round: number): Promise<Played> {
    const name = `${scenario.name}-${round}`;
    let stage: Stage;
    try {
      stage = await this.stageFor(scenario);
    } catch (error) {
      return this.notPlayed(`the shop could not be started: ${String(error)}`);
    }
    const played = await play(stage, scenario, chanceOf(`${this.seed}/${name}`));
    this.orders += played.orders;
    if (played.findings.length > 0) await this.tellOf(stage, name, played);
    // what is wrong in it would be found again after the next scenario
    if (played.findings.length > 0 || scenario.world?.alone === true) await this.leaveStage();
    return played;
  }

  private notPlayed(what: string): Played {
    this.tell.violation([what]);
    const findings: Finding[] = [{ invariant: 'start', what }];
    const nothing = { orders: 0, faults: 0, recoverySeconds: undefined };
    return { ...nothing, findings, sights: [], ends: new Map(), looked: new Map(), story: [] };
  }

  private async tellOf(stage: Stage, name: string, played: Played): Promise<void> {
    const logs = await keepLogs(stage.shop, name).catch(() => 'nowhere');
    this.tell.violation([
      `${name}, seed ${this.seed}:`,
      ...played.story,
      ...played.findings.map(({ invariant, what }) => `VIOLATION ${invariant}: ${what}`),
      `logs: ${logs}`,
    ]);
  }

  private async stageFor({ world = {} }: Scenario): Promise<Stage> {
    const key = worldKey(world);
    const isFit = this.world === key && this.orders < MOST_ORDERS;
    if (this.stage !== undefined && isFit) return this.stage;
    await this.leaveStage();
    this.stage = await openStage(world);
    this.world = key;
    this.orders = 0;
    return this.stage;
  }

  private async leaveStage(): Promise<void> {
    const { stage } = this;
    this.stage = undefined;
    await stage?.close().catch((error: unknown) => {
      const trouble = `a shop did not stop as it should: ${String(error)}`;
      this.troubles.push(trouble);
      this.tell.violation([trouble]);
    });
  }
}
