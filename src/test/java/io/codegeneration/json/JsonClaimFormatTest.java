package io.codegeneration.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.idempotency.Claim;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonClaimFormatTest {

    private static final String KEPT =
            """
            {"state": "KEPT", "holder": "h", "id": "20261122T101530123Z-k3v9q2w8", "fingerprint": "f",
            "createdAt": "2026-11-22T10:15:30.123Z", "expiresAt": "2026-11-22T10:16:30.123Z", "answer": null,
            "kept": {"generation": {"id": "20261122T101530123Z-k3v9q2w8", "status": "succeeded", "explanation": "Here:",
            "files": [{"name": "a.py", "key": "code-output/a.py", "bytes": 2}, {"name": "b.py", "key": "code-output/b.py",
            "bytes": 2}]}, "contents": ["1\\n", "2\\n"]%s}, "leftovers": []}""";

    private final JsonClaimFormat format = new JsonClaimFormat();

    @Test
    void readsWhatItWrote() {
        Claim claim = read(KEPT.formatted(", \"reply\": \"Here: 1 and 2\""));

        assertThat(claim.kept().reply()).isEqualTo("Here: 1 and 2");
        assertThat(format.read(format.write(claim))).isEqualTo(claim);
    }

    @Test
    void showsAllFilesWhereAnOlderVersionDidNotKeepTheReply() {
        Claim claim = read(KEPT.formatted(""));

        assertThat(claim.kept().generation().explanation()).isEqualTo("Here:");
        assertThat(claim.kept().reply()).isEqualTo("~~~~ a.py\n1\n~~~~\n~~~~ b.py\n2\n~~~~\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"id\":\"x\"}", "{\"id\":\"x\",\"state\":\"LOST\"}"})
    void rejectsWhatIsNoClaim(String text) {
        TransientException failure = catchThrowableOfType(TransientException.class, () -> read(text));

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
    }

    private Claim read(String text) {
        return format.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
