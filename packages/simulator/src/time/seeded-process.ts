import { newId } from '@murmuration/choreography/simulation';
import { createInbox } from '@nats-io/transport-node';
import { Chance } from './chance.ts';
import { beginEarlier, restart } from './virtual-time.ts';

let chance = new Chance(0);
/** Of its own, since libraries draw in advance: how much of it is drawn when depends on what was before. */
let ofIds = chance.apart();

/** Makes everything in this process that draws by chance draw from a seed, and lets its time begin anew. */
export function beginAnew(seed: number): void {
  // the names of inboxes are drawn once for all, when the first is asked for
  createInbox();
  chance = new Chance(seed);
  ofIds = chance.apart();
  // ids sort by time, and never go back by less than a while: a moment long before forgets those of the last simulation
  beginEarlier();
  newId();
  restart();
}

/** From here on chance in this process is drawn from the seed. */
export function takeOverChance(): void {
  Math.random = () => chance.next();
  Object.defineProperty(globalThis.crypto, 'getRandomValues', {
    configurable: true,
    value: <Numbers extends Uint8Array | Uint32Array>(numbers: Numbers): Numbers => {
      for (let at = 0; at < numbers.length; at++) numbers[at] = ofIds.next() * 4_294_967_296;
      return numbers;
    },
  });
}
