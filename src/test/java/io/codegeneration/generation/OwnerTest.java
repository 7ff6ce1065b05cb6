package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerTest {

    @Test
    void isAnonymousWithoutAPrincipal() {
        assertThat(Owner.of(Optional.empty())).isEqualTo(Owner.ANONYMOUS);
        assertThat(Owner.ANONYMOUS.value()).isEqualTo("anonymous");
    }

    /** The digests were computed by another program: {@code printf %s … | sha256sum | cut -c1-32}. */
    @ParameterizedTest
    @CsvSource({
        "iam:arn:aws:iam::123456789012:user/alice, 1d7344df2e1b8d3c27dfa4fb7e4b2949",
        "jwt:https://issuer.example#42, 506228b821bd060a4f07bc63b50801b6",
        "ctx:tenänt, 5a4ab432079c1056e45016362c1cf3ee",
        "'', e3b0c44298fc1c149afbf4c8996fb924"
    })
    void isTheStartOfThePrincipalsDigest(String principal, String digest) {
        assertThat(Owner.of(Optional.of(principal)).value()).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Anonymous",
                "alice",
                "../x",
                "1D7344DF2E1B8D3C27DFA4FB7E4B2949",
                "1d7344df2e1b8d3c27dfa4fb7e4b294",
                "1d7344df2e1b8d3c27dfa4fb7e4b29490"
            })
    void isNotMadeOfRawText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Owner(text));
    }

    @Property
    void isAlwaysThirtyTwoHexDigits(@ForAll("texts") String principal) {
        assertThat(Owner.of(Optional.of(principal)).value()).matches("[0-9a-f]{32}");
    }

    @Provide
    Arbitrary<String> texts() {
        return AnyText.unicode();
    }
}
