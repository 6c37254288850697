import { parseConfig, type RunningService, runService } from '@murmuration/choreography';
import { smtpMailer } from '@murmuration/mailer';
import { notificationSettings } from './config.ts';
import { contactKeys } from './gateways/contact-keys.ts';
import { notificationService } from './service.ts';

const settings = parseConfig(notificationSettings, process.env);
const mailer = smtpMailer({ url: settings.SMTP_URL, from: settings.MAIL_FROM });
const running = Promise.withResolvers<RunningService>();
const office = { mailer, keys: contactKeys(running.promise) };
const policy = { contactWaitSeconds: settings.CONTACT_WAIT_SECONDS };
running.resolve(await runService(notificationService(office, policy), settings));
