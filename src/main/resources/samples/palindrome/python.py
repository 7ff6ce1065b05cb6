"""Palindromes."""


def is_palindrome(text: str) -> bool:
    """Tell whether text reads the same backwards.

    Case, spaces and punctuation do not count. A text without letters or digits
    is a palindrome.
    """
    characters = [c for c in text.casefold() if c.isalnum()]
    return characters == characters[::-1]


def main() -> None:
    texts = (
        "A man, a plan, a canal: Panama",
        "Was it a car or a cat I saw?",
        "Hello, world!",
        "12321",
        "",
    )
    for text in texts:
        print(f'"{text}": {"yes" if is_palindrome(text) else "no"}')


if __name__ == "__main__":
    main()
