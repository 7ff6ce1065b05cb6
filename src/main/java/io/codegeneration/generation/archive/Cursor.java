package io.codegeneration.generation.archive;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The place where a page of a list ended: the last id, and a checksum that binds it to caller and filter. It needs
 * no secret: whatever it says, a list is read under the prefix of its owner.
 *
 * @param owner the owner of the list
 * @param language the list's filter
 * @param status the list's filter
 */
record Cursor(Owner owner, Optional<Language> language, Optional<GenerationRecord.Status> status) {

    private static final int CHECKSUM = 12;

    String write(GenerationId last) {
        byte[] text = (checksum(last) + last.value()).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /**
     * The id in a cursor.
     *
     * @throws CallerException {@link ProblemCode#INVALID_REQUEST} if this list gave no such cursor
     */
    GenerationId read(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            return Optional.of(text)
                    .filter(whole -> whole.length() > CHECKSUM)
                    .flatMap(whole -> GenerationId.parse(whole.substring(CHECKSUM)))
                    .filter(id -> write(id).equals(cursor))
                    .orElseThrow(Cursor::invalid);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private String checksum(GenerationId last) {
        String bound = String.join(
                "|",
                owner.value(),
                language.map(Language::name).orElse(""),
                status.map(Enum::name).orElse(""),
                last.value());
        return Sha256.hex(bound).substring(0, CHECKSUM);
    }

    private static CallerException invalid() {
        return CallerException.invalid(
                "cursor", "cursor is the nextCursor of a page of this very list, with the same language and status.");
    }
}
