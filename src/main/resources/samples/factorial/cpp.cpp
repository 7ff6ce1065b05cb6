#include <cstdint>
#include <iostream>
#include <limits>
#include <stdexcept>
#include <string>

/// Returns 1 * 2 * ... * n; 0! is 1.
///
/// Throws std::domain_error where n is negative, and std::overflow_error where
/// the product does not fit, which begins at 21!.
std::uint64_t factorial(int n) {
    if (n < 0) {
        throw std::domain_error("factorial of " + std::to_string(n) + " is not defined");
    }
    std::uint64_t product = 1;
    for (std::uint64_t factor = 2; factor <= static_cast<std::uint64_t>(n); ++factor) {
        if (product > std::numeric_limits<std::uint64_t>::max() / factor) {
            throw std::overflow_error("factorial of " + std::to_string(n) + " is too large");
        }
        product *= factor;
    }
    return product;
}

int main() {
    for (const int n : {0, 1, 5, 10, 20, -1}) {
        try {
            const auto product = factorial(n);
            std::cout << n << "! = " << product << '\n';
        } catch (const std::exception& error) {
            std::cout << error.what() << '\n';
        }
    }
}
