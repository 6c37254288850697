import { startTestServers } from './start-test-servers.ts';

/** The `globalSetup` of vitest for tests that need Postgres; what it returns is the teardown. */
export default startTestServers;
