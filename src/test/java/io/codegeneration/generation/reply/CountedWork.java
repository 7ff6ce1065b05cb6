package io.codegeneration.generation.reply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts the work of classes that a {@link CountingLoader} has loaded. Its methods replace methods of the JDK whose cost
 * depends on a text; the first parameter is the object on which they are called. Methods that copy text are not
 * replaced, because measuring the memory shows their work. Not thread-safe.
 */
public final class CountedWork {

    private static long steps;

    private CountedWork() {}

    static long steps() {
        return steps;
    }

    /** Counts the start of a method, or a jump. */
    public static void step() {
        steps++;
    }

    public static Matcher matcher(Pattern pattern, CharSequence text) {
        return pattern.matcher(new Counted(text.toString()));
    }

    public static String[] split(Pattern pattern, CharSequence text, int limit) {
        return pattern.split(new Counted(text.toString()), limit);
    }

    public static String[] split(Pattern pattern, CharSequence text) {
        return pattern.split(new Counted(text.toString()));
    }

    public static int indexOf(String text, int character) {
        return found(text, text.indexOf(character), 0);
    }

    public static int indexOf(String text, int character, int from) {
        return found(text, text.indexOf(character, from), from);
    }

    public static int indexOf(String text, String part) {
        return found(text, text.indexOf(part), 0);
    }

    public static int indexOf(String text, String part, int from) {
        return found(text, text.indexOf(part, from), from);
    }

    public static boolean contains(String text, CharSequence part) {
        return found(text, text.indexOf(part.toString()), 0) >= 0;
    }

    public static int lastIndexOf(String text, int character) {
        int at = text.lastIndexOf(character);
        steps += text.length() - Math.max(at, 0);
        return at;
    }

    public static boolean equals(String text, Object other) {
        steps += other instanceof String same && same.length() == text.length() ? text.length() : 1;
        return text.equals(other);
    }

    public static boolean startsWith(String text, String part) {
        steps += part.length();
        return text.startsWith(part);
    }

    public static boolean endsWith(String text, String part) {
        steps += part.length();
        return text.endsWith(part);
    }

    public static boolean isBlank(String text) {
        steps += text.length() - text.stripLeading().length() + 1L;
        return text.isBlank();
    }

    public static String strip(String text) {
        String stripped = text.strip();
        steps += text.length() - stripped.length() + 1L;
        return stripped;
    }

    public static String stripTrailing(String text) {
        String stripped = text.stripTrailing();
        steps += text.length() - stripped.length() + 1L;
        return stripped;
    }

    private static int found(String text, int at, int from) {
        steps += (at < 0 ? text.length() : at) - Math.min(from, text.length()) + 1L;
        return at;
    }

    /** A text that counts each character that a regular expression reads. */
    private record Counted(String text) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            steps++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
