"""Counting the words of a text."""

import re
from collections import Counter


def count_words(text: str) -> Counter[str]:
    """Return how often each word occurs in text.

    A word is a run of letters, digits and apostrophes; case does not count.
    """
    return Counter(re.findall(r"[^\W_](?:[^\W_]|')*", text.lower()))


def report(text: str) -> None:
    """Print the words of text in alphabetical order with their counts."""
    counts = count_words(text)
    print(f"{sum(counts.values())} words, {len(counts)} different")
    for word, count in sorted(counts.items()):
        print(f"{word}: {count}")


def main() -> None:
    report("The quick brown fox jumps over the lazy dog. The dog doesn't mind!")
    report("")


if __name__ == "__main__":
    main()
