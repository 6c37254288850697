import { parseConfig } from '@murmuration/choreography';
import { queries, requests } from '@murmuration/contracts';
import { edgeSettings } from './config/edge-settings.ts';
import { runEdge } from './run-edge.ts';

await runEdge(parseConfig(edgeSettings, process.env), { queries, requests });
