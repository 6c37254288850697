import { type StartedTestContainer, getContainerRuntimeClient } from 'testcontainers';

// testcontainers itself can stop a container only once, for good.

/** Sends SIGKILL to the main process of a container, if it runs; the container stays and can be restarted. */
export async function killContainer(container: StartedTestContainer): Promise<void> {
  const one = await found(container);
  const { State } = await one.inspect();
  if (State.Running) await one.kill({ signal: 'SIGKILL' });
}

/** Lets the main process of a container end in order; the container stays and can be restarted. */
export async function haltContainer(container: StartedTestContainer): Promise<void> {
  await (await found(container)).stop();
}

async function found(container: StartedTestContainer) {
  const { container: containers } = await getContainerRuntimeClient();
  return containers.getById(container.getId());
}
