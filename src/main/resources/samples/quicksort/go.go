// Quicksort.
package main

import (
	"fmt"
	"strings"
)

// quicksort sorts items in place, ascending, in O(n log n) comparisons on
// average.
func quicksort(items []int) {
	for len(items) > 1 {
		split := partition(items)
		left, right := items[:split], items[split:]
		// Recursing into the smaller part alone keeps the stack at O(log n).
		if len(left) < len(right) {
			quicksort(left)
			items = right
		} else {
			quicksort(right)
			items = left
		}
	}
}

// partition moves what is smaller than a pivot before the rest (Hoare's scheme)
// and returns where the second part begins.
func partition(items []int) int {
	pivot := items[(len(items)-1)/2]
	for i, j := 0, len(items)-1; ; i, j = i+1, j-1 {
		for items[i] < pivot {
			i++
		}
		for items[j] > pivot {
			j--
		}
		if i >= j {
			return j + 1
		}
		items[i], items[j] = items[j], items[i]
	}
}

func main() {
	for _, numbers := range [][]int{{33, 4, 15, 8, 4, -2, 42}, {1, 2, 3}, {5}, {}} {
		quicksort(numbers)
		list := strings.Trim(fmt.Sprint(numbers), "[]")
		if list == "" {
			list = "nothing"
		}
		fmt.Println("sorted:", list)
	}
}
