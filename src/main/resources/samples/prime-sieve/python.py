"""The sieve of Eratosthenes."""

from math import isqrt


def primes_up_to(limit: int) -> list[int]:
    """Return all primes not greater than limit in ascending order.

    Takes O(n log log n) steps and n bytes for n = limit.
    """
    if limit < 2:
        return []
    is_prime = bytearray([1]) * (limit + 1)
    is_prime[0] = is_prime[1] = 0
    for number in range(2, isqrt(limit) + 1):
        if is_prime[number]:
            for multiple in range(number * number, limit + 1, number):
                is_prime[multiple] = 0
    return [number for number, prime in enumerate(is_prime) if prime]


def main() -> None:
    for limit in (30, 2, 1):
        primes = " ".join(map(str, primes_up_to(limit)))
        print(f"primes up to {limit}: {primes or 'none'}")


if __name__ == "__main__":
    main()
