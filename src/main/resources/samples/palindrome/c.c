#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * Tells whether text reads the same backwards. Case, spaces and punctuation do
 * not count; a text without letters or digits is a palindrome. One byte is one
 * character.
 */
static bool is_palindrome(const char *text)
{
    size_t left = 0;
    size_t right = strlen(text); /* one past the last candidate */

    while (left < right) {
        unsigned char first = (unsigned char)text[left];
        unsigned char last = (unsigned char)text[right - 1];
        if (!isalnum(first)) {
            left++;
        } else if (!isalnum(last)) {
            right--;
        } else {
            if (tolower(first) != tolower(last))
                return false;
            left++;
            right--;
        }
    }
    return true;
}

int main(void)
{
    const char *texts[] = {
        "A man, a plan, a canal: Panama",
        "Was it a car or a cat I saw?",
        "Hello, world!",
        "12321",
        "",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        printf("\"%s\": %s\n", texts[i], is_palindrome(texts[i]) ? "yes" : "no");
    return 0;
}
