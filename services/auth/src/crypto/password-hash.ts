import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** What a hash costs. */
export interface HashCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** What OWASP recommends for argon2id. */
export const owaspCost: HashCost = { memoryKiB: 19_456, passes: 2, lanes: 1 };

const SALT_BYTES = 16;
const TAG_BYTES = 32;
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

interface Hash extends HashCost {
  readonly salt: Buffer;
  readonly tag: Buffer;
}

const derive = promisify(argon2);

/** Hashes a password with argon2id, in the thread pool; in the PHC format. The pepper is not part of the format: without it nothing matches. */
export async function hashPassword(
  password: string,
  cost: HashCost,
  pepper?: Uint8Array,
): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await tagOf(password, { ...cost, salt, tag: Buffer.alloc(TAG_BYTES) }, pepper);
  return phc({ ...cost, salt, tag });
}

/** Whether a password is the one of a hash. Takes as long for a wrong one as for the right one. Throws when the hash is in no format of ours. */
export async function verifyPassword(
  hash: string,
  password: string,
  pepper?: Uint8Array,
): Promise<boolean> {
  const known = parse(hash);
  return timingSafeEqual(await tagOf(password, known, pepper), known.tag);
}

/** A hash that no password matches, and that takes as long as others do to find out. */
export function hashOfNothing(cost: HashCost): string {
  return phc({ ...cost, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) });
}

/** Whether a hash was made at another cost than today's. */
export function isOutdated(hash: string, { memoryKiB, passes, lanes }: HashCost): boolean {
  const known = parse(hash);
  return known.memoryKiB !== memoryKiB || known.passes !== passes || known.lanes !== lanes;
}

async function tagOf(
  password: string,
  hash: Hash,
  pepper: Uint8Array | undefined,
): Promise<Buffer> {
  return await derive('argon2id', {
    message: password,
    nonce: hash.salt,
    memory: hash.memoryKiB,
    passes: hash.passes,
    parallelism: hash.lanes,
    tagLength: hash.tag.length,
    ...(pepper !== undefined && { secret: pepper }),
  });
}

function phc({ memoryKiB, passes, lanes, salt, tag }: Hash): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(tag)}`;
}

function parse(hash: string): Hash {
  const [, memory, passes, lanes, salt, tag] = PHC.exec(hash) ?? [];
  if (salt === undefined || tag === undefined) {
    throw new TypeError('a stored password hash is not argon2id in the PHC format');
  }
  return {
    memoryKiB: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
