// FizzBuzz.
package main

import (
	"fmt"
	"strconv"
)

// fizzBuzz returns what a player says in place of number: "Fizz" for multiples
// of three, "Buzz" for multiples of five, "FizzBuzz" for multiples of both, and
// the number itself otherwise.
func fizzBuzz(number int) string {
	switch {
	case number%15 == 0:
		return "FizzBuzz"
	case number%3 == 0:
		return "Fizz"
	case number%5 == 0:
		return "Buzz"
	default:
		return strconv.Itoa(number)
	}
}

func main() {
	for number := 1; number <= 15; number++ {
		fmt.Println(fizzBuzz(number))
	}
}
