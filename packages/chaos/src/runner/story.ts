/** What happened in the course of a scenario, with seconds since its beginning. */
export class Story {
  readonly lines: string[] = [];
  readonly sights: string[] = [];
  faults = 0;
  private readonly begunAt = performance.now();

  note(what: string): void {
    const seconds = (performance.now() - this.begunAt) / 1_000;
    this.lines.push(`${seconds.toFixed(2).padStart(7)} s  ${what}`);
  }

  inject(what: string): void {
    this.faults += 1;
    this.note(`FAULT ${what}`);
  }

  sight(what: string): void {
    this.sights.push(what);
    this.note(`seen: ${what}`);
  }
}
