"use strict";

/**
 * The product 1 * 2 * ... * n, exact whatever its size; 0! is 1.
 *
 * @param {number} n a whole number
 * @returns {bigint}
 * @throws {RangeError} where n is negative or not whole
 */
function factorial(n) {
  if (!Number.isInteger(n) || n < 0) {
    throw new RangeError(`factorial of ${n} is not defined`);
  }
  let product = 1n;
  for (let factor = 2n; factor <= n; factor++) {
    product *= factor;
  }
  return product;
}

function main() {
  for (const n of [0, 1, 5, 10, 20, -1]) {
    try {
      console.log(`${n}! = ${factorial(n)}`);
    } catch (error) {
      console.log(error.message);
    }
  }
}

main();
