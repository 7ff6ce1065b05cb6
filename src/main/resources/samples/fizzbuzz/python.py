"""FizzBuzz."""


def fizzbuzz(number: int) -> str:
    """Return what a player says in place of number.

    "Fizz" for multiples of three, "Buzz" for multiples of five, "FizzBuzz" for
    multiples of both, and the number itself otherwise.
    """
    words = ""
    if number % 3 == 0:
        words += "Fizz"
    if number % 5 == 0:
        words += "Buzz"
    return words or str(number)


def main() -> None:
    for number in range(1, 16):
        print(fizzbuzz(number))


if __name__ == "__main__":
    main()
