import java.util.List;

/** Palindromes. */
class Palindrome {

    /**
     * Tells whether a text reads the same backwards. Case, spaces and punctuation do not count; a
     * text without letters or digits is a palindrome.
     */
    static boolean isPalindrome(String text) {
        int[] characters = text.codePoints()
                .filter(Character::isLetterOrDigit)
                .map(Character::toLowerCase)
                .toArray();
        for (int i = 0, j = characters.length - 1; i < j; i++, j--) {
            if (characters[i] != characters[j]) {
                return false;
            }
        }
        return true;
    }

    public static void main(String[] args) {
        List<String> texts = List.of(
                "A man, a plan, a canal: Panama",
                "Was it a car or a cat I saw?",
                "Hello, world!",
                "12321",
                "");
        for (String text : texts) {
            System.out.println('"' + text + "\": " + (isPalindrome(text) ? "yes" : "no"));
        }
    }
}
