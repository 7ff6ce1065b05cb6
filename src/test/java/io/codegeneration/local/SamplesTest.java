package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {

    private static final Pattern REPLY = Pattern.compile(
            "(?<words>[^\n]+)\n\n(?<fence>`{3,})(?<info>[^\n]*)\n(?<code>.*\n)\\k<fence>\n", Pattern.DOTALL);

    private final Samples samples = new Samples();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            implement binary search                                        | binary-search
            Write a function BinarySearch(items, target)                   | binary-search
            binary_search with generics                                    | binary-search
            an iterative `binary`-search                                   | binary-search
            Search a sorted array by BINARY SEARCHING                      | binary-search
            binary\u2011search                                             | binary-search
            Fizz Buzz                                                      | fizzbuzz
            fizzbuzz                                                       | fizzbuzz
            the classic Fizz-Buzz game up to 100                           | fizzbuzz
            print Fizz for multiples of 3 and Buzz for multiples of 5      | fizzbuzz
            factorial of a number                                          | factorial
            a recursive FACTORIAL function                                 | factorial
            table of factorials                                            | factorial
            compute n! for big n                                           | factorial
            nth fibonacci number                                           | fibonacci
            Fibonacci sequence generator                                   | fibonacci
            fibbonacci series                                              | fibonacci
            implement fib(n)                                               | fibonacci
            is a string a palindrome                                       | palindrome
            Check whether a sentence is palindromic                        | palindrome
            PALINDROMES                                                    | palindrome
            sieve of Eratosthenes                                          | prime-sieve
            prime numbers up to n                                          | prime-sieve
            all primes below 1000                                          | prime-sieve
            find all prime numbers in a range                              | prime-sieve
            list of the prime numbers                                      | prime-sieve
            a prime sieve                                                  | prime-sieve
            prime number generator                                         | prime-sieve
            primes smaller than a limit                                    | prime-sieve
            the prime numbers between 1 and 100                            | prime-sieve
            quick sort                                                     | quicksort
            QuickSort in place                                             | quicksort
            implement the quick-sort algorithm                             | quicksort
            count words in a text                                          | word-count
            word count                                                     | word-count
            a WordCounter class                                            | word-count
            count the number of words in a file                            | word-count
            how many words does a text have                                | word-count
            word frequency of a string                                     | word-count
            count how often each word occurs                               | word-count
            the number of occurrences of each word                         | word-count
            """)
    void recognizesExercisesInFreeWording(String instructions, String exercise) {
        assertThat(Samples.exercise(instructions)).hasValue(exercise);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search the web",
                "a binary search tree with insert and delete",
                "convert a number to binary",
                "search a binary file",
                "word processor",
                "count Word documents in a folder",
                "enforce the word count limit",
                "count to ten",
                "the buzz of the day",
                "full factorial design of an experiment",
                "fibonacci heap",
                "longest palindromic substring",
                "palindrome partitioning",
                "speech of the prime minister",
                "Amazon Prime client",
                "prime factors of a number",
                "is a number prime",
                "sieve mailbox filter",
                "sort a list quickly",
                "quick, sort these names",
                "a quick way to sort",
                "merge sort instead of quicksort",
                "sort numbers without using quick sort",
                "throw new Exception!",
                "hello world",
                "💥",
                " "
            })
    void takesNothingElseForAnExercise(String instructions) {
        assertThat(Samples.exercise(instructions)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            quicksort, then binary search in the result               | quicksort
            binary search in an array sorted by quicksort             | binary-search
            not quicksort but a palindrome check, later with quicksort | palindrome
            """)
    void answersTheExerciseThatIsNamedFirst(String instructions, String exercise) {
        assertThat(Samples.exercise(instructions)).hasValue(exercise);
    }

    @Test
    void answersWithTheExerciseInTheLanguageThatWasAskedFor() {
        Matcher reply = reply("python", "Implement Binary Search, please");

        assertThat(reply.group("words"))
                .contains("built-in sample", "binary-search", "codegen.model.provider=openai", "Ollama", "`aws`");
        assertThat(reply.group("info")).isEqualTo("python binary_search.py");
        assertThat(reply.group("code")).contains("def binary_search(").doesNotContain("```");
    }

    @ParameterizedTest
    @CsvSource({"cobol, implement binary search", "python, a chess engine", "cpp, a chess engine"})
    void answersWithASkeletonWhereNoExerciseFits(String name, String instructions) {
        Matcher reply = reply(name, instructions);

        assertThat(reply.group("words")).contains("skeleton", "codegen.model.provider=openai", "`aws`");
        assertThat(reply.group("info"))
                .isEqualTo(name + " sample." + language(name).extension());
        assertThat(reply.group("code")).contains("not a generated answer");
    }

    @Test
    void everyLanguageHasASkeletonThatSaysWhatItIs() {
        assertThat(Languages.standard().all()).allSatisfy(language -> {
            String code = reply(language.name(), "a chess engine").group("code");
            assertThat(code).contains("sample, not a generated answer", "provider=openai", "Ollama", "Bedrock");
            assertThat(code).doesNotContain("\r", "```").endsWith("\n");
        });
    }

    @Test
    void everyExerciseExistsInTheCommonLanguages() {
        for (String exercise : Samples.exercises()) {
            for (String name : List.of("python", "java", "javascript", "typescript", "go", "rust", "c", "cpp")) {
                Matcher reply = reply(name, exercise);
                assertThat(reply.group("words")).contains("exercise " + exercise);
                assertThat(reply.group("code")).doesNotContain("\r").endsWith("\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"print(), 3", "a `b` c, 3", "``` x, 4", "a ````` b ``` c, 6"})
    void aFenceIsLongerThanAnyRunOfBackticksInTheCode(String code, int length) {
        assertThat(Samples.fence(code)).isEqualTo("`".repeat(length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fizz ", "a ", "binary ", "sieve ", "count the ", "not ", "` ", "find all the "})
    void readsLongInstructionsQuickly(String piece) {
        String instructions = piece.repeat(20_000 / piece.length());

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Samples.exercise(instructions));
    }

    private Matcher reply(String name, String instructions) {
        Matcher reply = REPLY.matcher(samples.reply(language(name), instructions));
        assertThat(reply.matches()).as("one block after some words").isTrue();
        return reply;
    }

    private static Language language(String name) {
        return Languages.standard().find(name).orElseThrow();
    }
}
