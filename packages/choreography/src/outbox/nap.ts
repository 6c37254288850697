/** A wait that can be cut short. One at a time. */
export class Nap {
  private wakeUp: (() => void) | undefined;

  /** Waits, but not longer than until somebody calls `wake`. */
  async sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }

  wake(): void {
    this.wakeUp?.();
  }
}
