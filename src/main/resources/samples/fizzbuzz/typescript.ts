/**
 * What a player says in place of a number: "Fizz" for multiples of three,
 * "Buzz" for multiples of five, "FizzBuzz" for multiples of both, and the
 * number itself otherwise.
 *
 * @param number an integer
 */
function fizzBuzz(number: number): string {
  const fizz = number % 3 === 0 ? "Fizz" : "";
  const buzz = number % 5 === 0 ? "Buzz" : "";
  return fizz + buzz || String(number);
}

function main(): void {
  for (let number = 1; number <= 15; number++) {
    console.log(fizzBuzz(number));
  }
}

main();
