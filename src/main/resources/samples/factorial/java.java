import java.math.BigInteger;

/** Factorial of a whole number. */
class Factorial {

    /**
     * The product 1 * 2 * ... * n, of any size.
     *
     * @param n zero or more; 0! is 1
     * @throws IllegalArgumentException where n is negative
     */
    static BigInteger factorial(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("factorial of " + n + " is not defined");
        }
        BigInteger product = BigInteger.ONE;
        for (int factor = 2; factor <= n; factor++) {
            product = product.multiply(BigInteger.valueOf(factor));
        }
        return product;
    }

    public static void main(String[] args) {
        for (int n : new int[] {0, 1, 5, 10, 20, -1}) {
            try {
                System.out.println(n + "! = " + factorial(n));
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
