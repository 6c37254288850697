import { parseConfig, runService } from '@murmuration/choreography';
import { userSettings } from './config.ts';
import { userService } from './service.ts';
import { vault } from './vault.ts';

const settings = parseConfig(userSettings, process.env);
const policy = { pendingSeconds: settings.PENDING_PROFILE_SECONDS };
await runService(userService(vault(settings.PERSONAL_DATA_KEY), policy), settings);
