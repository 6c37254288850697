const Real = Date;
let skewMs = 0;

const now = (): number => Real.now() + skewMs;

/**
 * The clock of this process, wrong by so many milliseconds: what `Date` tells. Timers and what is measured with `performance` run as ever, as they do on a machine
 * whose clock is set wrong.
 */
export function setClock(milliseconds: number): void {
  if (!Number.isFinite(milliseconds)) throw new RangeError('the clock cannot be wrong by that');
  skewMs = milliseconds;
  if (globalThis.Date !== Real || skewMs === 0) return;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) =>
      Reflect.construct(
        target,
        args.length === 0 ? [now()] : args,
        newTarget === Date ? target : newTarget,
      ),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
