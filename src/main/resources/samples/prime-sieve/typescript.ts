/**
 * All primes not greater than a limit, by the sieve of Eratosthenes in
 * O(n log log n) steps.
 *
 * @param limit a whole number
 * @returns the primes in ascending order, empty below two
 */
function primesUpTo(limit: number): number[] {
  const composite = new Uint8Array(Math.max(limit, 0) + 1);
  const primes: number[] = [];
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

function main(): void {
  for (const limit of [30, 2, 1]) {
    console.log(`primes up to ${limit}: ${primesUpTo(limit).join(" ") || "none"}`);
  }
}

main();
