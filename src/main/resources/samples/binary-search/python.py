"""Binary search in a sorted list."""

from typing import Optional, Sequence


def binary_search(items: Sequence[int], target: int) -> Optional[int]:
    """Return the index of target in the ascending sequence items, or None.

    Takes O(log n) comparisons. If target occurs several times, any of its
    indexes may be returned.
    """
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        if items[middle] == target:
            return middle
        if items[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return None


def describe(index: Optional[int]) -> str:
    """Put the result of a search into words."""
    return "not found" if index is None else f"index {index}"


def main() -> None:
    primes = [2, 3, 5, 7, 11, 13, 17]
    for target in (7, 2, 17, 4):
        print(f"search {target}: {describe(binary_search(primes, target))}")
    print(f"search 7 in an empty list: {describe(binary_search([], 7))}")


if __name__ == "__main__":
    main()
