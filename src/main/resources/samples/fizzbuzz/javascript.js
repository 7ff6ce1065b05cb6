"use strict";

/**
 * What a player says in place of a number: "Fizz" for multiples of three,
 * "Buzz" for multiples of five, "FizzBuzz" for multiples of both, and the
 * number itself otherwise.
 *
 * @param {number} number an integer
 * @returns {string}
 */
function fizzBuzz(number) {
  const fizz = number % 3 === 0 ? "Fizz" : "";
  const buzz = number % 5 === 0 ? "Buzz" : "";
  return fizz + buzz || String(number);
}

function main() {
  for (let number = 1; number <= 15; number++) {
    console.log(fizzBuzz(number));
  }
}

main();
