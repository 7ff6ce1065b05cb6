/**
 * The nth Fibonacci number, exact whatever its size: 0, 1, 1, 2, 3, 5, ... for
 * n = 0, 1, 2, ...
 *
 * @param n a whole number
 * @throws RangeError where n is negative or not whole
 */
function fibonacci(n: number): bigint {
  if (!Number.isInteger(n) || n < 0) {
    throw new RangeError(`fibonacci(${n}) is not defined`);
  }
  let [current, following] = [BigInt(0), BigInt(1)];
  for (let i = 0; i < n; i++) {
    [current, following] = [following, current + following];
  }
  return current;
}

function main(): void {
  for (const n of [0, 1, 2, 10, 50, 90, -1]) {
    try {
      console.log(`fibonacci(${n}) = ${fibonacci(n)}`);
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
}

main();
