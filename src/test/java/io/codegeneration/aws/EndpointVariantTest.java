package io.codegeneration.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointVariantTest {

    /** The system properties that the SDK reads before its variables. */
    private static final String FIPS = "aws.useFipsEndpoint";

    private static final String DUAL_STACK = "aws.useDualstackEndpoint";

    private final Map<String, String> before = new TreeMap<>();

    @BeforeEach
    void remember() {
        for (String name : new String[] {FIPS, DUAL_STACK}) {
            if (System.getProperty(name) != null) {
                before.put(name, System.clearProperty(name));
            }
        }
    }

    @AfterEach
    void restore() {
        System.clearProperty(FIPS);
        System.clearProperty(DUAL_STACK);
        before.forEach(System::setProperty);
    }

    @Test
    void isTheStandardOneWhereNothingIsSet() {
        assertThat(EndpointVariant.configured()).isEqualTo(EndpointVariant.STANDARD);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true", "false, false"})
    void isWhatTheSettingsOfTheSdkSay(boolean fips, boolean dualStack) {
        System.setProperty(FIPS, Boolean.toString(fips));
        System.setProperty(DUAL_STACK, Boolean.toString(dualStack));

        assertThat(EndpointVariant.configured()).isEqualTo(new EndpointVariant(fips, dualStack));
    }
}
