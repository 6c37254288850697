import { deadLettersOf } from '@murmuration/contracts';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { z } from 'zod';
import { NOBODY } from '../batch/leave-to-others.ts';
import type { ServicePlan } from '../batch/service-plan.ts';
import {
  adminSubject,
  parseCommandSubject,
  parseEventSubject,
  querySubject,
} from '../messaging/subjects.ts';
import { checkAccess } from '../queries/check-access.ts';
import { readEnvelope } from '../queries/incoming.ts';
import type { Endpoint } from '../queries/micro-service.ts';
import { readBody } from '../queries/read-body.ts';
import { RequestError } from '../queries/request-error.ts';
import {
  findDeadLetter,
  groupDeadLetters,
  groupParams,
  listDeadLetters,
  listParams,
  pageOfDeadLetters,
  type WholeLetter,
} from './dead-letter-store.ts';
import { discardLetters, discardParams } from './discard-letters.ts';
import { editLetter, editParams } from './edit-letter.ts';
import { maskedPayload } from './masked-payload.ts';
import { redriveParams } from './redrive-job.ts';
import { cancelJob, countOpen, createJob, listJobs, reactionsOf } from './redrive-job-store.ts';

interface Ground {
  readonly plan: ServicePlan;
  readonly sql: postgres.Sql;
  readonly log: Logger;
  /** Called when there is a job to do, or a line to go on. */
  readonly wake: () => void;
}

const showParams = z.object({ id: z.uuid(), payload: z.boolean().default(false) });
const jobsParams = z.object({
  id: z.uuid().optional(),
  limit: z.int().min(1).max(1_000).default(50),
});
const cancelParams = z.object({
  id: z.uuid(),
  by: z.string().trim().min(1).max(200).default('an operator'),
});

/** Endpoints for operators: see dead letters, deliver them again under their own event ids, mend them, give them up. */
export function deadLetterEndpoints(ground: Ground): readonly Endpoint[] {
  const { plan, sql, log } = ground;
  return [
    listEndpoint(plan.name, sql),
    verb(plan, 'list', listParams, async (params) => ({
      deadLetters: await listDeadLetters(sql, params),
    })),
    verb(plan, 'groups', groupParams, async (params) => ({
      groups: await groupDeadLetters(sql, params),
    })),
    verb(plan, 'show', showParams, async ({ id, payload }) => ({
      deadLetter: shown(plan, await existing(sql, id), payload),
    })),
    verb(plan, 'redrive', redriveParams, (params) => redrive(ground, params)),
    verb(plan, 'jobs', jobsParams, async (params) => ({ jobs: await listJobs(sql, params) })),
    verb(plan, 'cancel', cancelParams, async ({ id, by }) => ({
      job: await cancelJob(sql, id, by),
    })),
    verb(plan, 'edit', editParams, async (params) => {
      await editLetter(plan, sql, params);
      log.info({ deadLetter: params.id, by: params.by }, 'a dead letter was edited');
      return { deadLetter: shown(plan, await existing(sql, params.id), true) };
    }),
    verb(plan, 'discard', discardParams, async (params) => {
      if (params.dryRun) return { discarded: 0, letters: await countOpen(sql, params) };
      const discarded = await discardLetters(sql, params);
      log.info({ deadLetters: discarded, by: params.by }, 'dead letters were discarded');
      ground.wake();
      return { discarded, letters: discarded };
    }),
  ];
}

function verb<Params>(
  { name }: ServicePlan,
  word: string,
  params: z.ZodType<Params>,
  answer: (params: Params) => Promise<object>,
): Endpoint {
  return {
    name: `dead-letters-${word}`,
    subject: adminSubject(name, `dead-letters.${word}`),
    handle: async ({ body }) =>
      JSON.stringify(await answer(readBody(`dead-letters.${word}`, params, body))),
  };
}

async function redrive(
  { plan, sql, log, wake }: Ground,
  params: z.infer<typeof redriveParams>,
): Promise<object> {
  const known = new Set([...plan.pure.map(nameOf), ...plan.calls.map(nameOf), NOBODY]);
  const missing = (await reactionsOf(sql, params)).filter((reaction) => !known.has(reaction));
  if (missing.length > 0) {
    const names = missing.join(', ');
    throw new RequestError(409, `this version of ${plan.name} has no reaction named ${names}`);
  }
  if (params.dryRun) {
    return { letters: await countOpen(sql, params), job: null };
  }
  const job = await createJob(sql, params);
  log.info({ redrive: job.id, letters: job.total, by: params.by }, 'a redrive was asked for');
  wake();
  return { letters: job.total, job };
}

async function existing(sql: postgres.Sql, id: string): Promise<WholeLetter> {
  const letter = await findDeadLetter(sql, id);
  if (letter === undefined) throw new RequestError(404, `there is no dead letter ${id}`);
  return letter;
}

/** A letter with bodies only when they are asked for, and then with personal data masked. */
function shown(plan: ServicePlan, letter: WholeLetter, withPayload: boolean): object {
  const { payload, edits, ...rest } = letter;
  const contract =
    plan.events.get(parseEventSubject(letter.subject)) ??
    plan.byCommand.get(parseCommandSubject(letter.subject).type)?.contract;
  const bodyOf = (body: Uint8Array): object =>
    withPayload ? { body: maskedPayload(body, contract) } : {};
  return {
    ...rest,
    bytes: payload.length,
    ...bodyOf(payload),
    edits: edits.map(({ payload: edited, ...edit }) => ({
      ...edit,
      ...bodyOf(Buffer.from(edited, 'base64')),
    })),
  };
}

/** Answers the query contract that the edge serves to operators. */
function listEndpoint(service: string, sql: postgres.Sql): Endpoint {
  const { type, params, result, access } = deadLettersOf(service);
  return {
    name: type.replace('.', '-'),
    subject: querySubject(type),
    handle: async (incoming) => {
      checkAccess(access, readEnvelope(incoming).reader);
      const page = await pageOfDeadLetters(sql, readBody(type, params, incoming.body));
      return JSON.stringify(result.parse(page));
    },
  };
}

const nameOf = ({ name }: { readonly name: string }): string => name;
