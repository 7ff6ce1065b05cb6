// Binary search in a sorted slice.
package main

import "fmt"

// binarySearch returns an index of target in items, which must be in ascending
// order, and whether it occurs at all. It takes O(log n) comparisons.
func binarySearch(items []int, target int) (index int, found bool) {
	low, high := 0, len(items)-1
	for low <= high {
		middle := low + (high-low)/2 // (low+high)/2 could overflow
		switch {
		case items[middle] == target:
			return middle, true
		case items[middle] < target:
			low = middle + 1
		default:
			high = middle - 1
		}
	}
	return 0, false
}

// describe puts the result of a search into words.
func describe(index int, found bool) string {
	if !found {
		return "not found"
	}
	return fmt.Sprintf("index %d", index)
}

func main() {
	primes := []int{2, 3, 5, 7, 11, 13, 17}
	for _, target := range []int{7, 2, 17, 4} {
		fmt.Printf("search %d: %s\n", target, describe(binarySearch(primes, target)))
	}
	fmt.Printf("search 7 in an empty list: %s\n", describe(binarySearch(nil, 7)))
}
