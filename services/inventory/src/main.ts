import { parseConfig, runService } from '@murmuration/choreography';
import { inventorySettings } from './config.ts';
import { inventoryService } from './service.ts';

await runService(inventoryService(), parseConfig(inventorySettings, process.env));
