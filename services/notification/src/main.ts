import { parseConfig, runService } from '@murmuration/choreography';
import { notificationSettings } from './config.ts';
import { smtpMailer } from './gateways/mailer.smtp.ts';
import { notificationService } from './service.ts';

const settings = parseConfig(notificationSettings, process.env);
const mailer = smtpMailer({ url: settings.SMTP_URL, from: settings.MAIL_FROM });
await runService(notificationService(mailer), settings);
