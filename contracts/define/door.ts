/** What a contract of request and reply says about its door: where the edge serves it, or that it does not. */
export interface Door {
  readonly type: string;
  readonly access: string;
  readonly http?: { readonly path: string } | undefined;
  readonly askedBy?: readonly string[] | undefined;
}

/** Over NATS a person reaches what is his own, and trusted programs reach everything: these may do without a route. */
const WITHOUT_HTTP = new Set(['internal', 'own', 'operator']);

/** Checks what queries and requests have in common. Throws a `TypeError` that names the contract. */
export function checkDoor({ type, access, http, askedBy = [] }: Door): void {
  if (!/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(type)) {
    throw new TypeError(`contract type "${type}" is not <context>.<name> in kebab-case`);
  }
  const isInternal = access === 'internal';
  if (isInternal && http !== undefined) {
    throw new TypeError(`${type}: what is internal has no http`);
  }
  if (http === undefined && !WITHOUT_HTTP.has(access)) {
    throw new TypeError(`${type}: say in http where the edge serves it`);
  }
  if (isInternal && askedBy.length === 0) {
    throw new TypeError(`${type}: name the services that ask what is internal in askedBy`);
  }
  if (http !== undefined && !/^(\/(:?\w[\w-]*|\.well-known|[\w-]+\.[\w]+))+$/.test(http.path)) {
    throw new TypeError(`${type}: "${http.path}" is no path such as /orders/:orderId`);
  }
}
