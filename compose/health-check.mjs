// Whether the program in this container is ready, as it says itself at HEALTH_URL. Run every few seconds, so it loads as little as it can.
import { get } from 'node:http';

const TIMEOUT_MS = 4_000;

get(process.env.HEALTH_URL, { timeout: TIMEOUT_MS }, (answer) => {
  answer.pipe(process.stdout);
  process.exitCode = answer.statusCode === 200 ? 0 : 1;
})
  .on('timeout', (request) => request.destroy(new Error('no answer in time')))
  .on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
