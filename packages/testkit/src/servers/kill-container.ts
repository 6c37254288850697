import { type StartedTestContainer, getContainerRuntimeClient } from 'testcontainers';

/** Sends SIGKILL to the main process of a container; the container stays and can be restarted. */
export async function killContainer(container: StartedTestContainer): Promise<void> {
  const runtime = await getContainerRuntimeClient();
  await runtime.container.getById(container.getId()).kill({ signal: 'SIGKILL' });
}
