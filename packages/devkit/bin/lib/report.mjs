/** @param {number} began from performance.now() */
export function secondsSince(began) {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`;
}

/** One line for one step. @param {string} name @param {string} outcome @param {number} began */
export function reportStep(name, outcome, began) {
  console.log(`  ${name.padEnd(16)} ${outcome} (${secondsSince(began)})`);
}

/** Prints the help and ends, when asked to. @param {string} text */
export function answerHelp(text) {
  if (!process.argv.slice(2).some((word) => word === '--help' || word === '-h')) return;
  console.log(text.trim());
  process.exit(0);
}
