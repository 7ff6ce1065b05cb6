// The sieve of Eratosthenes.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

// primesUpTo returns all primes not greater than limit in ascending order. It
// takes O(n log log n) steps.
func primesUpTo(limit int) []int {
	if limit < 2 {
		return nil
	}
	composite := make([]bool, limit+1)
	var primes []int
	for number := 2; number <= limit; number++ {
		if composite[number] {
			continue
		}
		primes = append(primes, number)
		if number > limit/number {
			continue // the square is beyond the limit, and could overflow
		}
		for multiple := number * number; multiple <= limit; multiple += number {
			composite[multiple] = true
		}
	}
	return primes
}

// join writes numbers with spaces between them, or "none".
func join(numbers []int) string {
	if len(numbers) == 0 {
		return "none"
	}
	words := make([]string, len(numbers))
	for i, number := range numbers {
		words[i] = strconv.Itoa(number)
	}
	return strings.Join(words, " ")
}

func main() {
	for _, limit := range []int{30, 2, 1} {
		fmt.Printf("primes up to %d: %s\n", limit, join(primesUpTo(limit)))
	}
}
