"use strict";

/**
 * Finds a value in a sorted array in O(log n) comparisons.
 *
 * @param {readonly number[]} items values in ascending order
 * @param {number} target the value to look for
 * @returns {number} an index of the value, or -1 if it does not occur
 */
function binarySearch(items, target) {
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = low + Math.floor((high - low) / 2);
    if (items[middle] === target) {
      return middle;
    }
    if (items[middle] < target) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return -1;
}

const describe = (index) => (index < 0 ? "not found" : `index ${index}`);

function main() {
  const primes = [2, 3, 5, 7, 11, 13, 17];
  for (const target of [7, 2, 17, 4]) {
    console.log(`search ${target}: ${describe(binarySearch(primes, target))}`);
  }
  console.log(`search 7 in an empty list: ${describe(binarySearch([], 7))}`);
}

main();
