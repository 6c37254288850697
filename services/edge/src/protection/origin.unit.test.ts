import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { addressOf, networkOf } from './origin.ts';

/** What the edge takes for the client's address when a trusted proxy says this. */
async function addressTold(by: string): Promise<string> {
  const app = Fastify({ trustProxy: 'loopback' });
  app.get('/', (request) => addressOf(request));
  const { body } = await app.inject({ url: '/', headers: { 'x-forwarded-for': by } });
  return body;
}

describe('the address that a proxy tells', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:41001', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['[2001:db8::7]:41001', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['1.2.3.4, 203.0.113.7:41001', '203.0.113.7'],
    ['somebody', '127.0.0.1'],
    ['203.0.113.7:port', '127.0.0.1'],
  ])('as %s is %s', async (told, address) => {
    expect(await addressTold(told)).toBe(address);
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
