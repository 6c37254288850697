const MAPPED_IPV4 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
/** Groups of the network part: providers hand each customer that much at least. */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/** What counts as one place on the network: an IPv4 address, or the network part of an IPv6 address, of which one customer has 2^64. */
export function placeOf(address: string): string {
  const plain = address.trim().toLowerCase().replace(/%.*$/, '');
  const mapped = MAPPED_IPV4.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  return plain.includes(':') ? groupsOf(plain).slice(0, NETWORK_GROUPS).join(':') : plain;
}

function groupsOf(address: string): readonly string[] {
  const [front = '', back = ''] = address.split('::', 2);
  const head = front === '' ? [] : front.split(':');
  const tail = back === '' ? [] : back.split(':');
  const missing = Math.max(GROUPS - head.length - tail.length, 0);
  const zeros = address.includes('::') ? Array.from({ length: missing }, () => '0') : [];
  return [...head, ...zeros, ...tail].map((group) => group.replace(/^0+(?=.)/, ''));
}
