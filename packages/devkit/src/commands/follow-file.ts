import { open, stat } from 'node:fs/promises';

const EVERY_MS = 200;

/** Writes to `output` what is added to the file from now on. @returns a function that stops it */
export function followFile(path: string, output: NodeJS.WritableStream): () => void {
  let position = 0;
  let isReading = false;
  const read = async () => {
    if (isReading) return;
    isReading = true;
    position = await copyFrom(path, position, output).catch(() => position);
    isReading = false;
  };
  const timer = setInterval(() => void read(), EVERY_MS);
  return () => clearInterval(timer);
}

async function copyFrom(path: string, position: number, output: NodeJS.WritableStream) {
  const { size } = await stat(path);
  // A log that has grown too large is emptied.
  const from = size < position ? 0 : position;
  if (size === from) return size;
  const file = await open(path);
  try {
    for await (const chunk of file.createReadStream({ start: from, end: size - 1 })) {
      output.write(chunk);
    }
  } finally {
    await file.close();
  }
  return size;
}
