import { runtimeSettings } from '@murmuration/choreography';

/** The environment of this service: what the runtime needs, and nothing of its own. */
export const inventorySettings = runtimeSettings;
