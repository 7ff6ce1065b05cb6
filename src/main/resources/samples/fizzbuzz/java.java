import java.util.stream.IntStream;

/** FizzBuzz. */
class FizzBuzz {

    /**
     * What a player says in place of a number.
     *
     * @param number any number
     * @return {@code Fizz} for multiples of three, {@code Buzz} for multiples of five,
     *     {@code FizzBuzz} for multiples of both, the number itself otherwise
     */
    static String fizzBuzz(int number) {
        if (number % 15 == 0) {
            return "FizzBuzz";
        }
        if (number % 3 == 0) {
            return "Fizz";
        }
        if (number % 5 == 0) {
            return "Buzz";
        }
        return Integer.toString(number);
    }

    public static void main(String[] args) {
        IntStream.rangeClosed(1, 15).mapToObj(FizzBuzz::fizzBuzz).forEach(System.out::println);
    }
}
