import type { Murmuration } from '@murmuration/client';
import { z } from 'zod';

const deadLetter = z.object({
  id: z.string(),
  reaction: z.string(),
  messageId: z.string(),
  messageName: z.string(),
  key: z.string().nullable(),
  reason: z.string(),
  message: z.string().nullish(),
  fingerprint: z.string(),
  attempts: z.int(),
  firstFailedAt: z.string(),
  lastFailedAt: z.string(),
  status: z.string(),
  settledAt: z.string().nullable(),
  settledBy: z.string().nullable(),
  settledReason: z.string().nullable(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

const group = z.object({
  reaction: z.string(),
  fingerprint: z.string(),
  cause: z.string(),
  reason: z.string(),
  letters: z.int(),
  messageNames: z.array(z.string()),
  firstFailedAt: z.string(),
  lastFailedAt: z.string(),
  waiting: z.int(),
});
export type LetterGroup = z.infer<typeof group>;

/** A body, with personal data masked; without `data` when it is no JSON. */
const body = z.object({ bytes: z.int(), data: z.unknown().optional() });

const wholeLetter = deadLetter.extend({
  subject: z.string(),
  position: z.string(),
  headers: z.record(z.string(), z.string()),
  cause: z.string(),
  stack: z.string(),
  bytes: z.int(),
  waiting: z.int(),
  redriveJob: z.string().nullable(),
  /** Only when it was asked for. */
  body: body.optional(),
  edits: z.array(
    z.object({ by: z.string(), why: z.string(), at: z.string(), body: body.optional() }),
  ),
});
export type WholeLetter = z.infer<typeof wholeLetter>;

const job = z.object({
  id: z.string(),
  status: z.enum(['running', 'done', 'stopped', 'cancelled']),
  total: z.int(),
  rate: z.number().nullable(),
  ramp: z.array(z.int()),
  stopAbove: z.number(),
  step: z.int(),
  delivered: z.int(),
  failed: z.int(),
  note: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type RedriveJob = z.infer<typeof job>;

/** Which letters are meant. */
export interface Selection {
  readonly id?: string | undefined;
  readonly group?: string | undefined;
  readonly reaction?: string | undefined;
  readonly all?: true | undefined;
}

export interface Redrive extends Selection {
  readonly by: string;
  readonly dryRun: boolean;
  readonly rate?: number | undefined;
  readonly ramp?: true | readonly number[] | undefined;
  readonly stopAbove?: number | undefined;
}

export interface Wanted {
  readonly status?: string | undefined;
  readonly group?: string | undefined;
  readonly reaction?: string | undefined;
  readonly limit: number;
}

/** The dead letters of one service, as its operators are told of them. */
export class DeadLetters {
  readonly service: string;
  readonly #client: Murmuration;
  readonly #timeoutMs: number;

  constructor(client: Murmuration, service: string, timeoutMs: number) {
    this.service = service;
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  async list(wanted: Wanted): Promise<DeadLetter[]> {
    return (await this.#ask('list', wanted, z.object({ deadLetters: z.array(deadLetter) })))
      .deadLetters;
  }

  async groups(wanted: { readonly reaction?: string | undefined }): Promise<LetterGroup[]> {
    return (await this.#ask('groups', wanted, z.object({ groups: z.array(group) }))).groups;
  }

  async show(id: string, payload: boolean): Promise<WholeLetter> {
    return (await this.#ask('show', { id, payload }, whole)).deadLetter;
  }

  async edit(params: object): Promise<WholeLetter> {
    return (await this.#ask('edit', params, whole)).deadLetter;
  }

  async redrive(params: Redrive): Promise<{ letters: number; job: RedriveJob | null }> {
    return await this.#ask('redrive', params, z.object({ letters: z.int(), job: job.nullable() }));
  }

  /** @returns how many are meant, and how many were discarded: none in a dry run */
  async discard(params: object): Promise<{ letters: number; discarded: number }> {
    return await this.#ask('discard', params, z.object({ letters: z.int(), discarded: z.int() }));
  }

  async jobs(params: { readonly id?: string; readonly limit?: number }): Promise<RedriveJob[]> {
    return (await this.#ask('jobs', params, z.object({ jobs: z.array(job) }))).jobs;
  }

  async cancel(id: string, by: string): Promise<RedriveJob> {
    return (await this.#ask('cancel', { id, by }, z.object({ job }))).job;
  }

  async #ask<Answer>(verb: string, params: object, answer: z.ZodType<Answer>): Promise<Answer> {
    const subject = `admin.${this.service}.dead-letters.${verb}`;
    return await this.#client.request(subject, params, answer, { timeoutMs: this.#timeoutMs });
  }
}

const whole = z.object({ deadLetter: wholeLetter });
