import { runtimeSettings } from '@murmuration/choreography';
import { z } from 'zod';

/** The environment variables of the notification service. */
export const notificationSettings = runtimeSettings.extend({
  /** Where mail is handed over: `smtp://user:password@host:587`. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** Whom the mail is from. */
  MAIL_FROM: z.string().min(3).default('Murmuration <shop@murmuration.example>'),
});
