/** The life of a process. What a dead one waits for never comes. */
export class Life {
  readonly name: string;
  private isDead = false;

  constructor(name: string) {
    this.name = name;
  }

  get isOver(): boolean {
    return this.isDead;
  }

  end(): void {
    this.isDead = true;
  }

  /** Resolves at once as long as it lives, and never after that. */
  goesOn(): Promise<void> {
    return this.isDead ? new Promise(() => undefined) : Promise.resolve();
  }
}
