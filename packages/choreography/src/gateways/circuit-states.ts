/** The states of a circuit, as metrics tell them. */
export const CIRCUIT_STATES = ['closed', 'half-open', 'open'] as const;
export type CircuitStateName = (typeof CIRCUIT_STATES)[number];

const circuits = new Map<string, () => CircuitStateName>();

/** Makes the state of a circuit known in this process; the last one of a name counts. */
export function watchCircuit(neighbour: string, state: () => CircuitStateName): void {
  circuits.set(neighbour, state);
}

/** The circuits of this process, by neighbour. */
export function circuitStates(): ReadonlyMap<string, CircuitStateName> {
  return new Map([...circuits].map(([neighbour, state]) => [neighbour, state()]));
}
