#include <algorithm>
#include <iostream>
#include <vector>

/// Moves what is smaller than a pivot before the rest (Hoare's scheme) and
/// returns where the second part begins. Needs two values or more.
template <typename Iterator>
Iterator split(Iterator first, Iterator last) {
    const auto pivot = *(first + (last - first - 1) / 2);
    for (Iterator i = first, j = last - 1;; ++i, --j) {
        while (*i < pivot) {
            ++i;
        }
        while (pivot < *j) {
            --j;
        }
        if (i >= j) {
            return j + 1;
        }
        std::iter_swap(i, j);
    }
}

/// Sorts a range in place, ascending, in O(n log n) comparisons on average.
template <typename Iterator>
void quicksort(Iterator first, Iterator last) {
    while (last - first > 1) {
        const Iterator middle = split(first, last);
        // Recursing into the smaller part alone keeps the stack at O(log n).
        if (middle - first < last - middle) {
            quicksort(first, middle);
            first = middle;
        } else {
            quicksort(middle, last);
            last = middle;
        }
    }
}

int main() {
    const std::vector<std::vector<int>> lists{{33, 4, 15, 8, 4, -2, 42}, {1, 2, 3}, {5}, {}};
    for (auto numbers : lists) {
        quicksort(numbers.begin(), numbers.end());
        std::cout << "sorted:";
        for (const int number : numbers) {
            std::cout << ' ' << number;
        }
        std::cout << (numbers.empty() ? " nothing\n" : "\n");
    }
}
