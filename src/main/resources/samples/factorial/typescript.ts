/**
 * The product 1 * 2 * ... * n, exact whatever its size; 0! is 1.
 *
 * @param n a whole number
 * @throws RangeError where n is negative or not whole
 */
function factorial(n: number): bigint {
  if (!Number.isInteger(n) || n < 0) {
    throw new RangeError(`factorial of ${n} is not defined`);
  }
  let product = BigInt(1);
  for (let factor = 2; factor <= n; factor++) {
    product *= BigInt(factor);
  }
  return product;
}

function main(): void {
  for (const n of [0, 1, 5, 10, 20, -1]) {
    try {
      console.log(`${n}! = ${factorial(n)}`);
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
}

main();
