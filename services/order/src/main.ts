import { parseConfig, runService } from '@murmuration/choreography';
import { orderSettings } from './config.ts';
import { orderService } from './service.ts';

const settings = parseConfig(orderSettings, process.env);
const policy = { deadlineSeconds: settings.ORDER_DEADLINE_SECONDS };
await runService(orderService(policy), settings);
