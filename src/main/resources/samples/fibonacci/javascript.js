"use strict";

/**
 * The nth Fibonacci number, exact whatever its size: 0, 1, 1, 2, 3, 5, ... for
 * n = 0, 1, 2, ...
 *
 * @param {number} n a whole number
 * @returns {bigint}
 * @throws {RangeError} where n is negative or not whole
 */
function fibonacci(n) {
  if (!Number.isInteger(n) || n < 0) {
    throw new RangeError(`fibonacci(${n}) is not defined`);
  }
  let [current, following] = [0n, 1n];
  for (let i = 0; i < n; i++) {
    [current, following] = [following, current + following];
  }
  return current;
}

function main() {
  for (const n of [0, 1, 2, 10, 50, 90, -1]) {
    try {
      console.log(`fibonacci(${n}) = ${fibonacci(n)}`);
    } catch (error) {
      console.log(error.message);
    }
  }
}

main();
