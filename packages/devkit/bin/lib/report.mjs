/** @param {number} began from performance.now() */
export function secondsSince(began) {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`;
}

/** One line for one step. @param {string} name @param {string} outcome @param {number} began */
export function reportStep(name, outcome, began) {
  console.log(`  ${name.padEnd(16)} ${outcome} (${secondsSince(began)})`);
}

/** Ends with 1 when there are words, for a program that takes none. @param {string} call as it is called: npm stop */
export function refuseWords(call) {
  const [word] = process.argv.slice(2);
  if (word === undefined) return;
  console.error(`${call} takes no ${word}, and has done nothing; see ${call} -- --help`);
  process.exit(1);
}

/** Prints the help and ends, when asked to. @param {string} text */
export function answerHelp(text) {
  if (!process.argv.slice(2).some((word) => word === '--help' || word === '-h')) return;
  console.log(text.trim());
  process.exit(0);
}
