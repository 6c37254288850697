// Makes the streams, or brings them up to the settings, as the operator: node provide-streams.ts
// Services make streams that are missing; to change one that exists is no right of theirs.
import {
  closeBroker,
  connectBroker,
  ensureStreams,
  parseConfig,
  runtimeSettings,
  STREAM_NAMES,
} from '@murmuration/choreography';
import { jetstreamManager } from '@nats-io/jetstream';

const settings = parseConfig(
  runtimeSettings.pick({
    NATS_URL: true,
    NATS_USER: true,
    NATS_PASSWORD: true,
    STREAM_MAX_AGE_HOURS: true,
    STREAM_REPLICAS: true,
  }),
  process.env,
);
const broker = await connectBroker('operator', settings);
try {
  await ensureStreams(await jetstreamManager(broker), settings);
  console.log(`${STREAM_NAMES.join(', ')}: as they should be`);
} finally {
  await closeBroker(broker);
}
