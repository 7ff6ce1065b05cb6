#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

/// Returns an index of target in items, which must be in ascending order, or
/// empty if it does not occur. Takes O(log n) comparisons.
template <typename T>
std::optional<std::size_t> binary_search(const std::vector<T>& items, const T& target) {
    std::size_t low = 0;
    std::size_t high = items.size();  // one past the last candidate
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;  // (low + high) / 2 could overflow
        if (items[middle] == target) {
            return middle;
        }
        if (items[middle] < target) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return std::nullopt;
}

/// Puts the result of a search into words.
std::string describe(std::optional<std::size_t> index) {
    return index ? "index " + std::to_string(*index) : "not found";
}

int main() {
    const std::vector<int> primes{2, 3, 5, 7, 11, 13, 17};
    for (const int target : {7, 2, 17, 4}) {
        std::cout << "search " << target << ": " << describe(binary_search(primes, target)) << '\n';
    }
    std::cout << "search 7 in an empty list: " << describe(binary_search(std::vector<int>{}, 7)) << '\n';
}
