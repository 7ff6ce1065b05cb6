#include <cstdint>
#include <iostream>
#include <limits>
#include <optional>

/// Returns the nth Fibonacci number: 0, 1, 1, 2, 3, 5, ... for n = 0, 1, 2, ...
///
/// Empty if n is negative or the number does not fit, which begins at
/// n = 94.
std::optional<std::uint64_t> fibonacci(int n) {
    if (n < 0) {
        return std::nullopt;
    }
    std::uint64_t previous = 1;
    std::uint64_t current = 0;
    for (int i = 0; i < n; ++i) {
        if (previous > std::numeric_limits<std::uint64_t>::max() - current) {
            return std::nullopt;
        }
        const std::uint64_t sum = previous + current;
        previous = current;
        current = sum;
    }
    return current;
}

int main() {
    for (const int n : {0, 1, 2, 10, 50, 90, -1}) {
        if (const auto number = fibonacci(n)) {
            std::cout << "fibonacci(" << n << ") = " << *number << '\n';
        } else {
            std::cout << "fibonacci(" << n << ") is not defined\n";
        }
    }
}
