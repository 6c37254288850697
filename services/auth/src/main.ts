import { parseConfig, runService, serviceLogger } from '@murmuration/choreography';
import { smtpMailer } from '@murmuration/mailer';
import { startBrokerDoor } from './broker-door/start-broker-door.ts';
import { authSettings, policyOf } from './config.ts';
import { startHousekeeping } from './housekeeping/start-housekeeping.ts';
import { authService } from './service.ts';
import { authTools } from './tools.ts';

const settings = parseConfig(authSettings, process.env);
const tools = authTools({
  masterKey: settings.AUTH_KEY_SECRET,
  mailer: smtpMailer({ url: settings.SMTP_URL, from: settings.MAIL_FROM }),
  policy: policyOf(settings),
  hashing: { concurrency: settings.HASH_CONCURRENCY, queue: settings.HASH_QUEUE },
  journal: serviceLogger('auth', settings.LOG_LEVEL),
});
const housekeeping = await startHousekeeping(settings.DATABASE_URL, tools);
const running = await runService(authService(tools), settings);
const door = await startBrokerDoor(settings, tools);
running.onStop(() => housekeeping.close());
running.onStop(() => tools.post.close());
running.onStop(async () => await door?.close());
