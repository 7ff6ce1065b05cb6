"""Fibonacci numbers."""


def fibonacci(n: int) -> int:
    """Return the nth Fibonacci number: 0, 1, 1, 2, 3, 5, ... for n = 0, 1, 2, ...

    Takes n additions. Raises ValueError where n is negative.
    """
    if n < 0:
        raise ValueError(f"fibonacci({n}) is not defined")
    current, following = 0, 1
    for _ in range(n):
        current, following = following, current + following
    return current


def main() -> None:
    for n in (0, 1, 2, 10, 50, 90, -1):
        try:
            print(f"fibonacci({n}) = {fibonacci(n)}")
        except ValueError as error:
            print(error)


if __name__ == "__main__":
    main()
