/**
 * Counts how often each word occurs. A word is a run of letters, digits and
 * apostrophes; case does not count.
 */
function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}']*/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Prints the words of a text in alphabetical order with their counts. */
function report(text: string): void {
  const counts = countWords(text);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(`${total} words, ${counts.size} different`);
  for (const word of [...counts.keys()].sort()) {
    console.log(`${word}: ${counts.get(word)}`);
  }
}

function main(): void {
  report("The quick brown fox jumps over the lazy dog. The dog doesn't mind!");
  report("");
}

main();
