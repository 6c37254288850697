import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hashPassword, newIssuer, newPassword } from '@murmuration/broker';
import { z } from 'zod';
import { writePrivateFile } from './private-file.ts';

const KEY_BYTES = 32;
const fileSchema = z.record(z.string(), z.string());

/** Secrets by name, kept in a file. One that exists is never changed; one that does not is made when it is first asked for. */
export class Secrets {
  private readonly path: string;
  private readonly kept: Map<string, string>;

  private constructor(path: string, kept: Map<string, string>) {
    this.path = path;
    this.kept = kept;
  }

  /** Throws an Error when the file is there and cannot be read: secrets made anew would not open what the old ones have closed. */
  static async open(path: string): Promise<Secrets> {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
      throw error;
    });
    return new Secrets(path, new Map(Object.entries(fileSchema.parse(JSON.parse(text)))));
  }

  password(name: string): string {
    return this.keep(name, newPassword);
  }

  /** 32 random bytes in base64. */
  key(name: string): string {
    return this.keep(name, () => randomBytes(KEY_BYTES).toString('base64'));
  }

  /** The seed with which end users are let in at the broker. */
  issuerSeed(): string {
    return this.keep('broker-issuer-seed', () => newIssuer().seed);
  }

  /** The hash of a password, the same one each time, so that the broker's configuration stays as it is. */
  async hashOf(name: string): Promise<string> {
    const hash = this.kept.get(`${name}:hash`) ?? (await hashPassword(this.password(name)));
    return this.keep(`${name}:hash`, () => hash);
  }

  async save(): Promise<void> {
    const text = JSON.stringify(Object.fromEntries(this.kept), undefined, 2);
    await writePrivateFile(this.path, `${text}\n`);
  }

  private keep(name: string, make: () => string): string {
    const value = this.kept.get(name) ?? make();
    this.kept.set(name, value);
    return value;
  }
}
