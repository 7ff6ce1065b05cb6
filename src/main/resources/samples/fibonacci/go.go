// Fibonacci numbers.
package main

import (
	"fmt"
	"math/big"
)

// fibonacci returns the nth Fibonacci number, of any size: 0, 1, 1, 2, 3, 5, ...
// for n = 0, 1, 2, ... It fails where n is negative.
func fibonacci(n int) (*big.Int, error) {
	if n < 0 {
		return nil, fmt.Errorf("fibonacci(%d) is not defined", n)
	}
	current, following := big.NewInt(0), big.NewInt(1)
	for i := 0; i < n; i++ {
		current.Add(current, following)
		current, following = following, current
	}
	return current, nil
}

func main() {
	for _, n := range []int{0, 1, 2, 10, 50, 90, -1} {
		number, err := fibonacci(n)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("fibonacci(%d) = %s\n", n, number)
	}
}
