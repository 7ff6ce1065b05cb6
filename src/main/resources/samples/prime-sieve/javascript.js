"use strict";

/**
 * All primes not greater than a limit, by the sieve of Eratosthenes in
 * O(n log log n) steps.
 *
 * @param {number} limit a whole number
 * @returns {number[]} the primes in ascending order, empty below two
 */
function primesUpTo(limit) {
  const composite = new Uint8Array(Math.max(limit, 0) + 1);
  const primes = [];
  for (let number = 2; number <= limit; number++) {
    if (composite[number]) {
      continue;
    }
    primes.push(number);
    for (let multiple = number * number; multiple <= limit; multiple += number) {
      composite[multiple] = 1;
    }
  }
  return primes;
}

function main() {
  for (const limit of [30, 2, 1]) {
    console.log(`primes up to ${limit}: ${primesUpTo(limit).join(" ") || "none"}`);
  }
}

main();
