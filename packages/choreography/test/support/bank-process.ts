// A bank as a process of its own, which a test can hold or kill.
import { parseConfig, runService, runtimeSettings } from '../../src/index.ts';
import { bankService } from '../bank/bank-service.ts';

await runService(bankService(), parseConfig(runtimeSettings, process.env));
