package io.codegeneration.generation.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord.Status;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.submission.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a list continues, for its owner. */
class CursorTest {

    private static final Optional<Language> PYTHON = Languages.standard().find("python");
    private static final Optional<Language> JAVA = Languages.standard().find("java");

    private final World world = World.writing(World.REPLY);

    @Test
    void doesNotTakeACursorOfAnotherList() {
        make(3);
        String cursor = page(1, null).next().orElseThrow();
        String filtered = page(1, null, PYTHON, Optional.empty()).next().orElseThrow();

        assertInvalid(cursor, PYTHON, Optional.empty());
        assertInvalid(cursor, Optional.empty(), Optional.of(Status.SUCCEEDED));
        assertInvalid(filtered, Optional.empty(), Optional.empty());
        assertInvalid(filtered, JAVA, Optional.empty());
        world.invocation = TestInvocation.by("jwt:https://issuer.example#bob", world.invocation);
        assertInvalid(cursor, Optional.empty(), Optional.empty());
    }

    @Test
    void takesACursorWithAnyLimit() {
        List<String> ids = make(3);

        assertThat(ids(page(100, page(1, null).next().orElseThrow()))).containsExactly(ids.get(1), ids.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "====", "é", "..%2F", "MDAwMDAwMDAwMDAwMjAyNjExMjJUMTAxNTMwMTIzWi1rM3Y5cTJ3OA", "null"})
    void doesNotTakeAForgedCursor(String cursor) {
        make(2);

        assertInvalid(cursor, Optional.empty(), Optional.empty());
    }

    @Test
    void doesNotTakeACursorOfWhichAnythingWasChanged() {
        make(2);
        String cursor = page(1, null).next().orElseThrow();

        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            assertInvalid(cursor.substring(0, i) + other + cursor.substring(i + 1), Optional.empty(), Optional.empty());
        }
        assertInvalid(cursor + "=", Optional.empty(), Optional.empty());
        assertInvalid(cursor.substring(1), Optional.empty(), Optional.empty());
    }

    @Test
    void leavesTheOwnersListForNoCursorHoweverWellForged() {
        make(1);
        Invocation bob = TestInvocation.by("jwt:https://issuer.example#bob", world.invocation);
        Cursor forged = new Cursor(bob.owner(), Optional.empty(), Optional.empty());
        world.invocation = bob;

        Listing.Page page = page(5, forged.write(new GenerationId("22851231T235959999Z-zzzzzzzz")));

        assertThat(page.items()).isEmpty();
    }

    @Test
    void writesCursorsWithoutAnythingReadableOfTheOwner() {
        world.invocation = TestInvocation.by("jwt:https://issuer.example#bob", world.invocation);
        make(2);

        String cursor = page(1, null).next().orElseThrow();

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII))
                .doesNotContain(world.invocation.owner().value());
    }

    private void assertInvalid(String cursor, Optional<Language> language, Optional<Status> status) {
        CallerException failure = catchThrowableOfType(CallerException.class, () -> page(20, cursor, language, status));
        assertThat(failure).as(cursor).isNotNull();
        assertThat(failure.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(failure.errors()).extracting(Problem.FieldError::field).containsExactly("cursor");
    }

    private Listing.Page page(int limit, String cursor) {
        return page(limit, cursor, Optional.empty(), Optional.empty());
    }

    private Listing.Page page(int limit, String cursor, Optional<Language> language, Optional<Status> status) {
        return world.core.listing.list(
                new Listing.Query(language, status, limit, Optional.ofNullable(cursor)), world.invocation);
    }

    private static List<String> ids(Listing.Page page) {
        return page.items().stream().map(Listing.Item::id).toList();
    }

    /** Makes generations, a second after each other; the oldest first. */
    private List<String> make(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            world.clock.advance(Duration.ofSeconds(1));
            ids.add(world.post(null).id().value());
        }
        return ids;
    }
}
