import java.math.BigInteger;

/** Fibonacci numbers. */
class Fibonacci {

    /**
     * The nth Fibonacci number, of any size: 0, 1, 1, 2, 3, 5, ... for n = 0, 1, 2, ...
     *
     * @param n zero or more
     * @throws IllegalArgumentException where n is negative
     */
    static BigInteger fibonacci(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("fibonacci(" + n + ") is not defined");
        }
        BigInteger current = BigInteger.ZERO;
        BigInteger following = BigInteger.ONE;
        for (int i = 0; i < n; i++) {
            BigInteger sum = current.add(following);
            current = following;
            following = sum;
        }
        return current;
    }

    public static void main(String[] args) {
        for (int n : new int[] {0, 1, 2, 10, 50, 90, -1}) {
            try {
                System.out.println("fibonacci(" + n + ") = " + fibonacci(n));
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
