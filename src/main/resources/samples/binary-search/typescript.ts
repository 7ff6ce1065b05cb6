/**
 * Finds a value in a sorted array in O(log n) comparisons.
 *
 * @param items values in ascending order
 * @param target the value to look for
 * @returns an index of the value, or undefined if it does not occur
 */
function binarySearch(items: readonly number[], target: number): number | undefined {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = low + Math.floor((high - low) / 2);
    const candidate = items[middle]!;
    if (candidate === target) {
      return middle;
    }
    if (candidate < target) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return undefined;
}

function describe(index: number | undefined): string {
  return index === undefined ? "not found" : `index ${index}`;
}

function main(): void {
  const primes = [2, 3, 5, 7, 11, 13, 17];
  for (const target of [7, 2, 17, 4]) {
    console.log(`search ${target}: ${describe(binarySearch(primes, target))}`);
  }
  console.log(`search 7 in an empty list: ${describe(binarySearch([], 7))}`);
}

main();
