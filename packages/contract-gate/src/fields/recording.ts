/**
 * Data that notes which of its fields are read. Listing an object's fields, as a spread or a serializer does, is followed by reading them, so it needs no note of its own. A list
 * notes the fields of what is in it under `[]`.
 */
export function recording(data: unknown, read: Set<string>, path = ''): unknown {
  if (typeof data !== 'object' || data === null) return data;
  return new Proxy(data, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return value;
      if (Array.isArray(target) && name === 'length') return value;
      const place = placeOf(path, Array.isArray(target) ? undefined : name);
      read.add(place);
      return recording(value, read, place);
    },
  });
}

function placeOf(path: string, name: string | undefined): string {
  if (name === undefined) return `${path}[]`;
  return path === '' ? name : `${path}.${name}`;
}
