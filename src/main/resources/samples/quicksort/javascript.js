"use strict";

/**
 * Sorts an array in place, ascending, in O(n log n) comparisons on average.
 *
 * @param {number[]} items
 */
function quicksort(items, low = 0, high = items.length - 1) {
  while (low < high) {
    const split = partition(items, low, high);
    // Recursing into the smaller part alone keeps the stack at O(log n).
    if (split - low < high - split) {
      quicksort(items, low, split);
      low = split + 1;
    } else {
      quicksort(items, split + 1, high);
      high = split;
    }
  }
}

/** Moves what is smaller than a pivot before the rest (Hoare's scheme). */
function partition(items, low, high) {
  const pivot = items[Math.floor((low + high) / 2)];
  for (let i = low, j = high; ; i++, j--) {
    while (items[i] < pivot) i++;
    while (items[j] > pivot) j--;
    if (i >= j) {
      return j;
    }
    [items[i], items[j]] = [items[j], items[i]];
  }
}

function main() {
  for (const numbers of [[33, 4, 15, 8, 4, -2, 42], [1, 2, 3], [5], []]) {
    quicksort(numbers);
    console.log(`sorted: ${numbers.join(" ") || "nothing"}`);
  }
}

main();
