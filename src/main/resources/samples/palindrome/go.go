// Palindromes.
package main

import (
	"fmt"
	"unicode"
)

// isPalindrome tells whether text reads the same backwards. Case, spaces and
// punctuation do not count; a text without letters or digits is a palindrome.
func isPalindrome(text string) bool {
	var characters []rune
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			characters = append(characters, unicode.ToLower(r))
		}
	}
	for i, j := 0, len(characters)-1; i < j; i, j = i+1, j-1 {
		if characters[i] != characters[j] {
			return false
		}
	}
	return true
}

func main() {
	texts := []string{
		"A man, a plan, a canal: Panama",
		"Was it a car or a cat I saw?",
		"Hello, world!",
		"12321",
		"",
	}
	for _, text := range texts {
		answer := "no"
		if isPalindrome(text) {
			answer = "yes"
		}
		fmt.Printf("\"%s\": %s\n", text, answer)
	}
}
