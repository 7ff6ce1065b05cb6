package io.codegeneration.generation.reply;

import io.codegeneration.generation.Language;
import io.codegeneration.generation.Slug;
import java.util.regex.Pattern;

/**
 * A reply that broke off.
 *
 * @param language the requested language
 * @param text the text that had arrived
 */
public record PartialReply(Language language, String text) {

    /** A line of prose, whole or not: it begins as a sentence does, and holds nothing that code is made of. */
    private static final Pattern PROSE = Pattern.compile(
            "[\\s*_#>-]*[\\p{Lu}\\p{Lo}](?:[\\p{Ll}\\p{Lo}'’ ](?:[^(){}\\[\\]=;<>]|(?<=\\s)\\([^(){}\\[\\]=;<>]*\\)?)*)?");

    private static final Slug ANY_NAME = Slug.of("code");

    /**
     * Returns how many bytes of code the text holds. A complete reply without a fence is code; one that broke off may have
     * ended in the sentence before its first fence, so prose alone is not code here.
     */
    public long codeBytes() {
        boolean prose = text.lines().filter(line -> !line.isBlank()).allMatch(line -> PROSE.matcher(line)
                .matches());
        return prose ? 0 : new ReplyReader(language, ANY_NAME).find(text).bytes();
    }
}
