import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';

/** The names of OpenTelemetry's conventions for messaging. Its library of names would be one more dependency for strings. */
export const NAMES = {
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  template: 'messaging.destination.template',
  partition: 'messaging.destination.partition.id',
  group: 'messaging.consumer.group.name',
  messageId: 'messaging.message.id',
  conversationId: 'messaging.message.conversation_id',
  bodySize: 'messaging.message.body.size',
  batchSize: 'messaging.batch.message_count',
  errorType: 'error.type',
  method: 'rpc.method',
  status: 'rpc.status_code',
} as const;

/** Our own names, for what the conventions do not speak of. */
export const OWN = {
  reaction: 'murmuration.reaction',
  duplicate: 'murmuration.duplicate',
  attempt: 'murmuration.delivery_attempt',
  /** Why a message was given up. */
  reason: 'murmuration.reason',
} as const;

export const PROCESS = { [NAMES.operationName]: 'process', [NAMES.operationType]: 'process' };
export const SEND = { [NAMES.operationName]: 'send', [NAMES.operationType]: 'send' };

/** The system, under its name of today and under the one that older back ends know. */
export const SYSTEM: Attributes = { 'messaging.system.name': 'nats', 'messaging.system': 'nats' };
export const RPC_SYSTEM: Attributes = { 'rpc.system.name': 'nats', 'rpc.system': 'nats' };

/** A subject with what differs from message to message left open, a partition or a person: few of them, and nobody's id in them. */
export function destinationOf(subject: string): string {
  const [first = '', second, ...rest] = subject.split('.');
  const isOpen = (first === 'evt' || first === 'user') && second !== undefined;
  return isOpen ? [first, '*', ...rest].join('.') : subject;
}

/** What the conventions say of where a message goes, for spans. */
export function destinationAttributes(subject: string): Attributes {
  const template = destinationOf(subject);
  const [first, partition = ''] = subject.split('.', 2);
  const isEvent = first === 'evt';
  return {
    [NAMES.destination]: isEvent ? subject : template,
    [NAMES.template]: template,
    ...(isEvent && { [NAMES.partition]: partition }),
  };
}

/** The kind of an error; its message stays out, since it may quote what a message or a database holds. The log has it, under the same trace. */
export const errorTypeOf = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;

/** Marks a span as failed. */
export function fault(span: Span | undefined, error: unknown): void {
  span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(NAMES.errorType, errorTypeOf(error));
}
