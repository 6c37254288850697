import { parseConfig, runService } from '@murmuration/choreography';
import { productSettings } from './config.ts';
import { productService } from './service.ts';

await runService(productService(), parseConfig(productSettings, process.env));
