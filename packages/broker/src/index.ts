export { type BrokerUser, brokerUsers, OPERATOR } from './broker-users.ts';
export { renderServerConfig, SERVICES } from './config/render-server-config.ts';
export type {
  ClusterOptions,
  Listener,
  SecuredUser,
  ServerConfigOptions,
  TlsFiles,
  WebsocketOptions,
} from './config/server-options.ts';
export { type Issuer, newIssuer, publicKeyOf } from './identity/issuer.ts';
export { hashPassword, newPassword } from './identity/password.ts';
export { OBSERVER } from './permissions/observer-permissions.ts';
export type { BrokerPermissions } from './permissions/permissions.ts';
export { EDGE, permissionsOf } from './permissions/service-permissions.ts';
