#include <iostream>
#include <string>

/// Returns what a player says in place of number: "Fizz" for multiples of
/// three, "Buzz" for multiples of five, "FizzBuzz" for multiples of both, and
/// the number itself otherwise.
std::string fizz_buzz(int number) {
    std::string words;
    if (number % 3 == 0) {
        words += "Fizz";
    }
    if (number % 5 == 0) {
        words += "Buzz";
    }
    return words.empty() ? std::to_string(number) : words;
}

int main() {
    for (int number = 1; number <= 15; ++number) {
        std::cout << fizz_buzz(number) << '\n';
    }
}
