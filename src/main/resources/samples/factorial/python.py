"""Factorial of a whole number."""


def factorial(n: int) -> int:
    """Return n! = 1 * 2 * ... * n; 0! is 1.

    Raises ValueError where n is negative.
    """
    if n < 0:
        raise ValueError(f"factorial of {n} is not defined")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def main() -> None:
    for n in (0, 1, 5, 10, 20, -1):
        try:
            print(f"{n}! = {factorial(n)}")
        except ValueError as error:
            print(error)


if __name__ == "__main__":
    main()
