// Runs the file that the first word names, as Node would. A mistake in the other words is told in one line: to who has
// made it, where in the program it was found says nothing.
import { pathToFileURL } from 'node:url';

// the file is to find its words where it finds them without this one
process.argv.splice(1, 1);
const [, file = '', ...words] = process.argv;

try {
  await import(pathToFileURL(file).href);
} catch (error) {
  if (!isAboutWords(error)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** An option that the program does not know or cannot use, or a file that cannot be had. @param {unknown} error @returns {error is Error} */
function isAboutWords(error) {
  if (!(error instanceof Error)) return false;
  if ('path' in error && words.includes(error.path)) return true;
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')) return true;
  // `--seeds takes a whole number above 0`
  const [option = ''] = error.message.split(' ', 1);
  const isGiven = words.some((word) => word === option || word.startsWith(`${option}=`));
  return option.startsWith('--') && isGiven;
}
