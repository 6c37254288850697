import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsFiles } from '../../src/config/server-options.ts';

const DAY_MS = 86_400_000;

/** Tags of DER, in which certificates are written. */
const INTEGER = 0x02;
const BITS = 0x03;
const OCTETS = 0x04;
const OID = 0x06;
const TEXT = 0x0c;
const TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const HOST_NAME = 0x82;
const ADDRESS = 0x87;

const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');
const ALTERNATIVE_NAMES = Buffer.from('551d11', 'hex');

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}

/** A certificate signed with its own key: whoever takes it for an authority trusts it and no other. In PEM. */
function selfSigned(): { readonly certificate: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, der(OID, ECDSA_WITH_SHA256));
  const commonName = der(SEQUENCE, der(OID, COMMON_NAME), der(TEXT, Buffer.from('a test')));
  const name = der(SEQUENCE, der(SET, commonName));
  const hosts = der(
    SEQUENCE,
    der(HOST_NAME, Buffer.from('localhost')),
    der(ADDRESS, Buffer.from([127, 0, 0, 1])),
  );
  const hostNames = der(SEQUENCE, der(OID, ALTERNATIVE_NAMES), der(OCTETS, hosts));
  const body = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1]), randomBytes(8)),
    algorithm,
    name,
    der(SEQUENCE, timeIn(-DAY_MS), timeIn(DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(SEQUENCE, hostNames)),
  );
  const signature = der(BITS, Buffer.from([0]), sign('sha256', body, privateKey));
  const encoded = der(SEQUENCE, body, algorithm, signature).toString('base64');
  const lines = encoded.match(/.{1,64}/g) ?? [];
  const certificate = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''];
  return {
    certificate: certificate.join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function timeIn(ms: number): Buffer {
  const digits = new Date(Date.now() + ms).toISOString().replaceAll(/\D/g, '');
  return der(TIME, Buffer.from(`${digits.slice(2, 14)}Z`));
}

/** A certificate of a server on this machine, which is its own authority, and its key: as files in a directory, which is made. */
export async function certificateIn(directory: string): Promise<Required<TlsFiles>> {
  await mkdir(directory, { recursive: true });
  const { certificate, key } = selfSigned();
  const certFile = join(directory, 'certificate.pem');
  const keyFile = join(directory, 'key.pem');
  await writeFile(certFile, certificate);
  await writeFile(keyFile, key, { mode: 0o600 });
  return { certFile, keyFile, caFile: certFile };
}
