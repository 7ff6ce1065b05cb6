#include <stdio.h>

/*
 * Writes what a player says in place of number into buffer, which holds size
 * characters: "Fizz" for multiples of three, "Buzz" for multiples of five,
 * "FizzBuzz" for multiples of both, and the number itself otherwise.
 */
static void fizz_buzz(int number, char *buffer, size_t size)
{
    if (number % 15 == 0)
        snprintf(buffer, size, "FizzBuzz");
    else if (number % 3 == 0)
        snprintf(buffer, size, "Fizz");
    else if (number % 5 == 0)
        snprintf(buffer, size, "Buzz");
    else
        snprintf(buffer, size, "%d", number);
}

int main(void)
{
    char word[16];

    for (int number = 1; number <= 15; number++) {
        fizz_buzz(number, word, sizeof word);
        puts(word);
    }
    return 0;
}
