import { runtimeSettings } from '@murmuration/choreography';
import { z } from 'zod';
import { defaultPolicy } from './domain/mail-policy.ts';

/** The environment variables of the notification service. */
export const notificationSettings = runtimeSettings.extend({
  /** Where mail is handed over: `smtp://user:password@host:587`. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** Whom the mail is from. */
  MAIL_FROM: z.string().min(3).default('Murmuration <shop@murmuration.example>'),
  /** How long a mail waits for a customer who was never heard of, in seconds. */
  CONTACT_WAIT_SECONDS: z.coerce.number().int().min(0).default(defaultPolicy.contactWaitSeconds),
});
