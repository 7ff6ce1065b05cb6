#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * Finds the words of text, which is changed: they become lower case and end
 * with a NUL. A word is a run of letters, digits and apostrophes. Stores their
 * beginnings in words, sorted, and returns how many there are; words needs room
 * for half the length of text, rounded up.
 */
static size_t find_words(char *text, char **words)
{
    size_t count = 0;

    while (*text != '\0') {
        if (!isalnum((unsigned char)*text)) {
            text++;
            continue;
        }
        words[count++] = text;
        for (; isalnum((unsigned char)*text) || *text == '\''; text++)
            *text = (char)tolower((unsigned char)*text);
        if (*text != '\0')
            *text++ = '\0';
    }
    qsort(words, count, sizeof *words, compare);
    return count;
}

/* Prints the words of text, which is changed, in alphabetical order with their counts. */
static int report(char *text)
{
    char **words = malloc((strlen(text) / 2 + 1) * sizeof *words);
    size_t total, different = 0, length;

    if (words == NULL)
        return EXIT_FAILURE;
    total = find_words(text, words);
    for (size_t i = 0; i < total; i++)
        different += i == 0 || strcmp(words[i - 1], words[i]) != 0;
    printf("%lu words, %lu different\n", (unsigned long)total, (unsigned long)different);
    for (size_t i = 0; i < total; i += length) {
        for (length = 1; i + length < total && strcmp(words[i], words[i + length]) == 0;)
            length++;
        printf("%s: %lu\n", words[i], (unsigned long)length);
    }
    free(words);
    return EXIT_SUCCESS;
}

int main(void)
{
    char text[] = "The quick brown fox jumps over the lazy dog. The dog doesn't mind!";
    char empty[] = "";

    return report(text) == EXIT_SUCCESS ? report(empty) : EXIT_FAILURE;
}
