// Factorial of a whole number.
package main

import (
	"fmt"
	"math/big"
)

// factorial returns 1 * 2 * ... * n, of any size; 0! is 1. It fails where n is
// negative.
func factorial(n int) (*big.Int, error) {
	if n < 0 {
		return nil, fmt.Errorf("factorial of %d is not defined", n)
	}
	product := big.NewInt(1)
	for factor := 2; factor <= n; factor++ {
		product.Mul(product, big.NewInt(int64(factor)))
	}
	return product, nil
}

func main() {
	for _, n := range []int{0, 1, 5, 10, 20, -1} {
		product, err := factorial(n)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%d! = %s\n", n, product)
	}
}
