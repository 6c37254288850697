import type { BrokerPermissions } from './permissions.ts';

/** The service that says which end users the broker lets in. */
export const DOORKEEPER = 'auth';

/** Adds what the doorkeeper may do: hear of end users who connect, and answer the broker. */
export function withDoor({ publish, subscribe }: BrokerPermissions): BrokerPermissions {
  return {
    publish: { ...publish, allow: [...publish.allow, '$SYS._INBOX.>'] },
    subscribe: { allow: [...subscribe.allow, '$SYS.REQ.USER.AUTH'] },
  };
}
