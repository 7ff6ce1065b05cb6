// Counting the words of a text.
package main

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
)

var wordPattern = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}']*`)

// countWords returns how often each word occurs in text. A word is a run of
// letters, digits and apostrophes; case does not count.
func countWords(text string) map[string]int {
	counts := make(map[string]int)
	for _, word := range wordPattern.FindAllString(strings.ToLower(text), -1) {
		counts[word]++
	}
	return counts
}

// report prints the words of text in alphabetical order with their counts.
func report(text string) {
	counts := countWords(text)
	words := make([]string, 0, len(counts))
	total := 0
	for word, count := range counts {
		words = append(words, word)
		total += count
	}
	sort.Strings(words)
	fmt.Printf("%d words, %d different\n", total, len(words))
	for _, word := range words {
		fmt.Printf("%s: %d\n", word, counts[word])
	}
}

func main() {
	report("The quick brown fox jumps over the lazy dog. The dog doesn't mind!")
	report("")
}
