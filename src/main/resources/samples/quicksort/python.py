"""Quicksort."""


def quicksort(items: list[int]) -> None:
    """Sort items in place, ascending, in O(n log n) comparisons on average."""
    _sort(items, 0, len(items) - 1)


def _sort(items: list[int], low: int, high: int) -> None:
    while low < high:
        split = _partition(items, low, high)
        # Recursing into the smaller part alone keeps the stack at O(log n).
        if split - low < high - split:
            _sort(items, low, split)
            low = split + 1
        else:
            _sort(items, split + 1, high)
            high = split


def _partition(items: list[int], low: int, high: int) -> int:
    """Move what is smaller than a pivot before the rest (Hoare's scheme)."""
    pivot = items[(low + high) // 2]
    i, j = low, high
    while True:
        while items[i] < pivot:
            i += 1
        while items[j] > pivot:
            j -= 1
        if i >= j:
            return j
        items[i], items[j] = items[j], items[i]
        i += 1
        j -= 1


def main() -> None:
    for numbers in ([33, 4, 15, 8, 4, -2, 42], [1, 2, 3], [5], []):
        quicksort(numbers)
        print("sorted:", " ".join(map(str, numbers)) or "nothing")


if __name__ == "__main__":
    main()
