"use strict";

/**
 * Tells whether a text reads the same backwards. Case, spaces and punctuation
 * do not count; a text without letters or digits is a palindrome.
 *
 * @param {string} text
 * @returns {boolean}
 */
function isPalindrome(text) {
  const characters = text.toLowerCase().match(/[\p{L}\p{N}]/gu) ?? [];
  return characters.every((c, i) => c === characters[characters.length - 1 - i]);
}

function main() {
  const texts = [
    "A man, a plan, a canal: Panama",
    "Was it a car or a cat I saw?",
    "Hello, world!",
    "12321",
    "",
  ];
  for (const text of texts) {
    console.log(`"${text}": ${isPalindrome(text) ? "yes" : "no"}`);
  }
}

main();
